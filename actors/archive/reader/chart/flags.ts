/** What coverage says of each bucket: what is missing in it, and what it proves where there are no rows. */
import type { Stretch } from "../../../../schemas/evidence.ts";
import type { Interval } from "../../intervals.ts";
import type { Grid } from "./grid.ts";

export interface Flags {
  /** 1: something of the bucket is missing, or may be. */
  gap: Uint8Array;
  /** µs of it that are proven complete, and that were recorded without proof. */
  completeUs: Float64Array;
  recordedUs: Float64Array;
}

/**
 * @param stretches All of the grid's time.
 * @param rows From behind the first row to before the last: outside of it, what is unknown is no gap.
 */
export function flagsOf(grid: Grid, stretches: Stretch[], rows: Interval): Flags {
  const flags: Flags = {
    gap: new Uint8Array(grid.count),
    completeUs: new Float64Array(grid.count),
    recordedUs: new Float64Array(grid.count),
  };
  for (const stretch of stretches) {
    const { from, to } = stretch.state === "unknown" ? inside(stretch, rows) : stretch;
    if (from < to) mark(flags, grid, { ...stretch, from, to });
  }
  return flags;
}

const inside = (a: Interval, b: Interval): Interval => ({
  from: Math.max(a.from, b.from),
  to: Math.min(a.to, b.to),
});

function mark(flags: Flags, grid: Grid, { from, to, state }: Stretch): void {
  const last = Math.min(grid.count - 1, grid.indexOf(to - 1));
  for (let at = Math.max(0, grid.indexOf(from)); at <= last; at++) {
    const part = Math.min(to, grid.startOf(at + 1)) - Math.max(from, grid.startOf(at));
    if (state === "complete") flags.completeUs[at] += part;
    else if (state === "recorded") flags.recordedUs[at] += part;
    else flags.gap[at] = 1;
  }
}
