/** The deep check: reads every row of every file, and computes every SHA-256 again. */
import type { IdRun } from "../../../schemas/evidence.ts";
import { type Columns, numbers } from "../columns.ts";
import type { Disk } from "../disk.ts";
import { readFooter } from "../footer.ts";
import { joinRuns, runsOf } from "../id_runs.ts";
import { idSpans } from "../identity.ts";
import type { Interval } from "../intervals.ts";
import { parseFilePath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import { readLedger } from "../ledger.ts";
import { readGroups } from "../parquet.ts";
import { openReader } from "../reader/reader.ts";
import { hashFile } from "../row_tally.ts";
import { compareCandles, type Compared } from "./candles.ts";
import type { Claims } from "./claims.ts";
import { compareHeldIds } from "./held_ids.ts";
import type { Finding } from "./report.ts";
import { newRowCheck } from "./row_check.ts";
import type { RowReader } from "./series.ts";
import { count, message, number } from "./words.ts";

/** What the rows of one file are. */
export interface FileRows {
  path: string;
  /** All that was written is there, by its SHA-256; else its rows are not read. */
  isWhole: boolean;
  contradictions: Finding[];
  /** Of trades with serial ids: joined. */
  runs: IdRun[];
  rowsByDay: Map<number, number>;
}

const DAY_US = 86_400e6;

/**
 * Ids, and candles against trades, are compared where every file of the series has the rows that were written:
 * what is missing from a damaged file is no news, and must not be read.
 * @param onRead Hears how many bytes were read.
 */
export function openRowReader(disk: Disk, range: Interval, onRead: (bytes: number) => void): RowReader {
  const reader = openReader(disk);
  /** Series whose files all are as they were written. Candles come before the trades of their market. */
  const sound = new Set<string>();
  /** Of the series that is being checked, for when it is looked at again. */
  let known = new Map<string, FileRows>();
  let knownKey = "";

  /** null: the file was replaced. */
  async function rowsOf(line: FileLine): Promise<FileRows | null> {
    const name = `${line.path} ${line.sha256}`;
    const rows = known.get(name) ?? await readRowsOf(disk, line);
    if (rows.contradictions.length > 0 && !isListed(disk, line)) return null;
    if (!known.has(name)) onRead(line.bytes);
    known.set(name, rows);
    return rows;
  }

  async function compare(claims: Claims, read: FileRows[]): Promise<Compared> {
    if (read.some(({ isWhole }) => !isWhole)) return { contradictions: [], candles: 0 };
    sound.add(claims.key);
    const isAll = isEndless(range) && read.length === claims.record.files.size;
    const { contradictions, candles } = await compareCandles(disk, reader, claims, { range, sound });
    return { contradictions: [...(isAll ? compareHeldIds(claims, read) : []), ...contradictions], candles };
  }

  return {
    async check(claims, files) {
      if (claims.key !== knownKey) known = new Map();
      knownKey = claims.key;
      const read: FileRows[] = [];
      for (const line of files) {
        const rows = await rowsOf(line);
        if (!rows) return null;
        read.push(rows);
      }
      const ofFiles = read.flatMap(({ contradictions }) => contradictions);
      const { contradictions, candles } = await compare(claims, read);
      return { contradictions: [...ofFiles, ...contradictions], rowsByDay: sumByDay(read), candles };
    },
  };
}

const isEndless = ({ from, to }: Interval) => from === -Infinity && to === Infinity;

/** Does the ledger still list the file as it was? Else it was replaced, and what was found is of no account. */
function isListed(disk: Disk, { path, sha256 }: FileLine): boolean {
  const { lines } = readLedger(disk, parseFilePath(path).key);
  const last = lines.findLast((line) => line.kind === "file" && line.path === path);
  return (last as FileLine | undefined)?.sha256 === sha256;
}

async function readRowsOf(disk: Disk, line: FileLine): Promise<FileRows> {
  const { path } = line;
  const found: FileRows = { path, isWhole: false, contradictions: [], runs: [], rowsByDay: new Map() };
  const say = (what: string) => found.contradictions.push({ about: path, what });
  try {
    const sha256 = hashFile(disk, path);
    found.isWhole = sha256 === line.sha256;
    if (found.isWhole) await readInto(found, disk, line, say);
    else say(`has the SHA-256 ${sha256}; the ledger says ${line.sha256}; its rows were not read`);
  } catch (error) {
    found.isWhole = false;
    say(`has rows that cannot be read: ${message(error)}`);
  }
  return found;
}

async function readInto(
  found: FileRows,
  disk: Disk,
  { path, rows }: FileLine,
  say: (what: string) => void,
): Promise<void> {
  const { key, period } = parseFilePath(path);
  const footer = readFooter(disk, path);
  const { tradeIds = "opaque" } = footer.note!;
  const check = newRowCheck(key, period, tradeIds);
  let read = 0;
  for await (const columns of readGroups(disk, path, footer)) {
    read += columns.length;
    check.add(columns);
    countDays(columns, found.rowsByDay);
    if (columns.type === "trades" && tradeIds === "serial") takeIds(columns, found, say);
  }
  found.runs = joinRuns(found.runs);
  if (read !== rows) say(`has ${number(read)} rows when they are read; the ledger says ${number(rows)}`);
  check.faults().forEach(say);
}

function takeIds(columns: Columns, found: FileRows, say: (what: string) => void): void {
  const { runs, overlapping } = runsOf({ ...idSpans(columns), ts: numbers(columns, "ts") });
  found.runs.push(...runs);
  if (overlapping.size > 0) {
    say(`has ${count(overlapping.size, "row")} for ids that other rows stand for too`);
  }
}

/** Rows; of books, levels, as in the file. */
function countDays(columns: Columns, rowsByDay: Map<number, number>): void {
  const ts = numbers(columns, "ts");
  for (let from = 0; from < ts.length;) {
    const day = Math.floor(ts[from] / DAY_US) * DAY_US;
    let to = from + 1;
    while (to < ts.length && ts[to] >= day && ts[to] < day + DAY_US) to++;
    rowsByDay.set(day, (rowsByDay.get(day) ?? 0) + to - from);
    from = to;
  }
}

function sumByDay(read: FileRows[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const { rowsByDay } of read) {
    for (const [day, rows] of rowsByDay) sum.set(day, (sum.get(day) ?? 0) + rows);
  }
  return sum;
}
