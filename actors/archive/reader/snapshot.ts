/**
 * What there is of a series at one moment. The archiver seals, merges and removes files meanwhile, in this order:
 * a part is named; the ledger says so; the segment goes. And: the merged file is named; the ledger says so; the
 * inputs go. So a segment that is there before and after the ledger is read has its rows either in a part that
 * the ledger names, or nowhere else.
 */
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Disk } from "../disk.ts";
import { byArrival, parseFilePath, partPath, type Period, segmentPath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import type { LedgerFollower } from "./ledger.ts";
import type { JournalExtent, JournalPiece, JournalView } from "./journal.ts";
import { listSegments } from "../segment.ts";

export interface Snapshot {
  periods: PeriodSources[];
  /** The same for two snapshots between which nothing changed. */
  revision: string;
}

/** Where the rows of one period are. */
export interface PeriodSources {
  period: Period;
  /** In the order in which their rows arrived. */
  files: FileLine[];
  journal: Array<JournalExtent & { piece: JournalPiece }>;
}

/** What a reader keeps of a series between snapshots. */
export interface FollowedSeries {
  ledger: LedgerFollower;
  journal: JournalView;
}

/** More often than this the archiver cannot be in the way. */
const MAX_TRIES = 1000;

export function takeSnapshot(disk: Disk, key: string, followed: FollowedSeries): Snapshot {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const snapshot = attempt(disk, key, followed);
    if (snapshot) return snapshot;
  }
  throw new Error(`Cannot read ${key}: segments were sealed faster than they could be listed; try again`);
}

/** null: the archiver was quicker. */
function attempt(disk: Disk, key: string, { ledger, journal }: FollowedSeries): Snapshot | null {
  const { exchange } = parseSeriesKey(key);
  const names = listSegments(disk, exchange);
  const record = ledger.read();
  const files = [...record.files.values()];
  const revision = `${record.nextN} ${names.map(segmentPath)}`;
  // Each is seen to be there after the ledger was read. The newest first: where it has no header yet, it can say
  // nothing of which batches are whose.
  const pieces = names.toReversed().map(journal.look).toReversed().filter((piece) => piece !== null);
  if (pieces.length < names.length) return null;
  journal.keep(names);
  return { periods: byPeriod(key, files, pieces), revision };
}

function byPeriod(key: string, files: FileLine[], pieces: JournalPiece[]): PeriodSources[] {
  const periods = new Map<string, PeriodSources>();
  const of = (period: Period): PeriodSources => {
    const known = periods.get(period.name) ?? { period, files: [], journal: [] };
    periods.set(period.name, known);
    return known;
  };
  const paths = new Set(files.map(({ path }) => path));
  for (const line of files) of(parseFilePath(line.path).period).files.push(line);
  for (const piece of pieces) {
    for (const extent of piece.extents.values()) {
      const isSealed = paths.has(partPath(key, extent.period.name, { ...piece.name, generation: 0 }));
      if (!isSealed) of(extent.period).journal.push({ ...extent, piece });
    }
  }
  for (const { files } of periods.values()) files.sort(periodFileFirst);
  return [...periods.values()].sort((a, b) => a.period.from - b.period.from);
}

/** What was merged arrived before what was not. */
function periodFileFirst(a: FileLine, b: FileLine): number {
  const [{ part: one }, { part: other }] = [parseFilePath(a.path), parseFilePath(b.path)];
  if (!one || !other) return Number(one !== null) - Number(other !== null);
  return byArrival(one, other);
}
