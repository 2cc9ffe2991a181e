// @ts-check
/**
 * Which series the inventory lists, and in which order; all of it is in the address.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 */
import { holeCount } from "../../lib/coverage.js";
import { typeWords } from "../../lib/series.js";

/**
 * What a column sorts by; null comes last either way round.
 * @type {Record<string, (view: SeriesView) => string | number | null>}
 */
const KEYS = {
  series: (view) => `${view.exchange} ${view.pair} ${view.type}`,
  complete: ({ disk }) => disk?.firstUs == null ? null : disk.complete,
  gaps: holeCount,
  rows: ({ rows }) => rows,
  size: ({ disk }) => disk?.bytes ?? null,
  first: (view) => firstUs(view),
  last: ({ lastUs }) => lastUs,
};

/** Of the oldest row; what was recorded since the start knows less than the disk. @param {SeriesView} view */
export function firstUs({ disk, firstUs }) {
  return disk?.firstUs ?? firstUs;
}

/**
 * @typedef {object} Wanted
 * @property {string} text Words that must all be there.
 * @property {string} exchange Empty: all.
 * @property {string} type Empty: all.
 * @property {boolean} gaps Only those that lack something.
 * @property {string} sort A name of {@linkcode KEYS}.
 * @property {boolean} down The greatest first.
 */

/** @param {URLSearchParams} params @returns {Wanted} */
export function wantedOf(params) {
  const sort = params.get("sort") ?? "";
  const name = sort.replace(/^-/, "");
  return {
    text: params.get("q") ?? "",
    exchange: params.get("exchange") ?? "",
    type: params.get("type") ?? "",
    gaps: params.get("show") === "gaps",
    sort: Object.hasOwn(KEYS, name) ? name : "series",
    down: sort.startsWith("-"),
  };
}

/**
 * The order that a click on a column's head asks for: the same again turns round; figures begin with the greatest.
 * @param {Wanted} wanted
 * @param {string} sort
 */
export function orderAfter(wanted, sort) {
  const down = wanted.sort === sort ? !wanted.down : sort !== "series" && sort !== "complete";
  return orderText({ sort, down });
}

/** As the address has it; the usual order is left out. @param {Pick<Wanted, "sort" | "down">} order */
export function orderText({ sort, down }) {
  return sort === "series" && !down ? null : `${down ? "-" : ""}${sort}`;
}

/** @param {SeriesView[]} series @param {Wanted} wanted */
export function listed(series, wanted) {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {SeriesView} */ view) =>
    (wanted.exchange === "" || view.exchange === wanted.exchange) &&
    (wanted.type === "" || view.type === wanted.type) &&
    (!wanted.gaps || holeCount(view) > 0) &&
    (words.length === 0 || hasWords(view, words));
  return sorted(series.filter(fits), wanted);
}

/** `btcusdt` finds `BTC/USDT` as well. @param {SeriesView} view @param {string[]} words */
function hasWords(view, words) {
  const text = `${view.exchange} ${view.pair} ${typeWords(view)} ${view.key}`.toLowerCase();
  const joined = view.pair.replaceAll(/\W/g, "").toLowerCase();
  return words.every((word) => text.includes(word) || joined.includes(word));
}

/** @param {SeriesView[]} series @param {Wanted} wanted */
function sorted(series, { sort, down }) {
  const sign = down ? -1 : 1;
  const keyed = series.map((view) => ({ view, key: KEYS[sort](view) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return a.key === b.key ? 0 : a.key < b.key ? -sign : sign;
  });
  return keyed.map(({ view }) => view);
}
