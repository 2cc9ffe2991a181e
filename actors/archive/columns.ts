/**
 * Rows as columns: the shape in which the archive journals, sorts, merges and writes them. Numbers are doubles
 * with NaN for null; texts are as texts.ts has them; flags are 0 or 1, choices the index of their word.
 */
import type { DataType } from "../../schemas/series.ts";
import { asTexts, type TextColumn } from "./texts.ts";

export interface ColumnSpec {
  name: string;
  /** `time` is µs since 1970; `int` a whole number that a double holds exactly. */
  kind: "time" | "int" | "float" | "flag" | "choice" | "text";
  nullable?: true;
  /** Of a choice. */
  words?: readonly string[];
}

export const SCHEMAS: Record<DataType, readonly ColumnSpec[]> = {
  trades: [
    { name: "ts", kind: "time" },
    { name: "ts_recv", kind: "time", nullable: true },
    { name: "id", kind: "text", nullable: true },
    { name: "first_id", kind: "int", nullable: true },
    { name: "last_id", kind: "int", nullable: true },
    { name: "price", kind: "float" },
    { name: "amount", kind: "float" },
    { name: "side", kind: "choice", nullable: true, words: ["buy", "sell"] },
  ],
  ohlc: [
    { name: "ts", kind: "time" },
    { name: "open", kind: "float" },
    { name: "high", kind: "float" },
    { name: "low", kind: "float" },
    { name: "close", kind: "float" },
    { name: "volume", kind: "float" },
    { name: "quote_volume", kind: "float", nullable: true },
    { name: "trades", kind: "int", nullable: true },
    { name: "taker_buy_volume", kind: "float", nullable: true },
  ],
  // One row a level. A frame without levels is one row whose side, price and amount are null.
  orderbook: [
    { name: "ts", kind: "time" },
    { name: "ts_recv", kind: "time" },
    { name: "session", kind: "int" },
    { name: "frame", kind: "int" },
    { name: "seq", kind: "int", nullable: true },
    { name: "side", kind: "choice", nullable: true, words: ["bid", "ask"] },
    { name: "price", kind: "float", nullable: true },
    { name: "amount", kind: "float", nullable: true },
    { name: "is_snapshot", kind: "flag" },
    { name: "derived", kind: "flag" },
  ],
};

export type Column = Float64Array | TextColumn;

export interface Columns {
  type: DataType;
  length: number;
  /** By name; every column of the type's schema. */
  values: Record<string, Column>;
}

export function emptyColumns(type: DataType, length: number): Columns {
  const values = Object.fromEntries(SCHEMAS[type].map(({ name }) => [name, new Float64Array(length)]));
  return { type, length, values };
}

/** A column of anything but texts. */
export const numbers = (columns: Columns, name: string) => columns.values[name] as Float64Array;

/** Rows `from` to `to` (half-open) of some columns. */
export interface Slice {
  columns: Columns;
  from: number;
  to: number;
}

export const whole = (columns: Columns): Slice => ({ columns, from: 0, to: columns.length });

/** Copies slices of one type, one after the other; all their columns, or those `named`. */
export function join(
  type: DataType,
  slices: Slice[],
  named = SCHEMAS[type].map(({ name }) => name),
): Columns {
  const length = slices.reduce((sum, { from, to }) => sum + to - from, 0);
  const values: Columns["values"] = {};
  for (const name of named) {
    const pieces = slices.map(({ columns, from, to }) => ({ column: columns.values[name], from, to }));
    values[name] = joinColumn(pieces, length);
  }
  return { type, length, values };
}

function joinColumn(pieces: Array<{ column: Column; from: number; to: number }>, length: number): Column {
  const joined = new Float64Array(length);
  let at = 0;
  for (const { column, from, to } of pieces) {
    if (!(column instanceof Float64Array)) {
      return pieces.flatMap(({ column, from, to }) => asTexts(column.slice(from, to)));
    }
    joined.set(column.subarray(from, to), at);
    at += to - from;
  }
  return joined;
}

/** The rows with these numbers, in this order. */
export function pick(columns: Columns, rows: Uint32Array): Columns {
  const values: Columns["values"] = {};
  for (const { name } of SCHEMAS[columns.type]) {
    const column = columns.values[name];
    values[name] = column instanceof Float64Array
      ? pickNumbers(column, rows)
      : Array.from(rows, (row) => column[row]);
  }
  return { type: columns.type, length: rows.length, values };
}

function pickNumbers(column: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]];
  return picked;
}

/** The rows of a slice, not copied where they are numbers. */
export function view({ columns, from, to }: Slice): Columns {
  if (from === 0 && to === columns.length) return columns;
  const values: Columns["values"] = {};
  for (const { name } of SCHEMAS[columns.type]) {
    const column = columns.values[name];
    values[name] = column instanceof Float64Array ? column.subarray(from, to) : column.slice(from, to);
  }
  return { type: columns.type, length: to - from, values };
}

/** The rows that pass a test; the same columns where all do. */
export function filter(columns: Columns, keep: (row: number) => boolean): Columns {
  let count = 0;
  while (count < columns.length && keep(count)) count++;
  if (count === columns.length) return columns;
  const rows = new Uint32Array(columns.length);
  for (let row = 0; row < count; row++) rows[row] = row;
  for (let row = count + 1; row < columns.length; row++) if (keep(row)) rows[count++] = row;
  return pick(columns, rows.subarray(0, count));
}

/**
 * Gives back at once the memory of columns that nobody will look at again, nor at views of them. The collector
 * sees little of it in its own heap, and would let segments of rows pile up.
 */
export function release(columns: Columns): void {
  for (const column of Object.values(columns.values)) {
    if (column instanceof Float64Array) (column.buffer as ArrayBuffer).transfer(0);
  }
}
