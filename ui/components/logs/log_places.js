// @ts-check
/**
 * Where one sees more of what a line is about.
 */
import { withQuery } from "../../lib/api.js";
import { seriesPath } from "../../lib/series_path.js";

const SERIES = /^[^/\s]+\/(trades|ohlc|orderbook)\/[^/\s]+(\/[^/\s]+)?$/;

/** What the parts of tapedeck have their pages on. @type {Record<string, string>} */
const PAGES = {
  config: "/config",
  alerts: "/config",
  incidents: "/incidents",
  sync: "/storage",
  disk: "/storage",
  "history of runs": "/jobs",
  scheduler: "/jobs",
};

/**
 * Null: no page is about it.
 * @param {string} actor
 * @param {string[]} exchanges Those that are recorded.
 */
export function placeOf(actor, exchanges) {
  if (SERIES.test(actor)) return seriesPath(actor);
  if (exchanges.includes(actor)) return withQuery("/inventory", { exchange: actor });
  return PAGES[actor.split("/")[0]] ?? null;
}
