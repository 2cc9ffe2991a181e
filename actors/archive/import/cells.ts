/** The values of a foreign column, of whatever type it is. Null is NaN among numbers, null among texts. */
import { type Data, type DataType, DateUnit, TimeUnit, Type, type Vector } from "apache-arrow";
import { type InstantReader, toMicros, type Unit } from "./instants.ts";

/** Each text's nearest double; NaN for what is no number. Throws where the column can hold no numbers. */
export function numbersOf(name: string, vector: Vector): Float64Array {
  const { type } = vector;
  if (isText(type)) return fromCells(vector, (cell) => numberOfText(String(cell)));
  if (type.typeId === Type.Decimal) return fromCells(vector, (cell) => Number(decimalText(cell, type)));
  if (type.typeId === Type.Int || type.typeId === Type.Float) return fromCells(vector, Number);
  throw new Error(`column "${name}" is of type ${type}, and not of numbers`);
}

/** Ids as text: whole numbers in plain decimal form. Throws on numbers that are not whole, or not exact. */
export function textsOf(name: string, vector: Vector): Array<string | null> {
  const { type } = vector;
  const text = (cell: unknown): string | null => {
    if (isText(type)) return textOrNull(String(cell));
    if (type.typeId === Type.Int) return String(cell);
    if (type.typeId === Type.Float && Number.isNaN(cell)) return null;
    if (type.typeId === Type.Float && Number.isSafeInteger(cell)) return String(cell);
    const shown = type.typeId === Type.Decimal ? decimalText(cell, type).replace(/\.0*$/, "") : String(cell);
    if (type.typeId === Type.Decimal && !shown.includes(".")) return shown;
    throw new Error(`column "${name}" has ${shown}, which is no exact whole number`);
  };
  return cellsOf(vector, (cell) => cell === null ? null : text(cell));
}

/** Times in µs. Numbers go through `instants`; a timestamp without a zone is UTC. */
export function microsOf(name: string, vector: Vector, instants: InstantReader): Float64Array {
  const { type } = vector;
  if (type.typeId === Type.Timestamp) {
    const unit = TIME_UNITS[(type as unknown as { unit: TimeUnit }).unit];
    return fromRaw(vector, (value) => toMicros(value, unit));
  }
  if (type.typeId === Type.Date) {
    const msPer = (type as unknown as { unit: DateUnit }).unit === DateUnit.DAY ? 86_400_000 : 1;
    return fromRaw(vector, (value) => Number(value) * msPer * 1000);
  }
  if (type.typeId === Type.Int) return fromCells(vector, (cell) => instants.micros(cell as number | bigint));
  return numbersOf(name, vector).map((value) => Number.isNaN(value) ? NaN : instants.micros(value));
}

const TIME_UNITS: Record<TimeUnit, Unit> = {
  [TimeUnit.SECOND]: "seconds",
  [TimeUnit.MILLISECOND]: "milliseconds",
  [TimeUnit.MICROSECOND]: "microseconds",
  [TimeUnit.NANOSECOND]: "nanoseconds",
};

const TEXT_TYPES: Type[] = [Type.Utf8, Type.LargeUtf8, Type.Utf8View];

function isText(type: DataType): boolean {
  if (type.typeId !== Type.Dictionary) return TEXT_TYPES.includes(type.typeId);
  return isText((type as unknown as { dictionary: DataType }).dictionary);
}

function cellsOf<T>(vector: Vector, read: (cell: unknown) => T): T[] {
  return Array.from({ length: vector.length }, (_, row) => read(vector.get(row)));
}

function fromCells(vector: Vector, read: (cell: unknown) => number): Float64Array {
  const column = new Float64Array(vector.length);
  for (let row = 0; row < column.length; row++) {
    const cell = vector.get(row);
    column[row] = cell === null ? NaN : read(cell);
  }
  return column;
}

/** By the stored whole numbers, since Arrow shows times as milliseconds. */
function fromRaw(vector: Vector, read: (value: number | bigint) => number): Float64Array {
  const column = new Float64Array(vector.length);
  let at = 0;
  for (const data of vector.data as Data[]) {
    const values = data.values as BigInt64Array | Int32Array;
    for (let row = 0; row < data.length; row++) column[at++] = data.getValid(row) ? read(values[row]) : NaN;
  }
  return column;
}

/** How a missing id looks once somebody has made a text of it. */
const textOrNull = (text: string) => /^(|nan|none|null|<na>)$/i.test(text) ? null : text;

function numberOfText(text: string): number {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
}

/** Arrow gives a decimal as the 32-bit words of its digits, the lowest first. */
function decimalText(cell: unknown, type: DataType): string {
  const { scale, bitWidth } = type as unknown as { scale: number; bitWidth: number };
  const words = Array.from(cell as Uint32Array, BigInt);
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | word, 0n);
  const value = BigInt.asIntN(words.length * 32 || bitWidth, unsigned);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ""}`;
}
