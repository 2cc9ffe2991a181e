/**
 * Reading a data folder as it is: period files, parts and journal as one, in order, each row once. It needs no
 * lock, changes nothing, and may run in another process than the recorder. Periods are read one after the
 * other, one row group of a file at a time.
 */
import type { Evidence, Stretch } from "../../../schemas/evidence.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Columns } from "../columns.ts";
import { addEvidence, coverageOf, stretchesWithin } from "../coverage.ts";
import type { Disk } from "../disk.ts";
import { keysOf } from "../identity.ts";
import { segmentPath } from "../layout.ts";
import { openLedgers } from "../ledgers.ts";
import { GROUP_ROWS } from "../parquet.ts";
import { Outdated } from "./file.ts";
import { unlessGone, viewJournal } from "./journal.ts";
import { type FollowedRecord, followLedger, isReasoned, type Reasoned } from "./ledger.ts";
import { type Batch, type PeriodOptions, readPeriod } from "./period.ts";
import { type FollowedSeries, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { listSegments, readSegment } from "../segment.ts";

/** Without a row in between: more often than this the archiver cannot be in the way. */
const MAX_TRIES = 1000;

/** The place behind a row: of its period (µs), of its keys (identity.ts) in it. */
export interface Position {
  period: number;
  major: number;
  minor: number;
}

export interface ReadRange {
  key: string;
  /** Half-open, µs. */
  fromUs: number;
  toUs: number;
  /** Only rows behind it. */
  after?: Position;
}

/** Rows, and the place behind the last of them. */
export interface Piece extends Batch {
  end: Position;
}

export interface Reader {
  /** Keys of the series that have a ledger, sorted: all but the newest. */
  sealedSeries(): string[];
  /** Keys of all series that the folder has something of, sorted. Reads the journal. */
  series(): string[];
  /** Rows in order, about `batchRows` (a row group) at once; never a part of those with equal keys. */
  pieces(range: ReadRange, batchRows?: number): AsyncGenerator<Piece>;
  /** The same, the rows alone. Throws `Cannot read …` where a file is gone or damaged. */
  batches(range: ReadRange): AsyncGenerator<Columns>;
  /** What is proven and missing, the journal's evidence included; sorted, every time of the range. */
  stretches(key: string, fromUs: number, toUs: number): Stretch[];
  /** What its ledger adds up to now. The same object each time. */
  record(key: string): FollowedRecord;
  /** Why something is missing, the journal's evidence included. */
  reasons(key: string): Reasoned[];
  /** What there is of it now. */
  snapshot(key: string): Snapshot;
  /** Files of the range that a remote holds and this folder does not. */
  moved(key: string, fromUs: number, toUs: number): Array<{ path: string; remote: string }>;
}

export function openReader(disk: Disk): Reader {
  const followed = new Map<string, FollowedSeries>();
  function follow(key: string): FollowedSeries {
    const known = followed.get(key) ?? { ledger: followLedger(disk, key), journal: viewJournal(disk, key) };
    followed.set(key, known);
    return known;
  }
  const pieces: Reader["pieces"] = (range, batchRows = GROUP_ROWS) => {
    const take = () => takeSnapshot(disk, range.key, follow(range.key));
    return readPieces(disk, range, take, batchRows);
  };
  return {
    sealedSeries: () => openLedgers(disk).keys(""),
    series: () => seriesIn(disk),
    pieces,
    async *batches(range) {
      for await (const { columns } of pieces(range)) yield columns;
    },
    stretches: (key, fromUs, toUs) => stretches(disk, key, follow(key), fromUs, toUs),
    record: (key) => follow(key).ledger.read(),
    reasons(key) {
      const journal = evidenceInJournal(disk, key, follow(key)).filter(isReasoned);
      return [...follow(key).ledger.read().reasons, ...journal];
    },
    snapshot: (key) => takeSnapshot(disk, key, follow(key)),
    moved: (key, fromUs, toUs) =>
      [...follow(key).ledger.read().moved.values()]
        .filter(({ from, to }) => from < toUs && to > fromUs),
  };
}

/** Goes on behind the last row from a new snapshot, whenever the archiver changed what was being read. */
async function* readPieces(
  disk: Disk,
  range: ReadRange,
  take: () => Snapshot,
  batchRows: number,
): AsyncGenerator<Piece> {
  let { after } = range;
  let snapshot = take();
  let found = new Map<string, Outdated["finding"]>();
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    try {
      for await (const piece of piecesIn(snapshot, { ...range, after }, { disk, batchRows, found })) {
        after = piece.end;
        tries = 0;
        yield piece;
      }
      return;
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      const next = take();
      if (next.revision !== snapshot.revision) found = new Map();
      found.set(error.path, error.finding);
      snapshot = next;
    }
  }
  throw new Error(`Cannot read ${range.key}: its files changed faster than they could be read; try again`);
}

async function* piecesIn(
  { periods }: Snapshot,
  { key, fromUs, toUs, after }: ReadRange,
  options: Pick<PeriodOptions, "disk" | "batchRows" | "found">,
): AsyncGenerator<Piece> {
  for (const sources of periods) {
    const { from, to } = sources.period;
    if (from >= toUs || to <= fromUs || from < (after?.period ?? -Infinity)) continue;
    const isBegun = after?.period === from;
    const cut = { from: Math.max(fromUs, from), to: Math.min(toUs, to), after: isBegun ? after! : null };
    for await (const batch of readPeriod(sources, { ...options, key, cut })) {
      yield { ...batch, end: endOf(batch, from) };
    }
  }
}

function endOf({ columns, tradeIds }: Batch, period: number): Position {
  const { major, minor } = keysOf(columns, tradeIds);
  return { period, major: major[major.length - 1], minor: minor[minor.length - 1] };
}

/** Those with a ledger, and those that the journal alone knows of yet. */
function seriesIn(disk: Disk): string[] {
  const declared = listSegments(disk, "").flatMap((name) =>
    unlessGone(disk, name, () => readSegment(disk, segmentPath(name)).series.map(({ key }) => key)) ?? []
  );
  return [...new Set([...openLedgers(disk).keys(""), ...declared])].sort();
}

function evidenceInJournal(disk: Disk, key: string, { journal }: FollowedSeries): Evidence[] {
  return listSegments(disk, parseSeriesKey(key).exchange).flatMap((name) =>
    journal.look(name)?.evidence ?? []
  );
}

function stretches(
  disk: Disk,
  key: string,
  followed: FollowedSeries,
  fromUs: number,
  toUs: number,
): Stretch[] {
  const inJournal = evidenceInJournal(disk, key, followed);
  // Read last, since what was sealed meanwhile is in it; a copy, since the journal's evidence is not the ledger's.
  const proof = structuredClone(followed.ledger.read().proof);
  for (const evidence of inJournal) addEvidence(proof, evidence);
  return stretchesWithin(coverageOf(proof), fromUs, toUs);
}
