/**
 * Rows as columns: the shape in which the archive journals, sorts, merges and writes them. Numbers are doubles
 * with NaN for null; texts are strings; flags are 0 or 1, choices the index of their word.
 */
import type { DataType } from "../../schemas/series.ts";

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

export type Texts = Array<string | null>;
export type Column = Float64Array | Texts;

export interface Columns {
  type: DataType;
  length: number;
  /** By name; every column of the type's schema. */
  values: Record<string, Column>;
}

export function emptyColumns(type: DataType, length: number): Columns {
  const values: Record<string, Column> = {};
  for (const { name, kind } of SCHEMAS[type]) {
    values[name] = kind === "text" ? new Array<string | null>(length).fill(null) : new Float64Array(length);
  }
  return { type, length, values };
}

export const numbers = (columns: Columns, name: string) => columns.values[name] as Float64Array;
export const texts = (columns: Columns, name: string) => columns.values[name] as Texts;

/** Rows `from` to `to` (half-open) of some columns. */
export interface Slice {
  columns: Columns;
  from: number;
  to: number;
}

export const whole = (columns: Columns): Slice => ({ columns, from: 0, to: columns.length });

/** Copies slices of one type, one after the other. */
export function join(type: DataType, slices: Slice[]): Columns {
  const joined = emptyColumns(type, slices.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const { columns, from, to } of slices) {
    for (const { name } of SCHEMAS[type]) copyInto(joined.values[name], at, columns.values[name], from, to);
    at += to - from;
  }
  return joined;
}

function copyInto(target: Column, at: number, source: Column, from: number, to: number): void {
  if (target instanceof Float64Array) return target.set((source as Float64Array).subarray(from, to), at);
  for (let row = from; row < to; row++) target[at + row - from] = source[row] as string | null;
}

/** The rows with these numbers, in this order. */
export function pick(columns: Columns, rows: Uint32Array): Columns {
  const picked = emptyColumns(columns.type, rows.length);
  for (const { name } of SCHEMAS[columns.type]) {
    const source = columns.values[name];
    const target = picked.values[name];
    for (let i = 0; i < rows.length; i++) target[i] = source[rows[i]];
  }
  return picked;
}

/** The rows that pass a test; the same columns where all do. */
export function filter(columns: Columns, keep: (row: number) => boolean): Columns {
  const rows = new Uint32Array(columns.length);
  let count = 0;
  for (let row = 0; row < columns.length; row++) if (keep(row)) rows[count++] = row;
  return count === columns.length ? columns : pick(columns, rows.subarray(0, count));
}
