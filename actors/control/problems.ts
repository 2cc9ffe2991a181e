/** What is wrong, each in a sentence that says what to do where something can be done. */
import type { DiskState } from "../../schemas/facts.ts";
import type { Problem } from "../../schemas/snapshot.ts";
import { countWords, durationWords, momentWords } from "./phrases.ts";
import type { SeriesRecord } from "./series_record.ts";
import type { VenueRecord } from "./venue_record.ts";
import { seriesName } from "./words.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** After so many failures in a row a retry is an error and no longer a hiccup. */
const MANY_ERRORS = 3;
/** A stream is silent for long after so many of its usual pauses … */
const SILENT_PAUSES = 20;
/** … of which so many must be known; without them an hour counts. */
const FEW_PAUSES = 5;
const START_LIMIT_MS = MINUTE_MS;

/** Clocks are compared each minute in which a row comes. */
const CLOCK_MS = 5 * MINUTE_MS;
/** Clocks that differ by less do no harm. */
const CLOCK_LIMIT_MS = MINUTE_MS;

/** What could not be sealed or merged is tried each minute, and told each time that it fails. */
const ARCHIVING_MS = 2 * MINUTE_MS + 30_000;

/** A file that could not be read and was put aside. */
export interface Quarantined {
  path: string;
  reason: string;
  at: number;
}

/** A part of the program that failed and was started again. */
export interface ActorFailure {
  path: string;
  error: string;
  at: number;
}

/** A seal or merge that did not work. */
export interface ArchivingFailure {
  what: string;
  error: string;
  at: number;
}

/** Something that is not on disk as it was written. */
export interface Damage {
  words: string;
  at: number;
}

export interface DiskReport {
  state: DiskState;
  freeBytes: number | null;
  problem: string | null;
  /** Since when it is so. */
  at: number;
}

/** How far this machine's clock is ahead of an exchange's. */
export interface ClockReport {
  exchange: string;
  aheadMs: number;
  at: number;
}

/** What became of the config's file when it was read last. */
export interface ConfigReport {
  /** Why it was not taken; null: it was. */
  error: string | null;
  /** Settings that differ from those in force, which need a new start. */
  restart: string[];
  /** Since when it is so. */
  at: number;
}

export interface Troubles {
  series: readonly SeriesRecord[];
  venues: readonly VenueRecord[];
  quarantined: readonly Quarantined[];
  failures: readonly ActorFailure[];
  archiving: ReadonlyMap<string, ArchivingFailure>;
  damages: readonly Damage[];
  disk: DiskReport;
  config: ConfigReport;
  clocks: ReadonlyMap<string, ClockReport>;
}

/** Every problem at `now` (ms): errors first, then the newest first. */
export function problemsAt(troubles: Troubles, now: number): Problem[] {
  const failed = new Set(
    troubles.venues.filter(({ state }) => state === "failed").map(({ exchange }) => exchange),
  );
  // What is retrying only because its exchange has failed is told with the exchange.
  const wanted = troubles.series.filter(({ configured, state, series }) =>
    configured && state !== "stopped" && !(state === "retrying" && failed.has(series.exchange))
  );
  // Where nothing can be written, all else that fails does so because of that.
  const isHopeless = troubles.disk.state === "unwritable" || troubles.disk.state === "gone";
  const problems = [
    ...diskProblem(troubles.disk),
    ...configProblem(troubles.config),
    ...[...troubles.clocks.values()].filter(({ at }) => Math.abs(now - at) < CLOCK_MS).flatMap(clockProblem),
    ...[...troubles.archiving.values()].filter(({ at }) => now - at < ARCHIVING_MS).map(archivingProblem),
    ...(isHopeless ? [] : troubles.venues).flatMap((venue) => venueProblems(venue, now)),
    ...wanted.flatMap((record) => seriesProblems(record, now)),
    ...troubles.damages.filter(({ at }) => now - at < DAY_MS).map(damageProblem),
    ...troubles.quarantined.filter(({ at }) => now - at < DAY_MS).map(quarantineProblem),
    ...failureProblems((isHopeless ? [] : troubles.failures).filter(({ at }) => now - at < HOUR_MS)),
  ];
  return problems.sort((a, b) =>
    a.severity === b.severity ? b.since - a.since : a.severity === "error" ? -1 : 1
  );
}

function venueProblems(venue: VenueRecord, now: number): Problem[] {
  const { exchange, since } = venue;
  if (venue.state === "failed") {
    const next = venue.retryAt === null
      ? "it is not tried again"
      : `next try at ${momentWords(venue.retryAt, now)}`;
    const sentence = `${exchange} cannot be recorded: ${venue.error}; ${next}.`;
    return [{ severity: "error", sentence, key: null, since }];
  }
  if (venue.waitUntil === null || venue.waitUntil <= now) return [];
  const until = momentWords(venue.waitUntil, now);
  const sentence =
    `${exchange} told us to ask for nothing until ${until}; what is missing is fetched after that.`;
  return [{ severity: "warning", sentence, key: null, since: now }];
}

function seriesProblems(record: SeriesRecord, now: number): Problem[] {
  const problem = (severity: Problem["severity"], since: number, text: string): Problem => ({
    severity,
    sentence: `${seriesName(record)}: ${text}`,
    key: record.key,
    since,
  });
  return [
    stateProblem(record, now, problem),
    holesProblem(record, now, problem),
    rejectedProblem(record, now, problem),
  ]
    .filter((found) => found !== null);
}

type Make = (severity: Problem["severity"], since: number, text: string) => Problem;

function stateProblem(record: SeriesRecord, now: number, problem: Make): Problem | null {
  const { state, since, lastError } = record;
  if (state === "ended") return problem("error", since, `ended: ${lastError}`);
  if (state === "retrying") {
    const at = record.retryAt ?? record.nextRunAt;
    const text = `${lastError}; ${countWords(record.errors, "failure")} in a row`;
    const next = at === null ? "" : `, next try at ${momentWords(at, now)}`;
    return problem(record.errors >= MANY_ERRORS ? "error" : "warning", since, `${text}${next}.`);
  }
  if ((state === "starting" || state === "connecting") && now - since > START_LIMIT_MS) {
    return problem("warning", since, `still ${state} after ${durationWords(now - since)}.`);
  }
  if (state === "recording" && silentMs(record, now) > silenceLimitMs(record)) {
    const text = `no row for ${durationWords(silentMs(record, now))}, longer than its usual rhythm. ` +
      "The market may be quiet or halted; the connection is open.";
    return problem("warning", now - silentMs(record, now), text);
  }
  return null;
}

function holesProblem(record: SeriesRecord, now: number, problem: Make): Problem | null {
  const holes = record.holes.filter((hole) => now - hole.at < DAY_MS);
  if (holes.length === 0) return null;
  const missingMs = holes.reduce((sum, hole) => sum + (hole.to - hole.from) / 1000, 0);
  const causes = [...new Set(holes.map((hole) => hole.cause))].join(", ");
  const outlook = record.series.type === "orderbook"
    ? "An order book's past cannot be fetched."
    : "It is asked for again.";
  const text = `${countWords(holes.length, "gap")} of ${
    durationWords(missingMs)
  } in all (${causes}). ${outlook}`;
  return problem("warning", holes[0].at, text);
}

function rejectedProblem(record: SeriesRecord, now: number, problem: Make): Problem | null {
  const last = record.lastRejection;
  if (last === null || now - last.at >= HOUR_MS) return null;
  const text = `${
    countWords(record.rejected, "row")
  } refused so far, the last one because of: ${last.reason}`;
  return problem("warning", last.at, text);
}

function silentMs(record: SeriesRecord, now: number): number {
  return now - Math.max(record.lastAt ?? 0, record.since);
}

/** Measured by the median of the series' own pauses: a quiet market is silent without being dead. */
function silenceLimitMs(record: SeriesRecord): number {
  if (record.pauses.length < FEW_PAUSES) return HOUR_MS;
  const median = record.pauses.toSorted((a, b) => a - b)[record.pauses.length >> 1];
  return Math.max(MINUTE_MS, SILENT_PAUSES * median);
}

function diskProblem({ state, problem, at }: DiskReport): Problem[] {
  if (problem === null) return [];
  return [{ severity: state === "low" ? "warning" : "error", sentence: problem, key: null, since: at }];
}

function configProblem({ error, restart, at }: ConfigReport): Problem[] {
  const problem = (severity: Problem["severity"], sentence: string) => [
    { severity, sentence, key: null, since: at },
  ];
  if (error !== null) {
    const what = error.replaceAll("\n", "; ");
    return problem(
      "error",
      `The config file has an error and was not taken: ${what}. Recording goes on with the one before.`,
    );
  }
  if (restart.length === 0) return [];
  const verb = restart.length === 1 ? "has" : "have";
  return problem("warning", `${restart.join(", ")} ${verb} changed: restart tapedeck for that.`);
}

function clockProblem({ exchange, aheadMs, at }: ClockReport): Problem[] {
  if (Math.abs(aheadMs) < CLOCK_LIMIT_MS) return [];
  const length = durationWords(Math.abs(aheadMs));
  const sentence = aheadMs < 0
    ? `This machine's clock is ${length} behind that of ${exchange}: set it right. Rows that seem to come from more ` +
      "than an hour ahead are refused."
    : `This machine's clock is ${length} ahead of that of ${exchange}, or what comes is so old: set it right. ` +
      "What is recorded is proven later than it could be.";
  return [{ severity: "error", sentence, key: null, since: at }];
}

function archivingProblem({ what, error, at }: ArchivingFailure): Problem {
  const sentence = `${what} could not be sealed or merged: ${error}. Its rows are safe where they are; ` +
    "it is tried again each minute.";
  return { severity: "error", sentence, key: null, since: at };
}

function damageProblem({ words, at }: Damage): Problem {
  return { severity: "error", sentence: `${words}.`, key: null, since: at };
}

function quarantineProblem({ path, reason, at }: Quarantined): Problem {
  const sentence = `${path} could not be read and was put into quarantine, unchanged: ${reason}`;
  return { severity: "warning", sentence, key: null, since: at };
}

/** One problem a part, with the error it failed with last. */
function failureProblems(failures: ActorFailure[]): Problem[] {
  const byPath = Map.groupBy(failures, (failure) => failure.path);
  return [...byPath].map(([path, all]) => {
    const { error, at } = all.at(-1)!;
    const sentence = `A part of the program (${path}) failed ${
      countWords(all.length, "time")
    } in the last hour: ${error}`;
    return { severity: "warning", sentence, key: null, since: at };
  });
}
