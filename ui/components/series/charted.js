// @ts-check
/// <reference lib="dom" />
/**
 * A chart and what is loaded for it. Moving about shows at once what is there; what is missing follows.
 * @import { Signal } from "@preact/signals"
 * @import { Bucket, Stretch } from "../../lib/chart.js"
 * @import { ChartView } from "../../lib/chart_view.js"
 * @import { LoadedTape } from "./loaded_tape.js"
 */
import { signal } from "@preact/signals";
import { openChart } from "../../lib/chart_view.js";
import { openTape } from "./loaded_tape.js";

const USUAL_WIDTH_PX = 1_000;

/**
 * @typedef {Omit<LoadedTape, "loadSoon"> & {
 *   view: Signal<Stretch>,
 *   pointed: Signal<Bucket | null>,
 *   attach: (place: HTMLElement) => Promise<void>,
 *   look: (view: Stretch) => void,
 *   go: (view: Stretch) => void,
 *   recolor: () => void,
 * }} Charted `pointed`: the bucket under the pointer. `go`: looks there by the user's wish.
 */

/**
 * @param {string} key Of the series.
 * @param {{ view: Stretch, all: () => Stretch, onMove: (view: Stretch) => void }} parts `all`: from the first row to
 *   the last, or to now. `onMove`: the user went elsewhere.
 * @returns {Charted}
 */
export function openCharted(key, { view: first, all, onMove }) {
  const view = signal(first);
  const pointed = signal(/** @type {Bucket | null} */ (null));
  /** @type {ChartView | null} */
  let chart = null;
  let isClosed = false;
  const { loadSoon, ...loading } = openTape(key, {
    ...{ view, all, width: () => chart?.width() ?? USUAL_WIDTH_PX },
    onTape: (tape) => chart?.show(tape, view.value),
  });

  /** @param {Stretch} next */
  function look(next) {
    view.value = next;
    chart?.look(next);
    loadSoon();
  }

  /** @param {Stretch} next */
  function go(next) {
    look(next);
    onMove(next);
  }

  /** Dragged or pinched there: the chart shows it already. @param {Stretch} next */
  function onLook(next) {
    view.value = next;
    loadSoon();
    onMove(next);
  }

  /** @param {HTMLElement} place */
  async function attach(place) {
    const events = {
      onLook,
      onPoint: (/** @type {Bucket | null} */ bucket) => void (pointed.value = bucket),
    };
    const opened = await openChart(place, events).catch(() => null);
    if (isClosed) return opened?.close();
    chart = opened;
    if (!chart) loading.fault.value = "Its drawing library did not come. Load the page anew.";
    else if (loading.tape.value) chart.show(loading.tape.value, view.value);
  }

  function close() {
    isClosed = true;
    loading.close();
    chart?.close();
    chart = null;
  }

  return { ...loading, view, pointed, attach, look, go, recolor: () => chart?.recolor(), close };
}
