// @ts-check
/// <reference lib="dom" />
/**
 * What is loaded for a chart: the buckets around its view, fetched anew where the view has moved beyond them, or asks
 * for finer ones.
 * @import { Signal } from "@preact/signals"
 * @import { ChartAnswer, Stretch, Tape } from "../../lib/chart.js"
 * @import { Answer } from "../../lib/api.js"
 */
import { signal } from "@preact/signals";
import { ask, withQuery } from "../../lib/api.js";
import { needsLoading, requestFor, tapeOf } from "../../lib/chart.js";

/** So long a view must rest. */
const REST_MS = 150;
/** Where the server is still summing up what was asked for. */
const UNFINISHED_MS = 400;
const BUSY = 503;
const BUSY_MS = 1_000;

/**
 * @typedef {object} LoadedTape
 * @property {Signal<Tape | null>} tape
 * @property {Signal<boolean>} busy
 * @property {Signal<string>} fault Why it cannot be shown; empty: it can.
 * @property {Signal<string | null>} problem What could not be read of it, in a sentence.
 * @property {() => Promise<void>} reload
 * @property {() => void} loadSoon Once the view rests, where what is loaded does not do.
 * @property {() => void} close
 */

/**
 * @param {string} key Of the series.
 * @param {{ view: Signal<Stretch>, all: () => Stretch, width: () => number, onTape: (tape: Tape) => void }} parts
 * @returns {LoadedTape}
 */
export function openTape(key, { view, all, width, onTape }) {
  const tape = signal(/** @type {Tape | null} */ (null));
  const busy = signal(true);
  const fault = signal("");
  const problem = signal(/** @type {string | null} */ (null));
  /** @type {Stretch & { points: number } | null} */
  let loaded = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let turn = 0;

  async function reload() {
    const request = requestFor(view.value, all(), width());
    const query = { key, from: request.fromUs, to: request.toUs, points: request.points };
    const mine = ++turn;
    clearTimeout(timer);
    busy.value = true;
    const answer = /** @type {Answer<ChartAnswer>} */ (await ask.get(withQuery("/api/chart", query)));
    // Otherwise a newer question is under way, or nobody looks any more.
    if (mine !== turn) return;
    busy.value = false;
    if (answer.ok) take(answer.value, request);
    else refuse(answer);
  }

  /** @param {ChartAnswer} answer @param {Stretch & { points: number }} request */
  function take(answer, request) {
    loaded = answer.finished ? request : null;
    fault.value = "";
    problem.value = answer.problem;
    tape.value = tapeOf(answer);
    onTape(tape.value);
    if (!answer.finished) timer = setTimeout(reload, UNFINISHED_MS);
  }

  /** Where the server has enough to do, it is asked again soon. @param {{ status: number, message: string }} answer */
  function refuse({ status, message }) {
    fault.value = status === BUSY && tape.value ? "" : message;
    if (status === BUSY) timer = setTimeout(reload, BUSY_MS);
  }

  function loadSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => needsLoading(view.value, all(), loaded, width()) && reload(), REST_MS);
  }

  function close() {
    turn++;
    clearTimeout(timer);
  }

  return { tape, busy, fault, problem, reload, loadSoon, close };
}
