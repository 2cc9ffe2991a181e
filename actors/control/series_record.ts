/** What the board knows of one series, folded from facts. Pure: a record and a fact make the next record. */
import type { Fact, SeriesSummary } from "../../schemas/facts.ts";
import { parseSeriesKey, type Series } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/snapshot.ts";
import { type LiveHole, withHole, withoutRange } from "./holes.ts";
import { countRows, emptySpark, type Spark } from "./spark.ts";
import type { ShownSeries } from "./stops.ts";

export interface SeriesRecord {
  readonly key: string;
  readonly series: Series;
  /** Named by the configuration; else it is only on disk. */
  readonly configured: boolean;
  readonly state: SeriesState;
  /** ms, of the last change of `state`. */
  readonly since: number;
  /** Why it is stopped although it is configured, in a sentence. */
  readonly stopped: string | null;
  readonly disk: SeriesSummary | null;
  /** Acknowledged rows that are in the journal and not in Parquet yet. */
  readonly unsealed: number;
  readonly spark: Spark;
  /** Exchange time of the oldest and newest row known, µs. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly lastAt: number | null;
  /** ms between the last facts of rows, oldest first: the rhythm by which a silence is judged. */
  readonly pauses: readonly number[];
  readonly rejected: number;
  readonly lastRejection: { reason: string; at: number } | null;
  readonly duplicates: number;
  readonly errors: number;
  readonly lastError: string | null;
  readonly lastRunAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly retryAt: number | null;
  readonly nextRunAt: number | null;
  readonly holes: readonly LiveHole[];
}

/** Facts that name one series by its key. */
export type SeriesFact = Extract<Fact, { key: string }>;

/** So many pauses make a series' rhythm. */
const MAX_PAUSES = 32;

/** A record of which nothing is known yet. Throws if `key` is no series'. */
export function newSeries(key: string, at: number): SeriesRecord {
  return {
    key,
    series: parseSeriesKey(key),
    configured: false,
    state: "stopped",
    since: at,
    stopped: null,
    disk: null,
    unsealed: 0,
    spark: emptySpark(),
    firstUs: null,
    lastUs: null,
    lastAt: null,
    pauses: [],
    rejected: 0,
    lastRejection: null,
    duplicates: 0,
    errors: 0,
    lastError: null,
    lastRunAt: null,
    lastSuccessAt: null,
    retryAt: null,
    nextRunAt: null,
    holes: [],
  };
}

/** The configuration names the series: `state` is where it starts, unless it is under way already. */
export function configured(record: SeriesRecord, { state, why }: ShownSeries, at: number): SeriesRecord {
  const idle = !record.configured || record.state === "stopped";
  const next = state === "stopped" || idle ? enter(record, state, at) : record;
  return { ...next, configured: true, stopped: why ?? null };
}

/** The configuration names it no more: it stays on the board only for what is on disk. */
export function unconfigured(record: SeriesRecord, at: number): SeriesRecord {
  return { ...enter(record, "stopped", at), configured: false, stopped: null, nextRunAt: null };
}

/** The record after a fact about its series. */
export function foldSeries(record: SeriesRecord, fact: SeriesFact): SeriesRecord {
  switch (fact.type) {
    case "stream-connecting":
      return { ...inState(record, "connecting", fact.at), lastRunAt: fact.at };
    case "stream-connected":
      return inState(record, "recording", fact.at);
    case "stream-dropped":
      return retrying(record, fact.error, fact.retryAt, fact.at);
    case "stream-paused":
      return paused(record, fact.reason, fact.at);
    case "stream-ended":
      return ended(record, fact.reason, fact.at);
    case "rows-recorded":
      return recorded(record, fact);
    case "rows-rejected":
      return {
        ...record,
        rejected: record.rejected + fact.rows,
        lastRejection: { reason: fact.reason, at: fact.at },
      };
    case "duplicates-dropped":
      return { ...record, duplicates: record.duplicates + fact.rows };
    case "gap-opened": {
      const { from, to, cause, reason, at } = fact;
      return { ...record, holes: withHole(record.holes, { from, to, cause, reason, at }) };
    }
    case "gap-healed":
      return { ...record, holes: withoutRange(record.holes, fact.from, fact.to) };
    case "collect-started":
      return { ...inRun(record, "collecting", fact.at), lastRunAt: fact.at };
    case "collect-finished":
      return collected(record, fact.error, fact.at);
    case "job-scheduled":
      return { ...record, nextRunAt: fact.nextRunAt };
    case "backfill-finished":
      return backfilled(record, fact);
    case "backfill-progressed":
    case "part-sealed":
    case "period-merged":
      return record;
    default:
      return fact satisfies never;
  }
}

/** The files of a series, as the archiver counted them. */
export function onDisk(record: SeriesRecord, summary: SeriesSummary): SeriesRecord {
  const firstUs = Math.min(record.firstUs ?? Infinity, summary.firstUs ?? Infinity);
  const lastUs = Math.max(record.lastUs ?? -Infinity, summary.lastUs ?? -Infinity);
  const known = (us: number) => Number.isFinite(us) ? us : null;
  return { ...record, disk: summary, firstUs: known(firstUs), lastUs: known(lastUs) };
}

/** `rows` went from the journal into Parquet. */
export function sealed(record: SeriesRecord, rows: number): SeriesRecord {
  return { ...record, unsealed: Math.max(0, record.unsealed - rows) };
}

/** Its venue failed: what was under way is so no more. */
export function venueFailed(record: SeriesRecord, error: string, retryAt: number | null, at: number) {
  if (record.state === "stopped" || record.state === "ended") return record;
  return retryAt === null ? ended(record, error, at) : retrying(record, error, retryAt, at);
}

/** Its venue opened anew: everything that an earlier journal held has been sealed. */
export function venueOpened(record: SeriesRecord): SeriesRecord {
  return { ...record, unsealed: 0 };
}

function enter(record: SeriesRecord, state: SeriesState, at: number): SeriesRecord {
  return { ...record, state, since: record.state === state ? record.since : at, retryAt: null };
}

/** What is stopped stays so until it is configured otherwise, whatever a cell on its way out still tells. */
function inState(record: SeriesRecord, state: SeriesState, at: number): SeriesRecord {
  return record.state === "stopped" ? record : enter(record, state, at);
}

/** Runs change the state of candles only: a stream that is asked for its past is live all the while. */
function inRun(record: SeriesRecord, state: SeriesState, at: number): SeriesRecord {
  return record.series.type === "ohlc" ? inState(record, state, at) : record;
}

function retrying(record: SeriesRecord, error: string, retryAt: number, at: number): SeriesRecord {
  const next = inState(record, "retrying", at);
  return next === record ? record : { ...next, errors: record.errors + 1, lastError: error, retryAt };
}

/** Not the exchange's fault: it is no failure in a row of them. */
function paused(record: SeriesRecord, reason: string, at: number): SeriesRecord {
  const next = inState(record, "paused", at);
  return next === record ? record : { ...next, lastError: reason };
}

function ended(record: SeriesRecord, reason: string, at: number): SeriesRecord {
  const next = inState(record, "ended", at);
  return next === record ? record : { ...next, errors: record.errors + 1, lastError: reason };
}

function recorded(record: SeriesRecord, fact: Extract<Fact, { type: "rows-recorded" }>): SeriesRecord {
  const pause = record.lastAt === null ? [] : [Math.max(0, fact.at - record.lastAt)];
  return {
    ...record,
    unsealed: record.unsealed + fact.rows,
    spark: countRows(record.spark, fact.rows, fact.at),
    firstUs: Math.min(record.firstUs ?? Infinity, fact.firstUs),
    lastUs: Math.max(record.lastUs ?? 0, fact.lastUs),
    lastAt: fact.at,
    pauses: [...record.pauses, ...pause].slice(-MAX_PAUSES),
    errors: 0,
    lastSuccessAt: fact.at,
  };
}

function collected(record: SeriesRecord, error: string | null, at: number): SeriesRecord {
  if (error === null) return { ...inRun(record, "waiting", at), errors: 0, lastSuccessAt: at };
  const state = record.series.type === "ohlc" ? "retrying" : record.state;
  return { ...inRun(record, state, at), errors: record.errors + 1, lastError: error };
}

/** A run like another, but for the state: what is scheduled or live goes on beside it. */
function backfilled(
  record: SeriesRecord,
  { outcome, reason, at }: Extract<Fact, { type: "backfill-finished" }>,
): SeriesRecord {
  if (outcome === "failed") return { ...record, errors: record.errors + 1, lastError: reason };
  return outcome === "done" ? { ...record, errors: 0, lastSuccessAt: at } : record;
}
