/** Takes duplicates out of merged rows: the last word on what is one row. */
import { type Columns, filter, join, numbers, SCHEMAS, type Slice, view } from "./columns.ts";
import type { TradeIds } from "./frames.ts";
import type { Keys } from "./identity.ts";
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
  /** So many rows are held and yielded at once, or as many as come as one. */
  batchRows: number;
}

/**
 * Rows that are sorted and come in slices, without duplicates, in batches. Trades are one by id (at one time);
 * where copies differ, REST's fields win and the live ts_recv stays. Of candles of one time the last stays. Of
 * a book's frame the rows of the first source stay, as they are. A slice without duplicates is not copied.
 */
export async function* dropDuplicates(
  slices: AsyncIterable<SourceSlice>,
  { type, tally, batchRows }: DedupeOptions,
): AsyncGenerator<Columns> {
  let held: SourceSlice[] = [];
  let rows = 0;
  for await (const slice of slices) {
    const sliceRows = slice.to - slice.from;
    tally.rowsIn += sliceRows;
    if (rows > 0 && rows + sliceRows > batchRows && startsAnew(held.at(-1)!, slice)) {
      yield settled(type, held, tally);
      [held, rows] = [[], 0];
    }
    held.push(slice);
    rows += sliceRows;
  }
  if (rows > 0) yield settled(type, held, tally);
}

/** Are the keys of the slice's first row others than those of the last one before it? */
function startsAnew(before: SourceSlice, { keys, from }: SourceSlice): boolean {
  const last = before.to - 1;
  return before.keys.major[last] !== keys.major[from] || before.keys.minor[last] !== keys.minor[from];
}

/** The rows of slices that hold whole groups of equal keys. */
function settled(type: Columns["type"], held: SourceSlice[], tally: MergeTally): Columns {
  const keys = joinKeys(held);
  const end = keys.major.length;
  if (!hasGroups(keys)) return held.length === 1 ? view(held[0]) : join(type, held);
  const columns = join(type, held);
  const dropped = new Uint8Array(end);
  const sourceOf = sourceLookup(held);
  for (let from = 0, to = 0; from < end; from = to) {
    to = groupEnd(keys, from, end);
    if (to - from > 1) settle(columns, { columns, from, to }, sourceOf, dropped, tally);
  }
  return filter(columns, (row) => dropped[row] === 0);
}

function joinKeys(held: SourceSlice[]): Keys {
  const of = ({ keys, from, to }: SourceSlice) => ({
    major: keys.major.subarray(from, to),
    minor: keys.minor.subarray(from, to),
  });
  if (held.length === 1) return of(held[0]);
  const rows = held.reduce((sum, { from, to }) => sum + to - from, 0);
  const joined = { major: new Float64Array(rows), minor: new Float64Array(rows) };
  let at = 0;
  for (const { major, minor } of held.map(of)) {
    joined.major.set(major, at);
    joined.minor.set(minor, at);
    at += major.length;
  }
  return joined;
}

/** Do any rows have equal keys? */
function hasGroups({ major, minor }: Keys): boolean {
  for (let row = 1; row < major.length; row++) {
    if (major[row] === major[row - 1] && minor[row] === minor[row - 1]) return true;
  }
  return false;
}

function groupEnd({ major, minor }: Keys, from: number, end: number): number {
  let to = from + 1;
  while (to < end && major[to] === major[from] && minor[to] === minor[from]) to++;
  return to;
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
