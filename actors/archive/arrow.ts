/** Columns as Arrow record batches, which is what parquet-wasm takes; arrow_memory.ts is the way back. */
import {
  Bool,
  type Data,
  Dictionary,
  Field,
  Float64,
  Int64,
  Int8,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { type Column, type Columns, type ColumnSpec, SCHEMAS } from "./columns.ts";
import { type TextColumn, toUtf8 } from "./texts.ts";

/** Arrow's IPC stream of one record batch. */
export function toIpc(columns: Columns): Uint8Array {
  const specs = SCHEMAS[columns.type];
  const children = specs.map((spec) => toData(columns.values[spec.name], spec));
  const schema = new Schema(
    specs.map(({ name, nullable }, i) => new Field(name, children[i].type, nullable ?? false)),
  );
  const struct = makeData({
    type: new Struct(schema.fields),
    length: columns.length,
    nullCount: 0,
    children,
  });
  return tableToIPC(new Table([new RecordBatch(schema, struct)]), "stream");
}

function toData(column: Column, spec: ColumnSpec): Data {
  if (spec.kind === "text" || !(column instanceof Float64Array)) return textData(column);
  const common = { length: column.length, ...nullsOf(column, spec) };
  switch (spec.kind) {
    case "time":
      return makeData({ type: new TimestampMicrosecond("UTC"), ...common, data: int64s(column) });
    case "int":
      return makeData({ type: new Int64(), ...common, data: int64s(column) });
    case "float":
      return makeData({ type: new Float64(), ...common, data: column });
    case "flag":
      return makeData({ type: new Bool(), ...common, data: bits(column.length, (row) => column[row] === 1) });
    case "choice": {
      const type = new Dictionary(new Utf8(), new Int8(), 0);
      const dictionary = vectorFromArray(spec.words as string[], new Utf8());
      return makeData({ type, ...common, data: Int8Array.from(column), dictionary });
    }
    default:
      throw spec.kind satisfies never;
  }
}

function nullsOf(column: Float64Array, spec: ColumnSpec): { nullCount: number; nullBitmap?: Uint8Array } {
  let nullCount = 0;
  for (let row = 0; row < column.length; row++) if (Number.isNaN(column[row])) nullCount++;
  if (nullCount === 0) return { nullCount };
  if (!spec.nullable) {
    throw new Error(`Cannot write column "${spec.name}": ${nullCount} of its values are missing`);
  }
  return { nullCount, nullBitmap: bits(column.length, (row) => !Number.isNaN(column[row])) };
}

function bits(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let row = 0; row < length; row++) if (isSet(row)) bytes[row >> 3] |= 1 << (row & 7);
  return bytes;
}

const TWO_32 = 2 ** 32;
const TWO_52 = 2 ** 52;

/** NaN becomes anything: its slot is null. */
function int64s(column: Float64Array): BigInt64Array {
  let isPlain = true;
  const shifted = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) {
    if (column[row] < 0 || column[row] >= TWO_52) isPlain = false;
    shifted[row] = column[row] + TWO_52;
  }
  if (!isPlain) return int64sByHalves(column);
  // A double from 2^52 up to 2^53 has its whole number in the low 52 bits.
  const halves = new Int32Array(shifted.buffer);
  for (let high = 1; high < halves.length; high += 2) halves[high] &= 0xf_ffff;
  return new BigInt64Array(shifted.buffer);
}

/** By halves, since a bigint a value would cost ten times as much. */
function int64sByHalves(column: Float64Array): BigInt64Array {
  const halves = new Int32Array(column.length * 2);
  for (let row = 0; row < column.length; row++) {
    halves[2 * row] = column[row];
    halves[2 * row + 1] = Math.floor(column[row] / TWO_32);
  }
  return new BigInt64Array(halves.buffer);
}

function textData(column: TextColumn): Data {
  const { bytes, offsets } = toUtf8(column);
  const isNull = (row: number) => column[row] === null || Number.isNaN(column[row]);
  let nullCount = 0;
  for (let row = 0; row < column.length; row++) if (isNull(row)) nullCount++;
  const nullBitmap = nullCount > 0 ? bits(column.length, (row) => !isNull(row)) : undefined;
  return makeData({
    type: new Utf8(),
    length: column.length,
    nullCount,
    nullBitmap,
    valueOffsets: offsets,
    data: bytes,
  });
}
