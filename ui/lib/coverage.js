// @ts-check
/**
 * What the page says of a series' coverage: the last days, the share proven complete, the holes.
 * @import { DayState, SeriesSummary } from "../../schemas/facts.ts"
 * @import { SeriesView } from "../../schemas/snapshot.ts"
 */
import { percent } from "./format.js";

const DAY_MS = 86_400_000;

/** Day states in the order of the legend, in words. */
export const DAY_WORDS = /** @type {const} */ ({
  available: "complete, proven",
  recorded: "recorded, no proof possible",
  degraded: "has gaps",
  pending: "not finished yet",
  missing: "missing",
});

/**
 * How the bar of a day stands in a box of 16, top and height: a state reads by its shape too.
 * @type {Record<DayState | "none", [number, number]>}
 */
export const DAY_BARS = {
  available: [0, 16],
  recorded: [4, 12],
  degraded: [8, 8],
  pending: [0, 16],
  missing: [13, 3],
  none: [15, 1],
};

/** `2024-03-09: has gaps` @param {{ day: string, state: DayState | "none" }} day */
export function dayInWords({ day, state }) {
  return `${day}: ${state === "none" ? "nothing recorded" : DAY_WORDS[state]}`;
}

/** Why something is missing, in words. @type {Record<string, string>} */
const CAUSE_WORDS = {
  "outage": "connection lost",
  "venue-halt": "exchange halted",
  "id-hole": "ids missing",
  "rejected": "rows refused",
  "lost": "lost on disk",
  "overload": "faster than the disk",
  "unavailable": "no longer served",
  "unknown": "never asked for",
};

/** @param {string} cause */
export function causeWords(cause) {
  return CAUSE_WORDS[cause] ?? cause;
}

/**
 * The last days up to today, oldest first. Days before the first one with rows are `none`; days without rows
 * after it are missing.
 * @param {SeriesSummary | null} disk
 * @param {number} now ms
 * @param {number} length
 * @returns {Array<{ day: string, state: DayState | "none" }>}
 */
export function lastDays(disk, now, length) {
  return daysAmong(disk, dayNames(now, length));
}

/** The last days up to today, oldest first. @param {number} now ms @param {number} length */
export function dayNames(now, length) {
  return Array.from({ length }, (_, index) => dayOf(now - (length - 1 - index) * DAY_MS));
}

/**
 * The same for days that are named already: of thousands of series they are named once.
 * @param {SeriesSummary | null} disk
 * @param {string[]} names
 * @returns {Array<{ day: string, state: DayState | "none" }>}
 */
export function daysAmong(disk, names) {
  const known = new Map((disk?.days ?? []).map(({ day, state }) => [day, state]));
  const firstDay = disk?.firstUs == null ? null : dayOf(disk.firstUs / 1000);
  return names.map((day) => {
    const state = known.get(day) ?? (firstDay !== null && day >= firstDay ? "missing" : "none");
    return { day, state };
  });
}

/** @param {number} ms */
function dayOf(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `28 complete, 1 has gaps`: the strip for those who do not see it. @param {ReturnType<typeof lastDays>} days */
export function daysInWords(days) {
  const parts = Object.entries(DAY_WORDS).map(([state, words]) => {
    const n = days.filter((day) => day.state === state).length;
    return n === 0 ? "" : `${n} ${words}`;
  });
  return parts.filter(Boolean).join("; ") || "no rows yet";
}

/**
 * The share that is proven, in words. A venue whose ids prove nothing has days that are recorded and none that
 * are complete, and so has a book that is sampled; 0 % would read as a fault of the recording.
 * @param {Pick<SeriesView, "disk" | "rows" | "type">} view
 */
export function completeness({ disk, rows, type }) {
  if (!disk || disk.firstUs === null) return rows > 0 ? "in the journal until sealed" : "no rows yet";
  const unprovable = disk.complete === 0 &&
    (type === "orderbook" || disk.days.some(({ state }) => state === "recorded"));
  return unprovable ? "recorded, no proof" : `${percent(disk.complete)} complete`;
}

/**
 * @typedef {object} Hole
 * @property {number} from ms
 * @property {number} to ms
 * @property {string} cause
 * @property {string} reason Empty where the cause says it all.
 */

/**
 * How many holes there are, with those too old to be told one by one.
 * @param {SeriesView} view
 */
export function holeCount(view) {
  if (view.holes.length === 0) return view.disk?.gapCount ?? 0;
  const untold = view.disk ? view.disk.gapCount - view.disk.gaps.length : 0;
  return holesOf(view).length + untold;
}

/**
 * The newest holes, newest first: those seen live, and those of the ledger that they do not cover already.
 * @param {SeriesView} view
 * @returns {Hole[]}
 */
export function holesOf(view) {
  const live = view.holes;
  const older = (view.disk?.gaps ?? []).filter((gap) =>
    !live.some((hole) => hole.from < gap.to && gap.from < hole.to)
  );
  const holes = [
    ...live.map(({ from, to, cause, reason }) => ({ from, to, cause, reason })),
    ...older.map(({ from, to, state, cause }) => ({ from, to, cause: cause ?? state, reason: "" })),
  ];
  return holes
    .map((hole) => ({ ...hole, from: hole.from / 1000, to: hole.to / 1000 }))
    .sort((a, b) => b.from - a.from);
}
