// @ts-check
/**
 * What the page says of a series, and which ones it shows.
 * @import { SeriesState, SeriesView, Snapshot, VenueView } from "../../schemas/snapshot.ts"
 */

/** @typedef {"good" | "calm" | "busy" | "warn" | "bad" | "off"} Tone A colour, and a shape of its own. */

/** @type {Record<SeriesState, { word: string, tone: Tone }>} */
export const STATES = {
  recording: { word: "Recording", tone: "good" },
  waiting: { word: "Waiting", tone: "calm" },
  collecting: { word: "Collecting", tone: "busy" },
  starting: { word: "Starting", tone: "busy" },
  connecting: { word: "Connecting", tone: "busy" },
  retrying: { word: "Retrying", tone: "warn" },
  paused: { word: "Paused", tone: "bad" },
  stopped: { word: "Stopped", tone: "off" },
  ended: { word: "Ended", tone: "bad" },
};

const TYPE_WORDS = { trades: "trades", ohlc: "candles", orderbook: "order book" };

/** `trades`, `candles 1m` @param {SeriesView} view */
export function typeWords({ type, span }) {
  return span ? `${TYPE_WORDS[type]} ${span}` : TYPE_WORDS[type];
}

/** The series that problems are about. @param {Snapshot["problems"]} problems */
export function troubledKeys(problems) {
  return new Set(problems.map(({ key }) => key));
}

/**
 * Does a person have to look at it? Holes of the past are history; what counts is what is wrong now.
 * @param {SeriesView} view
 * @param {Set<string | null>} troubled See {@linkcode troubledKeys}.
 */
export function needsAttention(view, troubled) {
  return ["retrying", "paused"].includes(view.state) || view.state === "ended" || view.errors > 0 ||
    view.holes.length > 0 || troubled.has(view.key);
}

/** So many series in all are shown as they are; of more, only so many of each exchange. */
const FEW = 150;
const SHOWN = 20;

/**
 * The series that are shown, by exchange, in the board's order. Where there are very many, those come first that need
 * attention, and `more` says how many of the exchange are left out.
 * @param {Snapshot} snapshot
 * @param {"all" | "attention"} filter
 * @returns {Array<{ exchange: string, venue: VenueView | null, series: SeriesView[], more: number }>}
 */
export function groupByExchange(snapshot, filter) {
  const troubled = troubledKeys(snapshot.problems);
  const isNeedy = (/** @type {SeriesView} */ view) => needsAttention(view, troubled);
  const wanted = filter === "all" ? snapshot.series : snapshot.series.filter(isNeedy);
  const isMuch = wanted.length > FEW;
  return [...Map.groupBy(wanted, ({ exchange }) => exchange)].map(([exchange, all]) => {
    const series = isMuch ? needyFirst(all, isNeedy).slice(0, SHOWN) : all;
    const venue = snapshot.venues.find((venue) => venue.exchange === exchange) ?? null;
    return { exchange, venue, series, more: all.length - series.length };
  });
}

/** @param {SeriesView[]} series @param {(view: SeriesView) => boolean} isNeedy */
function needyFirst(series, isNeedy) {
  return [...series.filter(isNeedy), ...series.filter((view) => !isNeedy(view))];
}

/** The element that a link to this series finds. @param {string} key */
export function anchorOf(key) {
  return `series/${key}`;
}

/**
 * A query that reads the series' files.
 * @param {string} dataFolder
 * @param {SeriesView} view
 */
export function duckdbQuery(dataFolder, view) {
  const files = `${dataFolder.replace(/\/$/, "")}/${view.key}/*.parquet`;
  return `SELECT * FROM read_parquet('${files.replaceAll("'", "''")}') ORDER BY ts`;
}
