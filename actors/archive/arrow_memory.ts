/**
 * Columns straight out of parquet-wasm's memory, by Arrow's C data interface (its structs at 32 bits): one pass
 * over the values, where a detour through IPC and Arrow's own vectors takes five.
 */
import { type Table, wasmMemory } from "parquet-wasm";
import { type Column, type Columns, type ColumnSpec, join, SCHEMAS, whole } from "./columns.ts";
import { asTexts, fromUtf8, type TextColumn } from "./texts.ts";

/**
 * The rows of a table, which is used up: all columns of the type, or those `named`. Throws where one is missing
 * or of another type than the archive writes.
 */
export function fromTable(
  type: Columns["type"],
  table: Table,
  named = SCHEMAS[type].map(({ name }) => name),
): Columns {
  const specs = SCHEMAS[type].filter(({ name }) => named.includes(name));
  const stream = table.intoFFI();
  try {
    const memory = new DataView(wasmMemory().buffer);
    const fields = childrenOf(memory, stream.schemaAddr()).map((at) => readField(memory, at));
    const batches = [...stream.arrayAddrs()].map((at) => readBatch(memory, at, { type, fields, specs }));
    return batches.length === 1 ? batches[0] : join(type, batches.map(whole), named);
  } finally {
    stream.free();
  }
}

/** An ArrowSchema. */
interface ArrowField {
  name: string;
  /** Arrow's letters for its type; of a dictionary, for its indices. */
  format: string;
  /** Of a dictionary: letters of its words' type. */
  words: string | null;
}

function readField(memory: DataView, at: number): ArrowField {
  const words = memory.getUint32(at + 36, true);
  return {
    name: cString(memory, memory.getUint32(at + 4, true)),
    format: cString(memory, memory.getUint32(at, true)),
    words: words === 0 ? null : cString(memory, memory.getUint32(words, true)),
  };
}

/** An ArrowArray. */
interface ArrowArray {
  memory: DataView;
  length: number;
  offset: number;
  hasNulls: boolean;
  /** Addresses: validity first, then what the type has. */
  buffers: number[];
  /** Address of its dictionary's ArrowArray, or 0. */
  dictionary: number;
}

function readArray(memory: DataView, at: number): ArrowArray {
  const buffers = memory.getUint32(at + 40, true);
  const count = int(memory, at + 24);
  return {
    memory,
    length: int(memory, at),
    offset: int(memory, at + 16),
    hasNulls: int(memory, at + 8) !== 0 && memory.getUint32(buffers, true) !== 0,
    buffers: Array.from({ length: count }, (_, i) => memory.getUint32(buffers + 4 * i, true)),
    dictionary: memory.getUint32(at + 48, true),
  };
}

const int = (memory: DataView, at: number) => Number(memory.getBigInt64(at, true));

/** Addresses of the fields of a schema. */
function childrenOf(memory: DataView, schema: number): number[] {
  const list = memory.getUint32(schema + 32, true);
  return Array.from({ length: int(memory, schema + 24) }, (_, i) => memory.getUint32(list + 4 * i, true));
}

function cString(memory: DataView, at: number): string {
  let end = at;
  while (memory.getUint8(end) !== 0) end++;
  return new TextDecoder().decode(new Uint8Array(memory.buffer, at, end - at));
}

interface Wanted {
  type: Columns["type"];
  fields: ArrowField[];
  specs: ColumnSpec[];
}

function readBatch(memory: DataView, at: number, { type, fields, specs }: Wanted): Columns {
  const columns: Columns = { type, length: int(memory, at), values: {} };
  // Of an ArrowArray its children stand behind its buffers.
  const list = memory.getUint32(at + 44, true);
  for (const spec of specs) {
    const index = fields.findIndex(({ name }) => name === spec.name);
    if (index < 0) throw new Error(`Cannot read rows of ${type}: column "${spec.name}" is missing`);
    checkFormat(fields[index], spec, type);
    columns.values[spec.name] = readColumn(readArray(memory, memory.getUint32(list + 4 * index, true)), spec);
  }
  return columns;
}

/** Arrow's letters for what each kind is written as. */
const FORMATS: Record<ColumnSpec["kind"], string> = {
  time: "tsu:UTC",
  int: "l",
  float: "g",
  flag: "b",
  choice: "c",
  text: "u",
};

function checkFormat({ format, words }: ArrowField, spec: ColumnSpec, type: Columns["type"]): void {
  if (
    format === FORMATS[spec.kind] && (words ?? "u") === "u" && (words !== null) === (spec.kind === "choice")
  ) return;
  throw new Error(
    `Cannot read rows of ${type}: column "${spec.name}" has Arrow's type "${format}" and not "${
      FORMATS[spec.kind]
    }"`,
  );
}

function readColumn(array: ArrowArray, spec: ColumnSpec): Column {
  switch (spec.kind) {
    case "time":
    case "int":
      return withNulls(array, wholeNumbers(array));
    case "float":
      return withNulls(array, floats(array));
    case "flag":
      return withNulls(array, flags(array));
    case "choice":
      return withNulls(array, choices(array, spec.words!));
    case "text":
      return texts(array);
    default:
      throw spec.kind satisfies never;
  }
}

const bit = (bytes: Uint8Array, at: number) => (bytes[at >> 3] >> (at & 7)) & 1;

function bitsOf({ memory, buffers, offset, length }: ArrowArray, buffer: number): Uint8Array {
  return new Uint8Array(memory.buffer, buffers[buffer], Math.ceil((offset + length) / 8));
}

function withNulls(array: ArrowArray, column: Float64Array): Float64Array {
  if (!array.hasNulls) return column;
  const isSet = bitsOf(array, 0);
  for (let row = 0; row < column.length; row++) if (!bit(isSet, array.offset + row)) column[row] = NaN;
  return column;
}

const TWO_32 = 2 ** 32;

function wholeNumbers({ memory, buffers, offset, length }: ArrowArray): Float64Array {
  const halves = new Int32Array(memory.buffer, buffers[1] + 8 * offset, 2 * length);
  const column = new Float64Array(length);
  for (let row = 0; row < length; row++) column[row] = halves[2 * row + 1] * TWO_32 + (halves[2 * row] >>> 0);
  return column;
}

function floats({ memory, buffers, offset, length }: ArrowArray): Float64Array {
  return new Float64Array(memory.buffer, buffers[1] + 8 * offset, length).slice();
}

function flags(array: ArrowArray): Float64Array {
  const bytes = bitsOf(array, 1);
  const column = new Float64Array(array.length);
  for (let row = 0; row < column.length; row++) column[row] = bit(bytes, array.offset + row);
  return column;
}

function choices(array: ArrowArray, words: readonly string[]): Float64Array {
  const { memory, buffers, offset, length } = array;
  const written = asTexts(texts(readArray(memory, array.dictionary)));
  const codes = written.map((word) => word !== null && words.includes(word) ? words.indexOf(word) : NaN);
  const indices = new Uint8Array(memory.buffer, buffers[1] + offset, length);
  const column = new Float64Array(length);
  for (let row = 0; row < length; row++) column[row] = codes[indices[row]];
  return column;
}

function texts(array: ArrowArray): TextColumn {
  const { memory, buffers, offset, length, hasNulls } = array;
  const offsets = new Int32Array(memory.buffer, buffers[1] + 4 * offset, length + 1);
  const bytes = new Uint8Array(memory.buffer, buffers[2], offsets[length]);
  if (!hasNulls) return fromUtf8({ bytes, offsets }, null);
  const isSet = bitsOf(array, 0);
  return fromUtf8({ bytes, offsets }, (row) => !bit(isSet, offset + row));
}
