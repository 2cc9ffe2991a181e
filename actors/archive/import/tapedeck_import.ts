/** Takes over what another tapedeck recorded: its rows, then what of its evidence still holds. */
import { join } from "@std/path";
import { createHash } from "node:crypto";
import type { Evidence } from "../../../schemas/evidence.ts";
import type { Rows } from "../../../schemas/market.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { coverageOf } from "../coverage.ts";
import type { Disk } from "../disk.ts";
import type { TradeIds } from "../frames.ts";
import { type Interval, unionAll } from "../intervals.ts";
import { segmentPath } from "../layout.ts";
import { readLedger } from "../ledger.ts";
import { openReader, type Reader } from "../reader/reader.ts";
import { followLedger } from "../reader/ledger.ts";
import { unlessGone, viewJournal } from "../reader/journal.ts";
import { type PeriodSources, takeSnapshot } from "../reader/snapshot.ts";
import { hashFile } from "../row_tally.ts";
import { toRows } from "../rows.ts";
import { listSegments, readSegment } from "../segment.ts";
import type { Origin } from "./foreign_parquet.ts";
import { countRows, lackingRows, outside } from "./held.ts";
import { type ImportJob, rethrowFatal } from "./job.ts";
import { knownBefore, refused, type SourceReport } from "./report.ts";
import { foreignSession, isForeign } from "./sessions.ts";
import { newsFor, survivingEvidence } from "./surviving.ts";
import { newTakings, type Takings } from "./takings.ts";

export async function* importTapedeck(job: ImportJob): AsyncGenerator<SourceReport> {
  const reader = openReader(job.origin.disk);
  const keys = reader.series().filter((key) => job.wants(parseSeriesKey(key).exchange));
  for (const [i, key] of keys.entries()) {
    job.progress(key, i + 1, keys.length);
    try {
      yield* importSeries(job, reader, key);
    } catch (error) {
      rethrowFatal(job, error, key);
      yield refused(key, key, error);
    }
  }
}

/** What is known of a series while its periods are taken. */
interface Course {
  key: string;
  reader: Reader;
  tradeIds: TradeIds;
  /** Times of which nameless trades are not taken: they could not be told from those that are here. */
  covered: Interval[];
  /** The number here of each of its book's sessions so far. */
  sessions: Map<number, number>;
  /** Those that the period at hand has frames of. */
  touched: Set<number>;
}

async function* importSeries(job: ImportJob, reader: Reader, key: string): AsyncGenerator<SourceReport> {
  const { origin: { disk }, archive, intake } = job;
  // Before the rows, so that it speaks of no row that comes while they are read.
  const { evidence, problem } = readEvidence(disk, key);
  if (problem) yield { ...newTakings(), source: key, key, outcome: "taken", notes: [problem] };
  const ledger = followLedger(disk, key);
  const course = courseOf(job, reader, key);
  const without: Interval[] = [...ledger.read().moved.values()];
  for (const sources of takeSnapshot(disk, key, { ledger, journal: viewJournal(disk, key) }).periods) {
    const report = await importPeriod(job, course, sources);
    if (report.outcome === "refused") without.push(sources.period);
    yield report;
  }
  if (!intake) return;
  const news = newsFor(archive.ledgers.of(key).proof, survivingEvidence(evidence, without));
  await intake.prove(key, course.tradeIds, news);
  await intake.settle();
}

function courseOf({ rules, archive: { ledgers } }: ImportJob, reader: Reader, key: string): Course {
  const { proof, moved } = ledgers.of(key);
  const covering = coverageOf(proof).stretches.filter(({ state }) =>
    state === "complete" || state === "recorded"
  );
  return {
    key,
    reader,
    tradeIds: rules.tradeIds(parseSeriesKey(key).exchange),
    covered: unionAll([], [...covering, ...moved.values()]),
    sessions: new Map(),
    touched: new Set(),
  };
}

/** Of the ledger, then of the journal. A damaged one may have held the word that something is lost. */
function readEvidence(disk: Disk, key: string): { evidence: Evidence[]; problem: string | null } {
  const journal = journalEvidence(disk, key);
  const { lines: numbered, badLines } = readLedger(disk, key);
  const lines = numbered.map(({ n: _, ...evidence }): Evidence => evidence);
  if (badLines > 0) {
    return {
      evidence: [],
      problem: "its ledger is damaged: its rows are taken, and nothing is proven by it",
    };
  }
  if (journal) return { evidence: [...lines, ...journal], problem: null };
  return {
    evidence: lines,
    problem: "its journal is damaged: what can be read of it is taken, and nothing is proven by it",
  };
}

/** null: a segment is damaged. */
function journalEvidence(disk: Disk, key: string): Evidence[] | null {
  const evidence: Evidence[] = [];
  for (const name of listSegments(disk, parseSeriesKey(key).exchange)) {
    const segment = unlessGone(disk, name, () => readSegment(disk, segmentPath(name)));
    if (segment?.damage) return null;
    evidence.push(
      ...segment?.series.filter((series) => series.key === key).flatMap((each) => each.evidence) ?? [],
    );
  }
  return evidence;
}

async function importPeriod(job: ImportJob, course: Course, sources: PeriodSources): Promise<SourceReport> {
  const { origin, log, intake, archive, again } = job;
  const { key, sessions, touched } = course;
  const source = `${key}/${sources.period.name}`;
  const about = { source, key, notes: [] };
  const identity = { source: join(origin.root, source), key, ...contentOf(origin, sources) };
  const known = again
    ? null
    : log.unchanged(identity.source, identity.stamp) ?? log.same(key, identity.content);
  if (known) {
    known.sessions?.forEach(([theirs, here]) => sessions.set(theirs, here));
    return knownBefore(source, key, known.takings);
  }
  try {
    checkFiles(origin.disk, key, sources);
    touched.clear();
    const takings = await takePeriod(job, course, sources);
    const at = new Date(archive.clock.now()).toISOString();
    const numbered = [...sessions].filter(([session]) => touched.has(session));
    if (intake) log.add({ ...identity, takings, lastClose: null, sessions: numbered, at });
    return { ...takings, ...about, outcome: "taken" };
  } catch (error) {
    rethrowFatal(job, error, source);
    return refused(source, key, error);
  }
}

/** Files are known by what their ledger says of them; a journal's segment only by where it is. */
function contentOf(
  { root, disk }: Origin,
  { files, journal }: PeriodSources,
): { content: string; stamp: string } {
  const hash = createHash("sha256");
  for (const sha256 of files.map(({ sha256 }) => sha256).sort()) hash.update(sha256);
  for (const { piece: { name, sizeBytes } } of journal) {
    const path = segmentPath(name);
    hash.update(`${root} ${path} ${sizeBytes} ${disk.modifiedAt(path)}`);
  }
  const content = hash.digest("hex");
  return { content, stamp: content };
}

/** A copy may be torn, and a disk may rot: only what is as it was written is taken. */
function checkFiles(disk: Disk, key: string, { files }: PeriodSources): void {
  for (const { path, sha256 } of files) {
    const found = disk.size(path) === null ? null : hashFile(disk, path);
    // Merged meanwhile, the ledger does not name it any more, or names another one.
    const isCurrent = found === sha256 || followLedger(disk, key).read().files.get(path)?.sha256 !== sha256;
    if (isCurrent) continue;
    throw new Error(
      found === null
        ? `"${path}" is listed in its ledger and is not there`
        : `"${path}" is not as it was written: its SHA-256 is not the one in its ledger`,
    );
  }
}

async function takePeriod(job: ImportJob, course: Course, { period }: PeriodSources): Promise<Takings> {
  const { archive, intake } = job;
  const { key, reader } = course;
  const takings = newTakings();
  for await (const piece of reader.pieces({ key, fromUs: period.from, toUs: period.to })) {
    const tradeIds = piece.tradeIds === "serial" ? course.tradeIds : "opaque";
    const rows = withSessions(toRows(piece.columns), course);
    const distinct = withoutCovered(rows, course.covered);
    const lacking = await lackingRows(archive, distinct, { key, withinUs: 0, candles: "by-value" });
    takings.rows += countRows(rows);
    takings.covered += countRows(rows) - countRows(distinct);
    takings.taken += countRows(lacking);
    takings.known += countRows(distinct) - countRows(lacking);
    await intake?.take(key, tradeIds, lacking);
  }
  if (!intake) return takings;
  const sealed = await intake.settle();
  return { ...takings, taken: sealed, known: takings.known + takings.taken - sealed };
}

/** Two recorders may number their sessions alike. */
function withSessions(rows: Rows, { key, sessions, touched }: Course): Rows {
  if (rows.type !== "orderbook") return rows;
  const numberOf = (session: number, firstRecvUs: number): number => {
    touched.add(session);
    const known = sessions.get(session);
    if (known !== undefined) return known;
    const number = isForeign(session) ? session : foreignSession(key, session, firstRecvUs);
    sessions.set(session, number);
    return number;
  };
  return {
    ...rows,
    rows: rows.rows.map((frame) => ({ ...frame, session: numberOf(frame.session, frame.tsRecv) })),
  };
}

/** Nameless trades of times that were recorded here may be the very ones that are here. */
function withoutCovered(rows: Rows, covered: Interval[]): Rows {
  if (rows.type !== "trades" || rows.rows.every(({ id }) => id !== null)) return rows;
  const open = new Set<unknown>(outside(covered, rows).rows);
  return { ...rows, rows: rows.rows.filter((row) => row.id !== null || open.has(row)) };
}
