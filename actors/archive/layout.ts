/** Where things lie in the data folder, and what their names say. Paths are relative to it, with `/`. */
import { type DataType, parseSeriesKey } from "../../schemas/series.ts";

export const HOUSE = ".tapedeck";
export const EPOCH_PATH = `${HOUSE}/epoch`;
export const LOCK_PATH = `${HOUSE}/lock`;
export const QUARANTINE = `${HOUSE}/quarantine`;
export const COVERAGE = `${HOUSE}/coverage`;
const JOURNAL = `${HOUSE}/journal`;

const DAY_US = 86_400e6;

/** A stretch of exchange time that has one file: a UTC day, for candles a UTC year. Half-open, µs. */
export interface Period {
  name: string;
  from: number;
  to: number;
}

export function periodAt(type: DataType, tsUs: number): Period {
  const day = Math.floor(tsUs / DAY_US) * DAY_US;
  if (type !== "ohlc") return { name: dayName(day), from: day, to: day + DAY_US };
  return yearPeriod(new Date(tsUs / 1000).getUTCFullYear());
}

export const dayName = (tsUs: number) => new Date(tsUs / 1000).toISOString().slice(0, 10);

function yearPeriod(year: number): Period {
  return { name: String(year), from: Date.UTC(year, 0) * 1000, to: Date.UTC(year + 1, 0) * 1000 };
}

/** The name of a sealed file: of a period's file, or of a part of it. */
export interface FileName {
  period: Period;
  part: PartName | null;
}

/** A part bears the numbers of its segment; one that others went into, those of the last of them. */
export interface PartName {
  epoch: number;
  n: number;
  /** How often it was merged with others: 0 for a part as it was sealed. */
  generation: number;
}

/** Parts in the order in which their rows arrived. */
export const byArrival = (a: PartName, b: PartName) =>
  a.epoch - b.epoch || a.n - b.n || a.generation - b.generation;

const FILE_NAME = /^(\d{4}|\d{4}-\d{2}-\d{2})(?:\.part-(\d+)-(\d+)(?:x([1-9]\d*))?)?\.parquet$/;

/** null: no name that the archive gives to a file of this type. */
export function parseFileName(type: DataType, name: string): FileName | null {
  const [, period, epoch, n, generation = 0] = FILE_NAME.exec(name) ?? [];
  if (!period || (period.length === 4) !== (type === "ohlc") || Number.isNaN(Date.parse(period))) return null;
  const part = epoch === undefined
    ? null
    : { epoch: Number(epoch), n: Number(n), generation: Number(generation) };
  return { period: periodAt(type, Date.parse(period) * 1000), part };
}

/** The same of a whole path, with its series. Throws on a path that is no sealed file's. */
export function parseFilePath(path: string): FileName & { key: string } {
  const key = path.slice(0, path.lastIndexOf("/"));
  const name = parseFileName(parseSeriesKey(key).type, path.slice(key.length + 1));
  if (!name) throw new Error(`Cannot place "${path}": it is not the name of a sealed file`);
  return { key, ...name };
}

export const periodPath = (key: string, period: string) => `${key}/${period}.parquet`;

export function partPath(key: string, period: string, { epoch, n, generation }: PartName): string {
  return `${key}/${period}.part-${epoch}-${n}${generation > 0 ? `x${generation}` : ""}.parquet`;
}

export const coveragePath = (key: string) => `${COVERAGE}/${key}.jsonl`;

export const journalFolder = (exchange: string) => exchange ? `${JOURNAL}/${exchange}` : JOURNAL;

export interface SegmentName {
  exchange: string;
  epoch: number;
  n: number;
}

export function segmentPath({ exchange, epoch, n }: SegmentName): string {
  return `${journalFolder(exchange)}/${epoch}-${n}.wal`;
}

const SEGMENT = /([^/]+)\/(\d+)-(\d+)\.wal$/;

/** null: no segment's path. */
export function parseSegmentPath(path: string): SegmentName | null {
  const match = SEGMENT.exec(path);
  return match && { exchange: match[1], epoch: Number(match[2]), n: Number(match[3]) };
}

export const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
