// @ts-check
/// <reference lib="dom" />
/**
 * All of one series: what it looks like, what it lacks and what to do about it, and how to take it along.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesPage } from "../../schemas/wire_archive.ts"
 * @import { SeriesView, Snapshot } from "../../schemas/snapshot.ts"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 */
import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { SeriesBody } from "../components/series/body.js";
import { SeriesHead } from "../components/series/head.js";
import { Empty, Failed, Loading } from "../components/states.js";
import { ask, withQuery } from "../lib/api.js";
import { keyAt } from "../lib/series_path.js";
import { useAnswer } from "../lib/use_answer.js";

/** The list of files and gaps is asked for again when the board says that they changed, but not more often. */
const REST_MS = 10_000;

/** @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
export function Series(props) {
  const key = keyAt(props.address.url.value.pathname) ?? "";
  return html`<${OneSeries} key=${key} seriesKey=${key} ...${props} />`;
}

/** @param {{ seriesKey: string, live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
function OneSeries({ seriesKey, live, address, snapshot, session }) {
  const view = snapshot.series.find(({ key }) => key === seriesKey) ?? null;
  const asked = useDetails(seriesKey, view, snapshot.now);
  if (asked.value === null && asked.state === "failed" && view === null) {
    return asked.status === 404
      ? html`<${Unknown} seriesKey=${seriesKey} address=${address} />`
      : html`<${Failed} what="the series" message=${asked.message} retry=${asked.reload} />`;
  }
  return html`
    <${SeriesHead} view=${view} details=${asked.value} seriesKey=${seriesKey} address=${address} now=${live
      .now} />
    ${asked.value === null && asked.state === "loading" && html`<${Loading} what="the series" />`}
    ${asked.state === "failed" && asked.status !== 404 &&
      html`<${Failed} what="what is on disk of it" message=${asked.message} retry=${asked.reload} />`}
    ${asked.value === null && asked.status === 404 && html`<${NoRows} />`}
    ${asked.value !== null && html`
      <${SeriesBody}
        details=${asked.value} view=${view} snapshot=${snapshot} address=${address} session=${session}
        reload=${asked.reload}
      />
    `}
  `;
}

/**
 * @param {string} key
 * @param {SeriesView | null} view
 * @param {number} now
 */
function useDetails(key, view, now) {
  const disk = view?.disk;
  const slot = Math.floor(now / REST_MS);
  // Changed figures show with the next slot; without a change nothing is asked.
  const words = `${disk?.rows} ${disk?.files} ${disk?.gapCount} ${view?.rows === 0}`;
  const load = () => ask.get(withQuery("/api/series", { key }));
  return useAnswer(/** @type {() => Promise<import("../lib/api.js").Answer<SeriesPage>>} */ (load), [
    key,
    useThrottled(words, slot),
  ]);
}

/** The words as they were at the begin of the slot. @param {string} words @param {number} slot */
function useThrottled(words, slot) {
  const kept = useRef({ words, slot });
  if (kept.current.slot !== slot) kept.current = { words, slot };
  return kept.current.words;
}

function NoRows() {
  return html`<${Empty} title="No rows yet.">They show up here as soon as the first one is on disk.<//>`;
}

/** @param {{ seriesKey: string, address: Address }} props */
function Unknown({ seriesKey, address }) {
  return html`
    <section class="blank">
      <h1>There is no series ${seriesKey}</h1>
      <p><a href="/inventory" onClick=${address.follow}>Search the inventory</a>, which has all there are.</p>
    </section>
  `;
}
