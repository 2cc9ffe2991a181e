/** The rows of one series that are in the journal and in no part yet. */
import type { Evidence, IdRun } from "../../../schemas/evidence.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { type Columns, join, numbers, whole } from "../columns.ts";
import type { Disk } from "../disk.ts";
import type { TradeIds } from "../frames.ts";
import { idSpans, majorColumn } from "../identity.ts";
import { runsOf } from "../id_runs.ts";
import { type Period, periodAt, type SegmentName, segmentPath } from "../layout.ts";
import { readSegment, type SegmentSeries } from "../segment.ts";

/** What a segment held of a series when it was looked at. It may grow; what came later is not meant. */
export interface JournalPiece {
  name: SegmentName;
  sizeBytes: number;
  tradeIds: TradeIds | undefined;
  /** Frames of rows. */
  frames: number;
  /** By the periods' names. */
  extents: Map<string, JournalExtent>;
  /** What it proves, with the runs of ids that its rows make up. */
  evidence: Evidence[];
}

/** Of the rows in one period. */
export interface JournalExtent {
  period: Period;
  /** The lowest major key (identity.ts). */
  bound: number;
  /** The least and the greatest ts, µs. */
  first: number;
  last: number;
}

/** The journal as one series' reader sees it. */
export interface JournalView {
  /** null: it was sealed and removed meanwhile. A segment that has not grown is not read again. */
  look(name: SegmentName): JournalPiece | null;
  /** Forgets the segments that are not among these. */
  keep(names: SegmentName[]): void;
}

export function viewJournal(disk: Disk, key: string): JournalView {
  const looked = new Map<string, JournalPiece>();
  return {
    look(name) {
      const path = segmentPath(name);
      const known = looked.get(path);
      if (known?.sizeBytes === disk.size(path)) return known!;
      const piece = unlessGone(disk, name, () => lookThrough(disk, name, key));
      if (piece) looked.set(path, piece);
      return piece;
    },
    keep(names) {
      const paths = new Set(names.map(segmentPath));
      for (const path of looked.keys()) if (!paths.has(path)) looked.delete(path);
    },
  };
}

/** Reads from a segment; null: it was sealed and removed meanwhile. */
export function unlessGone<T>(disk: Disk, name: SegmentName, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (disk.size(segmentPath(name)) === null) return null;
    throw error;
  }
}

function lookThrough(disk: Disk, name: SegmentName, key: string): JournalPiece {
  const sizeBytes = disk.size(segmentPath(name)) ?? 0;
  const series = seriesIn(disk, name, key);
  const pieces = series.flatMap((each) => each.rows());
  const tradeIds = series.at(-1)?.tradeIds;
  const runs = tradeIds === "serial" ? pieces.flatMap(idRuns) : [];
  const evidence = [
    ...series.flatMap((each) => each.evidence),
    ...runs.map((run): Evidence => ({ kind: "ids", ...run })),
  ];
  return { name, sizeBytes, tradeIds, frames: pieces.length, extents: extentsOf(pieces), evidence };
}

const idRuns = (rows: Columns): IdRun[] => runsOf({ ...idSpans(rows), ts: numbers(rows, "ts") }).runs;

/** The rows of a piece, in order of arrival. Throws where the segment was sealed and removed meanwhile. */
export function rowsIn(disk: Disk, { name, frames }: JournalPiece, key: string): Columns {
  const pieces = seriesIn(disk, name, key).flatMap((each) => each.rows()).slice(0, frames);
  return join(parseSeriesKey(key).type, pieces.map(whole));
}

function seriesIn(disk: Disk, name: SegmentName, key: string): SegmentSeries[] {
  return readSegment(disk, segmentPath(name)).series.filter((series) => series.key === key);
}

function extentsOf(pieces: Columns[]): Map<string, JournalExtent> {
  const extents = new Map<string, JournalExtent>();
  let current: JournalExtent | undefined;
  for (const columns of pieces) {
    const [ts, major] = [numbers(columns, "ts"), numbers(columns, majorColumn(columns.type))];
    for (let row = 0; row < ts.length; row++) {
      if (!current || ts[row] < current.period.from || ts[row] >= current.period.to) {
        const period = periodAt(columns.type, ts[row]);
        current = extents.get(period.name) ?? { period, bound: Infinity, first: Infinity, last: -Infinity };
        extents.set(period.name, current);
      }
      current.bound = Math.min(current.bound, major[row]);
      current.first = Math.min(current.first, ts[row]);
      current.last = Math.max(current.last, ts[row]);
    }
  }
  return extents;
}
