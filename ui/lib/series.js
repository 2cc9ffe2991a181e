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

/**
 * Does a person have to look at it? Holes of the past are history; what counts is what is wrong now.
 * @param {SeriesView} view
 * @param {Snapshot["problems"]} problems
 */
export function needsAttention(view, problems) {
  return ["retrying", "paused"].includes(view.state) || view.state === "ended" || view.errors > 0 ||
    view.holes.length > 0 ||
    problems.some((problem) => problem.key === view.key);
}

/**
 * The series that are shown, by exchange, in the board's order.
 * @param {Snapshot} snapshot
 * @param {"all" | "attention"} filter
 * @returns {Array<{ exchange: string, venue: VenueView | null, series: SeriesView[] }>}
 */
export function groupByExchange(snapshot, filter) {
  /** @type {Map<string, SeriesView[]>} */
  const groups = new Map();
  for (const view of snapshot.series) {
    if (filter === "attention" && !needsAttention(view, snapshot.problems)) continue;
    const group = groups.get(view.exchange);
    if (group) group.push(view);
    else groups.set(view.exchange, [view]);
  }
  const venueOf = (/** @type {string} */ exchange) =>
    snapshot.venues.find((venue) => venue.exchange === exchange) ?? null;
  return [...groups].map(([exchange, series]) => ({ exchange, venue: venueOf(exchange), series }));
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
