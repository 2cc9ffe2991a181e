/** `tapedeck read`: the rows of a series, from file, parts and journal as one, whether a recorder runs or not. */
import { openReader, type Reader } from "../actors/archive/reader/reader.ts";
import { completenessOf } from "../actors/archive/reader/completeness.ts";
import { parquetBytes, textBytes } from "../actors/archive/reader/formats.ts";
import { findSeries, TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { TIME_STYLES, type TimeStyle } from "../actors/archive/reader/text.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { nearest } from "../schemas/nearest.ts";
import { type DataType, parseSeriesKey } from "../schemas/series.ts";
import { WrongUsage } from "./arguments.ts";
import type { Environment } from "./environment.ts";
import { dataFolderOf, type PlaceFlags } from "./place.ts";
import { printBook } from "./read_book.ts";
import { outputFile, replaceFile } from "./read_output.ts";
import { printTable } from "./read_table.ts";

export const READ_FORMATS = ["table", "csv", "jsonl", "parquet"] as const;
export type ReadFormat = (typeof READ_FORMATS)[number];

export interface ReadFlags extends PlaceFlags {
  exchange: string;
  /** A symbol, or its folder's name. */
  pair: string;
  /** As in `TYPE_NAMES`. */
  type: string;
  /** Of candles; may be left out where there is only one. */
  span?: string;
  /** µs; half-open. */
  from?: number;
  to?: number;
  /** Of a book, µs: the book as it was then, in place of rows. */
  at?: number;
  /** By default what the name of `output` says, else a table on a terminal and CSV in a pipe. */
  format?: string;
  time?: string;
  output?: string;
  /** Of a table: every row. */
  all?: true;
}

/** A read as it was asked for, checked. */
export interface Reading {
  reader: Reader;
  key: string;
  range: { fromUs: number; toUs: number };
  format: ReadFormat;
  time: TimeStyle;
  flags: ReadFlags;
  dataFolder: string;
}

/** Gives 0, also where who reads the output goes early; 1 where it cannot be read. Throws {@linkcode WrongUsage}. */
export async function read(flags: ReadFlags, environment: Environment): Promise<number> {
  const usage = checkUsage(flags, environment);
  try {
    const dataFolder = await dataFolderOf(flags, environment);
    const reader = openReader(openRealDisk(dataFolder));
    const found = findSeries(reader, { ...flags, type: usage.type });
    if (!found.found) throw new Error(`Cannot read ${flags.pair} of ${flags.exchange}: ${found.reason}`);
    await give({ reader, key: found.key, flags, dataFolder, ...usage }, environment);
    return 0;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function give(reading: Reading, environment: Environment): Promise<void> {
  if (reading.flags.at !== undefined) return await printBook(reading, reading.flags.at, environment);
  const { reader, key, range } = reading;
  // Told first, since who reads along may go before the end.
  const { sentence } = completenessOf(reader, key, range, environment.clock.now() * 1000);
  if (sentence) environment.complain(sentence);
  if (reading.format === "table") await printTable(reading, environment);
  else await writeRows(reading, reading.format, environment);
}

async function writeRows(
  reading: Reading,
  format: Exclude<ReadFormat, "table">,
  environment: Environment,
): Promise<void> {
  const { flags, dataFolder } = reading;
  // Before the first row is read.
  const output = flags.output === undefined ? null : outputFile(flags.output, dataFolder, environment);
  const pieces = piecesOf(reading, format);
  if (output) return await replaceFile(output, pieces);
  for await (const piece of pieces) await environment.stdout.write(piece);
}

function piecesOf({ reader, key, range, time }: Reading, format: Exclude<ReadFormat, "table">) {
  if (format === "parquet") return parquetBytes(key, reader.pieces({ key, ...range }));
  return textBytes(parseSeriesKey(key).type, reader.batches({ key, ...range }), { format, time });
}

function checkUsage(
  flags: ReadFlags,
  { stdout }: Environment,
): Pick<Reading, "range" | "format" | "time"> & { type: DataType } {
  const type = TYPE_NAMES[oneOf("type", flags.type, Object.keys(TYPE_NAMES))];
  const range = { fromUs: flags.from ?? -Infinity, toUs: flags.to ?? Infinity };
  if (range.fromUs >= range.toUs) throw new WrongUsage("Cannot read: --from must be before --to");
  if (flags.at !== undefined && type !== "orderbook") {
    throw new WrongUsage(`Cannot use --at: only a book stands at a moment, and these are ${type}`);
  }
  const format = flags.format === undefined
    ? formatFor(flags.output, stdout.isTerminal)
    : oneOf("format", flags.format, READ_FORMATS);
  if (format === "parquet" && !flags.output) {
    throw new WrongUsage("Cannot use --format parquet: it needs a file, --output <file>");
  }
  if (format === "table" && flags.output) {
    throw new WrongUsage("Cannot use --output with a table; use --format csv, jsonl or parquet");
  }
  return { type, range, format, time: oneOf("time", flags.time ?? "iso", TIME_STYLES) };
}

function formatFor(output: string | undefined, isTerminal: boolean): ReadFormat {
  const named = READ_FORMATS.find((format) => output?.endsWith(`.${format}`));
  return named ?? (output === undefined && isTerminal ? "table" : "csv");
}

function oneOf<T extends string>(what: string, word: string, known: readonly T[]): T {
  const found = known.find((each) => each === word);
  if (found) return found;
  const near = nearest(word, [...known]);
  const advice = near ? `did you mean ${near}?` : `there are ${known.join(", ")}`;
  throw new WrongUsage(`Cannot read: there is no ${what} "${word}"; ${advice}`);
}
