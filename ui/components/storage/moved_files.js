// @ts-check
/**
 * Which files of a series a remote holds and this disk does not. A file's period is a day, of candles a year.
 * @import { SeriesFile } from "../../../schemas/wire_archive.ts"
 */

const DAY_MS = 86_400_000;

/**
 * Those that have something of the days; an empty end is open.
 * @param {SeriesFile[]} files
 * @param {{ from: string, to: string }} days Both included.
 */
export function movedIn(files, { from, to }) {
  return files.filter(({ kind, period }) =>
    kind === "moved" && (from === "" || lastDay(period) >= from) && (to === "" || firstDay(period) <= to)
  );
}

/** @param {string} period */
function firstDay(period) {
  return period.length === 4 ? `${period}-01-01` : period;
}

/** @param {string} period */
function lastDay(period) {
  return period.length === 4 ? `${period}-12-31` : period;
}

/** @param {SeriesFile[]} files At least one, the oldest first. */
export function spanWords(files) {
  const [first, last] = [files[0].period, files[files.length - 1].period];
  return first === last ? `of ${first}` : `from ${first} to ${last}`;
}

/** @param {string} day */
export function dayAfter(day) {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}
