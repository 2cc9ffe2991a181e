/** Rows summed up into bars: what was first, highest, lowest and last in a bucket, and how much there was. */
import { type Columns, numbers } from "../../columns.ts";
import type { Interval } from "../../intervals.ts";
import type { Grid } from "./grid.ts";

/**
 * `start` of the bucket, `first` and `last` ts of its rows, in µs; of a book the prices are those in the middle
 * between best bid and best ask, and there is no volume.
 */
export const BAR_FIELDS = [
  ...["start", "first", "last", "open", "high", "low", "close", "volume", "rows"] as const,
] as const;
export type BarField = (typeof BAR_FIELDS)[number];

/** Buckets with rows, in order, as columns. */
export interface Bars extends Record<BarField, Float64Array> {
  length: number;
}

/** Bars that grow: one for each bucket of a grid, `rows` 0 where there was none. */
export interface Tally {
  grid: Grid;
  bars: Bars;
}

export function newBars(length: number): Bars {
  const columns = Object.fromEntries(BAR_FIELDS.map((field) => [field, new Float64Array(length)]));
  return { ...columns as Record<BarField, Float64Array>, length };
}

export function newTally(grid: Grid): Tally {
  return { grid, bars: newBars(grid.count) };
}

/** The columns that {@linkcode addRows} looks at, by the type of the rows. */
export const SUMMED = {
  trades: ["ts", "price", "amount"],
  ohlc: ["ts", "open", "high", "low", "close", "volume"],
} as const;

/** Adds trades or candles with a ts in the range; quick where they are sorted by ts. */
export function addRows(tally: Tally, columns: Columns, { from, to }: Interval): void {
  const [ts, open, high, low, close, volume] = valuesOf(columns);
  const { grid: { startOf, indexOf, count }, bars } = tally;
  let [at, begin, end] = [-1, 0, 0];
  for (let row = 0; row < columns.length; row++) {
    const us = ts[row];
    if (us < from || us >= to) continue;
    if (us < begin || us >= end) {
      at = indexOf(us);
      [begin, end] = [startOf(at), startOf(at + 1)];
    }
    if (at < 0 || at >= count) continue;
    if (bars.rows[at]++ === 0) {
      bars.first[at] = bars.last[at] = us;
      [bars.start[at], bars.open[at], bars.close[at]] = [begin, open[row], close[row]];
      [bars.high[at], bars.low[at], bars.volume[at]] = [high[row], low[row], volume[row]];
      continue;
    }
    if (us < bars.first[at]) [bars.first[at], bars.open[at]] = [us, open[row]];
    if (us >= bars.last[at]) [bars.last[at], bars.close[at]] = [us, close[row]];
    if (high[row] > bars.high[at]) bars.high[at] = high[row];
    if (low[row] < bars.low[at]) bars.low[at] = low[row];
    bars.volume[at] += volume[row];
  }
}

function valuesOf(columns: Columns): Float64Array[] {
  const of = (name: string) => numbers(columns, name);
  if (columns.type === "ohlc") return SUMMED.ohlc.map(of);
  const [ts, price, amount] = SUMMED.trades.map(of);
  return [ts, price, price, price, price, amount];
}

/** Adds bars that begin in the range, each of which lies in one bucket of the tally. */
export function addBars({ grid, bars }: Tally, more: Bars, { from, to }: Interval): void {
  for (let i = 0; i < more.length; i++) {
    if (more.start[i] < from || more.start[i] >= to) continue;
    const at = grid.indexOf(more.start[i]);
    if (at >= 0 && at < grid.count) addBar(bars, at, more, i, grid.startOf(at));
  }
}

function addBar(bars: Bars, at: number, more: Bars, i: number, start: number): void {
  if (bars.rows[at] === 0) {
    for (const field of BAR_FIELDS) bars[field][at] = more[field][i];
    bars.start[at] = start;
    return;
  }
  if (more.first[i] < bars.first[at]) [bars.first[at], bars.open[at]] = [more.first[i], more.open[i]];
  if (more.last[i] >= bars.last[at]) [bars.last[at], bars.close[at]] = [more.last[i], more.close[i]];
  bars.high[at] = Math.max(bars.high[at], more.high[i]);
  bars.low[at] = Math.min(bars.low[at], more.low[i]);
  bars.volume[at] += more.volume[i];
  bars.rows[at] += more.rows[i];
}

/** The bars of a tally that have rows. */
export function barsIn({ bars }: Tally): Bars {
  const kept = bars.rows.reduce((count, rows) => count + Number(rows > 0), 0);
  const compact = newBars(kept);
  for (let at = 0, to = 0; at < bars.length; at++) {
    if (bars.rows[at] === 0) continue;
    for (const field of BAR_FIELDS) compact[field][to] = bars[field][at];
    to++;
  }
  return compact;
}
