/**
 * Columns as bytes, for the journal. Little-endian. `u8 type (0 trades, 1 ohlc, 2 orderbook), u32 rows`, then
 * each column of the type's schema in order, led by a `u8` that says how it is written:
 *
 *     0 doubles     rows × f64; NaN is null
 *     1 runs        u32 runs, runs × u32 length, runs × f64
 *     2 bytes       rows × u8; 255 is null (flags and choices)
 *     3 whole texts a column of numbers (0 or 1): the text of each is its decimal form
 *     4 texts       rows × u32 byte length (4294967295 is null), then the UTF-8 of all of them
 *
 * Every double comes back bit for bit, but for NaN, which only ever means null.
 */
import type { DataType } from "../../schemas/series.ts";
import { type Column, type Columns, type ColumnSpec, SCHEMAS } from "./columns.ts";
import { asTexts, type Texts } from "./texts.ts";

const TYPES = ["trades", "ohlc", "orderbook"] as const satisfies DataType[];
const DOUBLES = 0, RUNS = 1, BYTES = 2, WHOLE_TEXTS = 3, TEXTS = 4;
const NULL_BYTE = 255;
const NULL_LENGTH = 0xffff_ffff;

/** The bytes of some columns, in pieces that belong one after the other. */
export function encodeColumns(columns: Columns): Uint8Array[] {
  const chunks = [Uint8Array.of(TYPES.indexOf(columns.type)), u32s([columns.length])];
  for (const spec of SCHEMAS[columns.type]) chunks.push(...encodeColumn(columns.values[spec.name], spec));
  return chunks;
}

function encodeColumn(column: Column, spec: ColumnSpec): Uint8Array[] {
  if (!(column instanceof Float64Array)) return encodeTexts(column);
  if (spec.kind === "text") return [Uint8Array.of(WHOLE_TEXTS), ...encodeNumbers(column)];
  if (spec.kind !== "flag" && spec.kind !== "choice") return encodeNumbers(column);
  const bytes = new Uint8Array(column.length);
  for (let row = 0; row < bytes.length; row++) {
    bytes[row] = Number.isNaN(column[row]) ? NULL_BYTE : column[row];
  }
  return [Uint8Array.of(BYTES), bytes];
}

function encodeNumbers(column: Float64Array): Uint8Array[] {
  const starts = runStarts(column);
  if (!starts) return [Uint8Array.of(DOUBLES), bytesOf(column)];
  const lengths = starts.map((start, i) => (starts[i + 1] ?? column.length) - start);
  const values = Float64Array.from(starts, (start) => column[start]);
  return [Uint8Array.of(RUNS), u32s([starts.length]), u32s(lengths), bytesOf(values)];
}

/** Where runs of one value start; null where they are too short to save much. */
function runStarts(column: Float64Array): number[] | null {
  // Bits, so that -0 is told from 0, and NaN is NaN.
  const bits = new Int32Array(column.buffer, column.byteOffset, column.length * 2);
  const starts: number[] = [];
  for (let row = 0; row < column.length; row++) {
    const isSame = row > 0 && bits[2 * row] === bits[2 * row - 2] && bits[2 * row + 1] === bits[2 * row - 1];
    if (isSame) continue;
    starts.push(row);
    if (starts.length * 4 > column.length) return null;
  }
  return starts;
}

function encodeTexts(column: Texts): Uint8Array[] {
  const encoder = new TextEncoder();
  const encoded = column.map((text) => text === null ? null : encoder.encode(text));
  const lengths = encoded.map((bytes) => bytes?.length ?? NULL_LENGTH);
  return [Uint8Array.of(TEXTS), u32s(lengths), ...encoded.filter((bytes) => bytes !== null)];
}

/** The inverse of {@linkcode encodeColumns}, of all its pieces together. Throws on bytes that it does not make. */
export function decodeColumns(bytes: Uint8Array): Columns {
  return decodeAll([bytes]);
}

/** Rows that were encoded one after the other, as one, each value copied once. There must be some, of one type. */
export function decodeAll(encoded: Uint8Array[]): Columns {
  const pieces = encoded.map(openRows);
  const [{ type }] = pieces;
  if (pieces.some((piece) => piece.type !== type)) {
    throw new Error("Cannot decode rows: they are of several types");
  }
  const values: Columns["values"] = {};
  for (const { name } of SCHEMAS[type]) values[name] = decodeColumn(pieces);
  return { type, length: rowsOf(pieces), values };
}

interface EncodedRows {
  type: DataType;
  rows: number;
  /** At the next column. */
  reader: ByteReader;
}

function openRows(bytes: Uint8Array): EncodedRows {
  const reader = byteReader(bytes);
  const type = TYPES[reader.u8()];
  if (!type) throw new Error(`Cannot decode rows: ${bytes[0]} is no type of rows`);
  return { type, rows: reader.u32s(1)[0], reader };
}

const rowsOf = (pieces: EncodedRows[]) => pieces.reduce((sum, { rows }) => sum + rows, 0);

function decodeColumn(pieces: EncodedRows[]): Column {
  const encodings = pieces.map(({ reader }) => reader.u8());
  const numbersOf = ({ reader }: EncodedRows, i: number, column: Float64Array) => {
    fillNumbers(column, reader, encodings[i] === WHOLE_TEXTS ? reader.u8() : encodings[i]);
    return column;
  };
  if (encodings.includes(TEXTS)) {
    return pieces.flatMap((piece, i) =>
      encodings[i] === TEXTS ? decodeTexts(piece) : asTexts(numbersOf(piece, i, new Float64Array(piece.rows)))
    );
  }
  const column = new Float64Array(rowsOf(pieces));
  let at = 0;
  pieces.forEach((piece, i) => numbersOf(piece, i, column.subarray(at, at += piece.rows)));
  return column;
}

function fillNumbers(column: Float64Array, reader: ByteReader, encoding: number): void {
  if (encoding === DOUBLES) return bytesOf(column).set(reader.take(8 * column.length));
  if (encoding === BYTES) {
    const bytes = reader.take(column.length);
    for (let row = 0; row < bytes.length; row++) column[row] = bytes[row] === NULL_BYTE ? NaN : bytes[row];
    return;
  }
  if (encoding !== RUNS) throw new Error(`Cannot decode a column: ${encoding} is no encoding of numbers`);
  const lengths = reader.u32s(reader.u32s(1)[0]);
  const values = reader.f64s(lengths.length);
  let at = 0;
  lengths.forEach((length, run) => column.fill(values[run], at, at += length));
  if (at !== column.length) {
    throw new Error(`Cannot decode a column: its runs hold ${at} rows and not ${column.length}`);
  }
}

function decodeTexts({ reader, rows }: EncodedRows): Texts {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return Array.from(
    reader.u32s(rows),
    (length) => length === NULL_LENGTH ? null : decoder.decode(reader.take(length)),
  );
}

interface ByteReader {
  take(count: number): Uint8Array;
  u8(): number;
  u32s(count: number): Uint32Array;
  f64s(count: number): Float64Array;
}

function byteReader(bytes: Uint8Array): ByteReader {
  let at = 0;
  const take = (count: number) => {
    if (at + count > bytes.length) throw new Error(`Cannot decode rows: ${bytes.length} bytes are too few`);
    return bytes.subarray(at, at += count);
  };
  // A copy, since typed arrays must start at a multiple of their size.
  const copy = (count: number) => take(count).slice().buffer as ArrayBuffer;
  return {
    take,
    u8: () => take(1)[0],
    u32s: (count) => new Uint32Array(copy(4 * count)),
    f64s: (count) => new Float64Array(copy(8 * count)),
  };
}

const bytesOf = (array: Float64Array | Uint32Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const u32s = (values: number[]) => bytesOf(Uint32Array.from(values));

export function concatBytes(chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
