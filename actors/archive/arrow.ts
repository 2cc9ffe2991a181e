/** Between columns and Arrow record batches, which is what parquet-wasm takes and gives. */
import {
  Bool,
  type Data,
  type DataType,
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
  tableFromIPC,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { type Column, type Columns, type ColumnSpec, emptyColumns, join, SCHEMAS, whole } from "./columns.ts";
import { fromUtf8, type TextColumn, toUtf8 } from "./texts.ts";

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
  for (const value of column) if (Number.isNaN(value)) nullCount++;
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

/** By halves, since a bigint a value would cost ten times as much. NaN becomes 0. */
function int64s(column: Float64Array): BigInt64Array {
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

/** The inverse of {@linkcode toIpc}; throws where a column of the type's schema is missing. */
export function fromIpc(type: Columns["type"], ipc: Uint8Array): Columns {
  return join(type, tableFromIPC(ipc).batches.map((batch) => whole(fromBatch(type, batch))));
}

function fromBatch(type: Columns["type"], batch: RecordBatch): Columns {
  const columns = emptyColumns(type, 0);
  columns.length = batch.numRows;
  for (const spec of SCHEMAS[type]) {
    const vector = batch.getChild(spec.name);
    if (!vector) throw new Error(`Cannot read rows of ${type}: column "${spec.name}" is missing`);
    columns.values[spec.name] = fromData(vector.data[0], spec);
  }
  return columns;
}

function fromData(data: Data<DataType>, spec: ColumnSpec): Column {
  switch (spec.kind) {
    case "time":
    case "int":
      return withNulls(data, doubles(data.values as BigInt64Array));
    case "float":
      return withNulls(data, Float64Array.from(data.values as Float64Array));
    case "flag":
      return withNulls(
        data,
        Float64Array.from({ length: data.length }, (_, row) => bit(data.values, data.offset + row)),
      );
    case "choice": {
      const words: unknown[] = data.dictionary!.toArray();
      const codes = words.map((word) => spec.words!.indexOf(word as string));
      return withNulls(data, Float64Array.from(data.values as Int8Array, (code) => codes[code] ?? NaN));
    }
    case "text":
      return textsOf(data);
    default:
      throw spec.kind satisfies never;
  }
}

const bit = (bytes: Uint8Array, at: number) => (bytes[at >> 3] >> (at & 7)) & 1;

function withNulls(data: Data, column: Float64Array): Float64Array {
  if (data.nullCount === 0) return column;
  for (let row = 0; row < column.length; row++) {
    if (!bit(data.nullBitmap, data.offset + row)) column[row] = NaN;
  }
  return column;
}

function doubles(values: BigInt64Array): Float64Array {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const column = new Float64Array(values.length);
  for (let row = 0; row < column.length; row++) {
    column[row] = halves[2 * row + 1] * TWO_32 + (halves[2 * row] >>> 0);
  }
  return column;
}

function textsOf(data: Data): TextColumn {
  const offsets = (data.valueOffsets as Int32Array).subarray(0, data.length + 1);
  const hasNulls = data.nullCount > 0;
  const isNull = (row: number) => hasNulls && !bit(data.nullBitmap, data.offset + row);
  return fromUtf8({ bytes: data.values as Uint8Array, offsets }, isNull);
}
