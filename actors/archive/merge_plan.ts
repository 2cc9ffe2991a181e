/** Which files of a series are to be merged, and when. */
import { parseSeriesKey } from "../../schemas/series.ts";
import type { Archive } from "./archive.ts";
import {
  byArrival,
  parseFilePath,
  type PartName,
  partPath,
  type Period,
  periodPath,
  segmentPath,
} from "./layout.ts";
import type { FileLine } from "./ledgers.ts";
import { headerOf, listSegments } from "./segment.ts";

/** Files to merge, in the order in which their rows arrived. */
export interface Merge {
  key: string;
  period: Period;
  inputs: string[];
  output: string;
}

/** So long after its end a period is merged: late rows mostly come before. */
const LATENESS_US = 3600e6;
/**
 * So many parts are merged into one bigger part. A day has 96 parts at most, unless a flood rolls segments by
 * size, and merging them twice would cost a third of all bytes written; a year of candles has tens of thousands
 * of tiny ones.
 */
const COMPACT_PARTS = { ohlc: 64, trades: 256, orderbook: 256 };
/** A year of candles is written anew when its parts hold a quarter of its rows: so 4 times in all, and not daily. */
const CANDLE_SHARE = 4;

/** What there is to merge in a series now. */
export function dueMerges(archive: Archive, key: string): Merge[] {
  const oldestMs = oldestSegment(archive, parseSeriesKey(key).exchange);
  return [...filesByPeriod(archive, key).values()].flatMap((files): Merge[] => {
    const { period, parts } = files;
    if (parts.length > 0 && isDue(archive, key, files, oldestMs)) {
      const inputs = [...(files.file ? [files.file] : []), ...parts].map(({ path }) => path);
      return [{ key, period, inputs, output: periodPath(key, period.name) }];
    }
    const alike = partsAlike(parts, COMPACT_PARTS[parseSeriesKey(key).type]);
    return alike ? [compaction(key, period, alike)] : [];
  });
}

/** When the oldest segment of the exchange was begun, ms; those after a period's end hold no row of it. */
function oldestSegment({ disk }: Archive, exchange: string): number {
  return listSegments(disk, exchange)
    .reduce((oldest, name) => Math.min(oldest, headerOf(disk, name)?.createdAt ?? Infinity), Infinity);
}

type Part = FileLine & { part: PartName };

interface PeriodFiles {
  period: Period;
  file: FileLine | null;
  /** In the order in which their rows arrived. */
  parts: Part[];
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
  for (const { parts } of periods.values()) parts.sort((a, b) => byArrival(a.part, b.part));
  return periods;
}

function isDue(
  { disk, clock, ledgers }: Archive,
  key: string,
  files: PeriodFiles,
  oldestMs: number,
): boolean {
  const { period, file, parts } = files;
  const target = periodPath(key, period.name);
  // A file that the ledger does not know is not ours to replace; one that was moved away has to come back first.
  if (!file && (disk.size(target) !== null || ledgers.of(key).moved.has(target))) return false;
  if (period.to + LATENESS_US < clock.now() * 1000 && oldestMs * 1000 >= period.to) return true;
  const partRows = parts.reduce((sum, { rows }) => sum + rows, 0);
  return parseSeriesKey(key).type === "ohlc" && partRows * CANDLE_SHARE >= partRows + (file?.rows ?? 0);
}

/** Far more parts than that are merged whatever their sizes. */
const TOO_MANY = 4;

/** The first `count` parts of like size and what is smaller between them, the smallest sizes first. */
function partsAlike(parts: Part[], count: number): Part[] | null {
  const tierOf = ({ rows }: FileLine) => Math.floor(Math.log(rows) / Math.log(count));
  const tiers = new Set(parts.length < count ? [] : parts.map(tierOf));
  for (const tier of [...tiers].sort((a, b) => a - b)) {
    let run: Part[] = [];
    for (const part of parts) {
      if (tierOf(part) > tier) run = [];
      else run.push(part);
      if (run.filter((part) => tierOf(part) === tier).length === count) return run;
    }
  }
  return parts.length >= TOO_MANY * count ? parts.slice(0, count) : null;
}

/** The bigger part stands where the last of its inputs stood. */
function compaction(key: string, period: Period, parts: Part[]): Merge {
  const { part } = parts.at(-1)!;
  const output = partPath(key, period.name, { ...part, generation: part.generation + 1 });
  return { key, period, inputs: parts.map(({ path }) => path), output };
}
