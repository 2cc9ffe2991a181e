// @ts-check
/**
 * What the page makes of the log's entries: lines that it holds, folded where they repeat, counted over time. Pure.
 * @import { LogEntries } from "../../../schemas/wire_app.ts"
 * @import { Tone } from "../../lib/series.js"
 */

/** @typedef {LogEntries["entries"][number]} Entry */
/** @typedef {Entry["level"]} Level */
/**
 * @typedef {Entry & { n: number, at: number, shape: string }} Line
 *   `n` counts up, so that a line keeps its place; `at` in ms; `shape`: what lines that repeat have in common.
 */
/** @typedef {{ n: number, lines: Line[], opensDay: boolean }} Fold Neighbours that say the same, one line mostly. */

/** @type {Record<Level, { word: string, tone: Tone }>} Mildest first. */
export const LEVELS = {
  info: { word: "Info", tone: "calm" },
  warning: { word: "Warning", tone: "warn" },
  error: { word: "Error", tone: "bad" },
};

/**
 * Entries as lines, numbered from `n`.
 * @param {Entry[]} entries
 * @param {number} n
 * @returns {Line[]}
 */
export function linesOf(entries, n) {
  return entries.map((entry, index) => ({
    ...entry,
    n: n + index,
    at: Date.parse(entry.time),
    shape: `${entry.level} ${entry.actor} ${entry.words.replace(/\d+(\.\d+)?/g, "#")}`,
  }));
}

/**
 * Those that are held once an answer to "what came since" is there. Where the answer may have left some out, or
 * begins before the end of what is held (the log no longer knows where we were), it stands alone: nothing is shown as
 * a neighbour that is none, and nothing twice.
 * @param {Line[]} held
 * @param {LogEntries} answer
 * @param {number} most
 * @returns {Line[]}
 */
export function withNews(held, { entries, more }, most) {
  if (entries.length === 0) return held;
  const last = held.at(-1);
  const news = linesOf(entries, last ? last.n + 1 : 0);
  const goesOn = last === undefined || (!more && news[0].at >= last.at);
  return goesOn ? [...held, ...news].slice(-most) : news;
}

/**
 * Neighbours that say the same but for their figures, as one.
 * @param {Line[]} lines
 * @returns {Fold[]}
 */
export function folded(lines) {
  /** @type {Fold[]} */
  const folds = [];
  for (const line of lines) {
    const before = folds.at(-1);
    const opensDay = before?.lines.at(-1)?.time.slice(0, 10) !== line.time.slice(0, 10);
    if (before && !opensDay && before.lines[0].shape === line.shape) before.lines.push(line);
    else folds.push({ n: line.n, lines: [line], opensDay });
  }
  return folds;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * MINUTE);

/** @typedef {{ at: number } & Record<Level, number>} Bucket `at`: its beginning, ms. */

/**
 * How many lines of each level there were a minute, or a longer step where it were more than `most` of them.
 * @param {Line[]} lines
 * @param {number} most
 * @returns {{ stepMs: number, buckets: Bucket[] }} Without holes, oldest first.
 */
export function volumeOf(lines, most) {
  if (lines.length === 0) return { stepMs: MINUTE, buckets: [] };
  const times = lines.map(({ at }) => at);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const day = STEPS[STEPS.length - 1];
  const stepMs = STEPS.find((step) => Math.floor(last / step) - Math.floor(first / step) < most) ??
    Math.ceil((last - first) / (most - 1) / day) * day;
  const begin = Math.floor(first / stepMs);
  /** @type {Bucket[]} */
  const buckets = Array.from({ length: Math.floor(last / stepMs) - begin + 1 }, (_, n) => (
    { at: (begin + n) * stepMs, info: 0, warning: 0, error: 0 }
  ));
  for (const { at, level } of lines) buckets[Math.floor(at / stepMs) - begin][level]++;
  return { stepMs, buckets };
}

/** @param {Line[]} lines @returns {Record<Level, number>} */
export function countsOf(lines) {
  const counts = { info: 0, warning: 0, error: 0 };
  for (const { level } of lines) counts[level]++;
  return counts;
}

/**
 * A text in pieces: those that were searched for, and those between.
 * @param {string} text
 * @param {string} search
 * @returns {Array<{ text: string, isHit: boolean }>}
 */
export function piecesOf(text, search) {
  const wanted = search.toLowerCase();
  const low = text.toLowerCase();
  // Some letters change their length with their case: places in one are not those in the other.
  if (wanted === "" || low.length !== text.length) return [{ text, isHit: false }];
  const pieces = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), isHit: false });
    from = at + wanted.length;
    pieces.push({ text: text.slice(at, from), isHit: true });
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isHit: false });
  return pieces;
}
