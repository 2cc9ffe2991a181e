/** Holes: what there is nothing of. */
import type { Stretch } from "../../schemas/evidence.ts";
import type { Interval } from "./intervals.ts";

/** A maximal run of time that is neither complete nor recorded. Half-open, µs. */
export interface Hole extends Interval {
  /** Stretches of gap, unavailable or unknown, which make it up. */
  parts: Stretch[];
}

/** The holes in stretches, which are sorted and lack nothing: touching parts are one hole. */
export function holesIn(stretches: Stretch[]): Hole[] {
  const holes: Hole[] = [];
  for (const stretch of stretches) {
    if (stretch.state === "complete" || stretch.state === "recorded") continue;
    const hole = holes.at(-1);
    if (hole?.to !== stretch.from) holes.push({ from: stretch.from, to: stretch.to, parts: [stretch] });
    else {
      hole.to = stretch.to;
      hole.parts.push(stretch);
    }
  }
  return holes;
}

/** The parts of a hole, the longest first. */
export const byLength = ({ parts }: Hole): Stretch[] =>
  parts.toSorted((a, b) => (b.to - b.from) - (a.to - a.from));
