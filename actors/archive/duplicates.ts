/** Takes duplicates out of merged rows: the last word on what is one row. */
import { type Columns, filter, head, join, numbers, SCHEMAS, type Slice } from "./columns.ts";
import type { TradeIds } from "./frames.ts";
import { type Keys, keysOf } from "./identity.ts";
import type { SourceSlice } from "./merge_sorted.ts";
import { textAt } from "./texts.ts";

/** What a merge saw; filled on the way. */
export interface MergeTally {
  rowsIn: number;
  duplicates: number;
  /** Duplicates whose fields differed. */
  conflicts: number;
}

export const newTally = (): MergeTally => ({ rowsIn: 0, duplicates: 0, conflicts: 0 });

export interface DedupeOptions {
  type: Columns["type"];
  tradeIds: TradeIds;
  tally: MergeTally;
  /** About so many rows are held and yielded at once. */
  batchRows: number;
}

/**
 * Rows that are sorted and come in slices, without duplicates, in batches. Trades are one by id (at one time);
 * where copies differ, REST's fields win and the live ts_recv stays. Of candles of one time the last stays. Of
 * a book's frame the rows of the first source stay, as they are.
 */
export async function* dropDuplicates(
  slices: AsyncIterable<SourceSlice>,
  options: DedupeOptions,
): AsyncGenerator<Columns> {
  let held: SourceSlice[] = [];
  let rows = 0;
  for await (const slice of slices) {
    held.push(slice);
    rows += slice.to - slice.from;
    options.tally.rowsIn += slice.to - slice.from;
    if (rows < options.batchRows) continue;
    const { batch, rest } = resolve(held, options, false);
    if (batch.length > 0) yield batch;
    held = rest;
    rows = rest.reduce((sum, { from, to }) => sum + to - from, 0);
  }
  const { batch } = resolve(held, options, true);
  if (batch.length > 0) yield batch;
}

/** Settles all but the last group of equal keys, which may go on in rows still to come, unless these are all. */
function resolve(
  held: SourceSlice[],
  options: DedupeOptions,
  isAll: boolean,
): { batch: Columns; rest: SourceSlice[] } {
  const columns = join(options.type, held);
  const keys = keysOf(columns, options.tradeIds);
  const end = isAll ? columns.length : lastGroup(keys);
  const dropped = new Uint8Array(columns.length);
  const sourceOf = sourceLookup(held);
  for (let from = 0, to = 0; from < end; from = to) {
    to = groupEnd(keys, from, end);
    if (to - from > 1) settle(columns, { columns, from, to }, sourceOf, dropped, options.tally);
  }
  return { batch: filter(head(columns, end), (row) => dropped[row] === 0), rest: skip(held, end) };
}

function groupEnd({ major, minor }: Keys, from: number, end: number): number {
  let to = from + 1;
  while (to < end && major[to] === major[from] && minor[to] === minor[from]) to++;
  return to;
}

function lastGroup({ major, minor }: Keys): number {
  let from = major.length - 1;
  while (from > 0 && major[from - 1] === major[from] && minor[from - 1] === minor[from]) from--;
  return Math.max(0, from);
}

/** The slices without their first rows. */
function skip(slices: SourceSlice[], rows: number): SourceSlice[] {
  return slices.flatMap((slice) => {
    const skipped = Math.min(rows, slice.to - slice.from);
    rows -= skipped;
    return slice.from + skipped < slice.to ? [{ ...slice, from: slice.from + skipped }] : [];
  });
}

function sourceLookup(slices: SourceSlice[]): (row: number) => number {
  const ends: number[] = [];
  for (const { from, to } of slices) ends.push((ends.at(-1) ?? 0) + to - from);
  let at = 0;
  return (row) => {
    while (at > 0 && row < ends[at - 1]) at--;
    while (row >= ends[at]) at++;
    return slices[at].source;
  };
}

function settle(
  columns: Columns,
  group: Slice,
  sourceOf: (row: number) => number,
  dropped: Uint8Array,
  tally: MergeTally,
): void {
  const drop = (row: number, kept: number) => {
    dropped[row] = 1;
    tally.duplicates++;
    if (differ(columns, row, kept)) tally.conflicts++;
  };
  switch (columns.type) {
    case "trades":
      return settleTrades(columns, group, drop);
    case "ohlc":
      for (let row = group.from; row < group.to - 1; row++) drop(row, group.to - 1);
      return;
    case "orderbook": {
      const first = sourceOf(group.from);
      for (let row = group.from; row < group.to; row++) if (sourceOf(row) !== first) drop(row, row);
      return;
    }
    default:
      throw columns.type satisfies never;
  }
}

function settleTrades(
  columns: Columns,
  { from, to }: Slice,
  drop: (row: number, kept: number) => void,
): void {
  const rowById = new Map<string, number>();
  for (let row = from; row < to; row++) {
    const text = textAt(columns.values.id, row);
    if (text === null) continue;
    const kept = rowById.get(text);
    if (kept === undefined) {
      rowById.set(text, row);
      continue;
    }
    drop(row, kept);
    combine(columns, kept, row);
  }
}

/** The kept row gets REST's fields, if the other is REST's alone, and the time of receipt of either. */
function combine(columns: Columns, kept: number, other: number): void {
  const recv = numbers(columns, "ts_recv");
  if (Number.isNaN(recv[kept])) recv[kept] = recv[other];
  else if (Number.isNaN(recv[other])) {
    for (const name of fieldsOf(columns)) columns.values[name][kept] = columns.values[name][other];
  }
}

const differ = (columns: Columns, a: number, b: number) =>
  fieldsOf(columns).some((name) => !Object.is(columns.values[name][a], columns.values[name][b]));

const fieldsOf = ({ type }: Columns) =>
  SCHEMAS[type].map(({ name }) => name).filter((name) => name !== "ts_recv");
