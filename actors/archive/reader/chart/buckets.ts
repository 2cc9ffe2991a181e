/** The buckets of a chart as they are sent: what has rows or can say why not. */
import type { ChartBucket } from "../../../../schemas/wire_archive.ts";
import type { DataType } from "../../../../schemas/series.ts";
import type { Interval } from "../../intervals.ts";
import type { Tally } from "./bars.ts";
import type { Flags } from "./flags.ts";
import type { Grid } from "./grid.ts";

export type Mark = "moved" | "pending" | "unreadable";

/** Why rows that there are do not show, bucket by bucket. */
export interface Marks extends Record<Mark, Uint8Array> {
  grid: Grid;
  /** Why some are unreadable, in a sentence. */
  problem: string | null;
}

export function newMarks(grid: Grid): Marks {
  const none = () => new Uint8Array(grid.count);
  return { grid, moved: none(), pending: none(), unreadable: none(), problem: null };
}

/** Marks every bucket that the stretch of time touches. */
export function markIn({ grid, ...marks }: Marks, mark: Mark, { from, to }: Interval): void {
  const first = Math.max(0, grid.indexOf(from));
  if (first < grid.count) marks[mark].fill(1, first, Math.max(0, grid.indexOf(to - 1) + 1));
}

export function bucketsOf(type: DataType, { grid, bars }: Tally, flags: Flags, marks: Marks): ChartBucket[] {
  const buckets: ChartBucket[] = [];
  for (let at = 0; at < grid.count; at++) {
    const bucket: ChartBucket = { t: grid.startOf(at) };
    if (bars.rows[at] > 0) {
      Object.assign(bucket, { o: bars.open[at], h: bars.high[at], l: bars.low[at], c: bars.close[at] });
      Object.assign(bucket, type === "orderbook" ? {} : { v: bars.volume[at] }, { n: bars.rows[at] });
    }
    const words = Object.assign(bucket, saidOf(bars.rows[at] > 0, at, flags, marks, grid));
    if (Object.keys(words).length > 1) buckets.push(words);
  }
  return buckets;
}

function saidOf(hasRows: boolean, at: number, flags: Flags, marks: Marks, grid: Grid): Partial<ChartBucket> {
  const said: Partial<ChartBucket> = {};
  if (flags.gap[at]) said.gap = true;
  for (const mark of ["moved", "pending", "unreadable"] as const) if (marks[mark][at]) said[mark] = true;
  if (hasRows || Object.keys(said).length > 0) return said;
  const lengthUs = grid.startOf(at + 1) - grid.startOf(at);
  if (flags.completeUs[at] >= lengthUs) return { empty: true };
  if (flags.completeUs[at] + flags.recordedUs[at] >= lengthUs) return { recorded: true };
  return said;
}
