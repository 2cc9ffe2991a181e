import type { Interval } from "../intervals.ts";

/** From the first time of some intervals to the last. */
export function hullOf(intervals: Interval[]): Interval | null {
  let [from, to] = [Infinity, -Infinity];
  for (const each of intervals) [from, to] = [Math.min(from, each.from), Math.max(to, each.to)];
  return from < to ? { from, to } : null;
}
