/** Merging: files of one period become one file, which lists those that it replaces. */
import type { Evidence } from "../../schemas/evidence.ts";
import { type DataType, parseSeriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import { coverageOf, stretchesWithin } from "./coverage.ts";
import { dropDuplicates, newTally } from "./duplicates.ts";
import { type Footer, readFooter } from "./footer.ts";
import {
  type FileName,
  folderOf,
  parseFilePath,
  partPath,
  type Period,
  periodPath,
  segmentPath,
} from "./layout.ts";
import type { FileLine } from "./ledgers.ts";
import { mergeSorted } from "./merge_sorted.ts";
import { GROUP_ROWS, noteFor, publish, temporaryPath, writeTemporary, type Written } from "./parquet.ts";
import { headerOf, listSegments } from "./segment.ts";
import { fileSource } from "./sources.ts";

/** So long after its end a period is merged: late rows mostly come before. */
const LATENESS_US = 3600e6;
/** So many parts of like size are merged into one bigger part. */
const COMPACT_PARTS = 16;

/** Files to merge, in the order in which their rows arrived. */
export interface Merge {
  key: string;
  period: Period;
  inputs: string[];
  output: string;
}

/** What there is to merge in a series now. */
export function dueMerges(archive: Archive, key: string): Merge[] {
  const { type, exchange } = parseSeriesKey(key);
  const oldestMs = oldestSegment(archive, exchange);
  return [...filesByPeriod(archive, key).values()].flatMap(({ period, file, parts }) => {
    const target = periodPath(key, period.name);
    // A file that the ledger does not know is not ours to replace.
    const isForeign = !file && archive.disk.size(target) !== null;
    if (parts.length === 0 || isForeign) return [];
    if (isDue(type, period, file, parts, { nowMs: archive.clock.now(), oldestMs })) {
      const inputs = [...(file ? [file] : []), ...parts].map(({ path }) => path);
      return [{ key, period, inputs, output: target }];
    }
    const alike = partsAlike(parts);
    return alike ? [{ key, period, inputs: alike, output: freePart(archive, key, period) }] : [];
  });
}

/** When the oldest segment of the exchange was begun, ms; those after a period's end hold no row of it. */
function oldestSegment({ disk }: Archive, exchange: string): number {
  return listSegments(disk, exchange)
    .reduce((oldest, name) => Math.min(oldest, headerOf(disk, name)?.createdAt ?? Infinity), Infinity);
}

interface PeriodFiles {
  period: Period;
  file: FileLine | null;
  parts: Array<FileLine & Pick<FileName, "part">>;
}

function filesByPeriod({ disk, ledgers }: Archive, key: string): Map<string, PeriodFiles> {
  const { exchange } = parseSeriesKey(key);
  const periods = new Map<string, PeriodFiles>();
  for (const line of ledgers.of(key).files.values()) {
    const { period, part } = parseFilePath(line.path);
    // A part whose segment is still there may be sealed again, under the same name.
    if (part && disk.size(segmentPath({ exchange, ...part })) !== null) continue;
    const files = periods.get(period.name) ?? { period, file: null, parts: [] };
    periods.set(period.name, files);
    if (part) files.parts.push({ ...line, part });
    else files.file = line;
  }
  for (const { parts } of periods.values()) {
    parts.sort((a, b) => a.part!.epoch - b.part!.epoch || a.part!.n - b.part!.n);
  }
  return periods;
}

function isDue(
  type: DataType,
  period: Period,
  file: FileLine | null,
  parts: FileLine[],
  { nowMs, oldestMs }: { nowMs: number; oldestMs: number },
): boolean {
  if (period.to + LATENESS_US < nowMs * 1000 && oldestMs * 1000 >= period.to) return true;
  const partRows = parts.reduce((sum, { rows }) => sum + rows, 0);
  return type === "ohlc" && partRows * 10 >= partRows + (file?.rows ?? 0);
}

/** The first parts of one size tier (each 16 times the one below), if there are enough. */
function partsAlike(parts: FileLine[]): string[] | null {
  const tiers = Map.groupBy(parts, ({ rows }) => Math.floor(Math.log(rows) / Math.log(COMPACT_PARTS)));
  const alike = [...tiers.values()].find((tier) => tier.length >= COMPACT_PARTS);
  return alike?.slice(0, COMPACT_PARTS).map(({ path }) => path) ?? null;
}

function freePart({ disk, epoch, ledgers }: Archive, key: string, period: Period): string {
  for (let n = ledgers.of(key).nextN;; n++) {
    const path = partPath(key, period.name, epoch, n);
    if (disk.size(path) === null) return path;
  }
}

/** Merges; on any error nothing has changed but for a temporary file. */
export async function mergeFiles(archive: Archive, merge: Merge): Promise<void> {
  const { disk, ledgers, clock } = archive;
  const { key, output: path } = merge;
  const written = await writeMerged(archive, merge);
  publish(disk, path);
  const file: Evidence = { kind: "file", path, ...written };
  const replaced = merge.inputs.filter((input) => input !== path);
  ledgers.append(key, [file, ...replaced.map((input) => endOf(ledgers.of(key).files.get(input)!))]);
  for (const input of replaced) disk.remove(input);
  disk.syncFolder(folderOf(path));
  archive.tell({
    type: "period-merged",
    key,
    path,
    rows: written.rows,
    bytes: written.bytes,
    at: clock.now(),
  });
  archive.changed(key);
}

/** The line that ends a file. */
export function endOf({ from, to, path }: FileLine): FileLine {
  return { kind: "file", from, to, path, rows: 0, bytes: 0, sha256: "" };
}

async function writeMerged(archive: Archive, { key, period, inputs, output }: Merge) {
  const { disk, ledgers } = archive;
  const footers = inputs.map((path) => readFooter(disk, path));
  const tradeIds = tradeIdsOf(footers);
  const coverage = stretchesWithin(coverageOf(ledgers.of(key).proof), period.from, period.to);
  const note = noteFor(key, {
    ...(tradeIds && { tradeIds }),
    inputs: inputs.filter((path) => path !== output).map((path) => path.slice(key.length + 1)),
    ...(output === periodPath(key, period.name) && { coverage }),
  });
  const sources = inputs.map((path, i) => fileSource(disk, path, footers[i])).filter((source) =>
    source !== null
  );
  const options = {
    type: note.type,
    tradeIds: tradeIds ?? "opaque",
    tally: newTally(),
    batchRows: GROUP_ROWS,
  };
  const merged = dropDuplicates(mergeSorted(sources, options.tradeIds), options);
  const written = await writeTemporary(disk, output, note, merged);
  checkCounts(output, footers, written, options.tally);
  const { conflicts } = options.tally;
  return { ...written!, ...(conflicts > 0 && { conflicts }) };
}

function tradeIdsOf(footers: Footer[]) {
  const known = footers.map(({ note }) => note?.tradeIds).filter((tradeIds) => tradeIds !== undefined);
  return known.includes("opaque") ? "opaque" : known[0];
}

/** No row may be lost on the way, nor come from nowhere. */
function checkCounts(
  path: string,
  footers: Footer[],
  written: Written | null,
  { rowsIn, duplicates }: { rowsIn: number; duplicates: number },
): void {
  const listed = footers.reduce((sum, { rows }) => sum + rows, 0);
  if (written && rowsIn === listed && written.rows === rowsIn - duplicates) return;
  throw new Error(
    `Cannot merge into "${path}" (left as "${temporaryPath(path)}"): its inputs list ${listed} rows, ` +
      `${rowsIn} were read, ${duplicates} of them duplicates, and ${written?.rows ?? 0} written`,
  );
}
