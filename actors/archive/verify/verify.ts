/** Verifies a data folder: reads only, needs no lock, may run beside a recorder. */
import type { Disk } from "../disk.ts";
import type { Interval } from "../intervals.ts";
import { openLedgers } from "../ledgers.ts";
import { isSeriesKey, seriesFolders } from "../series_folders.ts";
import { verifyFolder } from "./folder.ts";
import type { Report } from "./report.ts";
import { type RowReader, verifySeries } from "./series.ts";

export interface Verification {
  disk: Disk;
  nowUs: number;
  /** Of the series to verify. */
  keys: string[];
  /** What is asked about; infinite where everything is. */
  range: Interval;
  /** Reads rows too; null: it does not. */
  rows: RowReader | null;
}

/** Throws where a folder cannot be read. */
export async function verifyArchive({ keys, ...scope }: Verification): Promise<Report> {
  const { disk, range, rows } = scope;
  const depth = rows ? "rows" : "ledger";
  const report: Report = {
    range: { from: finite(range.from), to: finite(range.to) },
    depth,
    series: [],
    ...verifyFolder(disk, seriesFolders(disk), depth),
  };
  for (const key of keys) report.series.push(await verifySeries(scope, key));
  return report;
}

/** Keys of all series that have a folder or a ledger, sorted. */
export function seriesIn(disk: Disk): string[] {
  const withLedger = openLedgers(disk).keys("").filter(isSeriesKey);
  return [...new Set([...seriesFolders(disk).keys, ...withLedger])].sort();
}

/** Bytes of the Parquet files of some series. */
export function bytesOf(disk: Disk, keys: string[]): number {
  const sizes = keys.flatMap((key) =>
    disk.list(key).filter(({ name }) => name.endsWith(".parquet"))
      .map(({ name }) => disk.size(`${key}/${name}`) ?? 0)
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const finite = (us: number) => Number.isFinite(us) ? us : null;
