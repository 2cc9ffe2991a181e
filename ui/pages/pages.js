// @ts-check
/**
 * The pages there are. Each is loaded when it is wanted: who looks at the dashboard does not wait for the rest.
 * A later one is added here, and its link appears.
 * @import { SeriesView } from "../../schemas/snapshot.ts"
 */
import { styled } from "../lib/page_style.js";
import { typeWords } from "../lib/series.js";
import { keyAt } from "../lib/series_path.js";

/**
 * @typedef {object} PageEntry
 * @property {string} path What ends in a slash stands for all paths below it.
 * @property {string} title
 * @property {(path: string, series: SeriesView[]) => string} [titleAt] Of the tab, where a path says more.
 * @property {string | null} key Of the keyboard, after `g`; null: it has no link in the head.
 * @property {() => Promise<import("preact").FunctionComponent<any>>} load
 */

/** @type {PageEntry[]} */
export const PAGES = [
  { path: "/", title: "Dashboard", key: "d", load: async () => (await import("./dashboard.js")).Dashboard },
  {
    path: "/inventory",
    title: "Inventory",
    key: "i",
    load: async () => (await import("./inventory.js")).Inventory,
  },
  {
    path: "/jobs",
    title: "Jobs",
    key: "j",
    load: async () => (await styled("jobs", import("./jobs.js"))).Jobs,
  },
  {
    path: "/logs",
    title: "Logs",
    key: "l",
    load: async () => (await styled("logs", import("./logs.js"))).Logs,
  },
  {
    path: "/config",
    title: "Config",
    key: "c",
    load: async () => (await styled("config", import("./config.js"))).Config,
  },
  {
    path: "/storage",
    title: "Storage",
    key: "s",
    load: async () => (await styled("storage", import("./storage.js"))).Storage,
  },
  {
    path: "/incidents",
    title: "Incidents",
    key: null,
    load: async () => (await import("./incidents.js")).Incidents,
  },
  {
    path: "/series/",
    title: "Series",
    titleAt: seriesTitle,
    key: null,
    load: async () => (await import("./series.js")).Series,
  },
];

/** `BTC/USDT trades · binance`; of a series that is not on the board, its key. @param {string} path @param {SeriesView[]} series */
function seriesTitle(path, series) {
  const wanted = keyAt(path) ?? "Series";
  const view = series.find(({ key }) => key === wanted);
  return view ? `${view.pair} ${typeWords(view)} · ${view.exchange}` : wanted;
}

/** @param {string} path */
export function pageAt(path) {
  return PAGES.find((page) =>
    page.path === path || (page.path.length > 1 && path.startsWith(page.path) && page.path.endsWith("/"))
  );
}
