// @ts-check
/**
 * The parts of a series' page below its head.
 * @import { Signal } from "@preact/signals"
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { SeriesView, Snapshot } from "../../../schemas/snapshot.ts"
 * @import { Stretch } from "../../lib/chart.js"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 */
import { useSignal } from "@preact/signals";
import { html } from "htm/preact";
import { timeText } from "../../lib/chart.js";
import { typeWords } from "../../lib/series.js";
import { Calendar } from "./calendar.js";
import { Chart } from "./chart.js";
import { FileList } from "./file_list.js";
import { GapList } from "./gap_list.js";
import { LastRows } from "./last_rows.js";
import { addDays } from "./months.js";
import { Download, Snippets } from "./take_away.js";
import { useFetch } from "./use_fetch.js";

const DAY_US = 86_400e6;
/** So many candles fill the chart at first. */
const CANDLES_SHOWN = 500;
/** States in which rows are to be expected. */
const GROWING = ["starting", "connecting", "recording", "waiting", "collecting", "retrying"];

/**
 * @param {{
 *   details: SeriesPage, view: SeriesView | null, snapshot: Snapshot, address: Address, session: Signal<Session>,
 *   reload: () => void,
 * }} props
 */
export function SeriesBody({ details, view, snapshot, address, session, reload }) {
  const isGrowing = view !== null && GROWING.includes(view.state);
  const all = extentOf(details, view, isGrowing ? snapshot.now * 1000 : null);
  const seen = useSignal(/** @type {Stretch} */ (all));
  const fetching = useFetch(details, reload);
  const named = /** @type {SeriesView} */ (view ?? /** @type {unknown} */ (details));
  const name = `${details.exchange} ${details.pair} ${typeWords(named)}`;

  /** @param {Stretch} stretch */
  const show = ({ fromUs, toUs }) => {
    address.go(`?from=${timeText(fromUs)}&to=${timeText(toUs)}`);
    document.getElementById("chart-title")?.scrollIntoView({ block: "center" });
  };
  /** @param {string} day */
  const showDay = (day) => show({ fromUs: usOf(day), toUs: usOf(addDays(day, 1)) });
  /** With as much on either side, so that one sees where it begins and ends. @param {SeriesPage["gaps"][number]} gap */
  const showGap = ({ from_us, to_us }) => {
    const margin = Math.max(to_us - from_us, 30e6);
    show({ fromUs: from_us - margin, toUs: to_us + margin });
  };
  return html`
    <${Chart}
      seriesKey=${details.key} name=${name} all=${all} usualUs=${usualOf(details)} isGrowing=${isGrowing}
      address=${address} onView=${(/** @type {Stretch} */ view) => seen.value = view}
    />
    ${details.days.length > 0 && html`
      <${Calendar} days=${details.days} chosen=${dayOf(address.url.value.searchParams)} onOpen=${showDay} />
    `}
    <div class="pair-of-cards">
      <${GapList} series=${details} fetching=${fetching} session=${session} address=${address}
        onShow=${showGap} />
      <${LastRows} series=${details} lastUs=${view?.lastUs ?? details.last_us} isGrowing=${isGrowing} />
      <${Snippets} series=${details} dataFolder=${snapshot.dataFolder} session=${session} />
      <${Download} series=${details} view=${seen} gaps=${details.gaps} />
    </div>
    <${FileList} files=${details.files} bytes=${details.bytes} />
  `;
}

/**
 * From the first row to the last, or to now where more are to come.
 * @param {SeriesPage} details
 * @param {SeriesView | null} view
 * @param {number | null} nowUs
 * @returns {Stretch}
 */
function extentOf({ first_us, last_us }, view, nowUs) {
  const lastUs = Math.max(last_us ?? 0, view?.lastUs ?? 0, nowUs ?? 0);
  const fromUs = first_us ?? view?.firstUs ?? lastUs - DAY_US;
  return { fromUs, toUs: Math.max(lastUs, fromUs + 1e6) };
}

/** How much time is shown at first. @param {SeriesPage} details */
function usualOf({ type, days, rows, first_us, last_us }) {
  if (type === "ohlc" && rows > 1) return CANDLES_SHOWN * ((last_us ?? 0) - (first_us ?? 0)) / (rows - 1);
  return days.length > 1 ? DAY_US : 3_600e6;
}

/** The day that the chart shows, where it is one exactly. @param {URLSearchParams} params */
function dayOf(params) {
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""].map((text) => Date.parse(text));
  if (to - from !== 86_400_000 || from % 86_400_000 !== 0) return null;
  return new Date(from).toISOString().slice(0, 10);
}

/** @param {string} day */
function usOf(day) {
  return Date.parse(day) * 1000;
}
