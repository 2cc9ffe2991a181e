/** What a series has of each UTC day. */
import type { Coverage, Stretch } from "../../schemas/evidence.ts";
import type { DayState } from "../../schemas/facts.ts";
import type { DataType } from "../../schemas/series.ts";
import { stretchesWithin } from "./coverage.ts";
import type { Interval } from "./intervals.ts";
import { parseFilePath, periodAt } from "./layout.ts";
import type { FileLine } from "./ledgers.ts";

export interface Day extends Interval {
  /** `2024-03-05` */
  name: string;
  state: DayState;
  /** What is known of it, in order, the unknown included; only inside the range that was asked for. */
  stretches: Stretch[];
  /** The files with its rows; of candles, which lie in one file a year, none. */
  files: FileLine[];
}

/**
 * The days that a range touches, oldest first.
 * @param nowUs Days that are not over by then are pending.
 */
export function daysWithin(
  { type, files, coverage }: { type: DataType; files: Iterable<FileLine>; coverage: Coverage },
  range: Interval,
  nowUs: number,
): Day[] {
  const ofDay = type === "ohlc"
    ? new Map<number, FileLine[]>()
    : Map.groupBy(files, ({ path }) => parseFilePath(path).period.from);
  const stretches = stretchesWithin(coverage, range.from, range.to);
  const days: Day[] = [];
  let at = 0;
  for (let day = periodAt("trades", range.from); day.from < range.to; day = periodAt("trades", day.to)) {
    while (at < stretches.length && stretches[at].to <= day.from) at++;
    const inDay = clipped(stretches, at, day);
    const files = ofDay.get(day.from) ?? [];
    days.push({ ...day, state: stateOf(type, day, files, inDay, nowUs), stretches: inDay, files });
  }
  return days;
}

function clipped(stretches: Stretch[], at: number, { from, to }: Interval): Stretch[] {
  const clipped: Stretch[] = [];
  for (; at < stretches.length && stretches[at].from < to; at++) {
    const stretch = stretches[at];
    clipped.push({ ...stretch, from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) });
  }
  return clipped;
}

function stateOf(
  type: DataType,
  day: Interval,
  files: FileLine[],
  stretches: Stretch[],
  nowUs: number,
): DayState {
  const has = (...states: Stretch["state"][]) => stretches.some(({ state }) => states.includes(state));
  // A year of candles lies in one file: only evidence tells which of its days have any.
  const hasRows = files.length > 0 || (type === "ohlc" && stretches.length === 0);
  if (!hasRows && !has("complete", "recorded")) return "missing";
  if (day.to > nowUs || files.some(({ path }) => parseFilePath(path).part !== null)) return "pending";
  if (has("gap", "unavailable", "unknown")) return "degraded";
  return has("recorded") ? "recorded" : "available";
}
