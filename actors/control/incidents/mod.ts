/** Incidents from facts: what dashboard and alerts speak of, kept between runs of the program. */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import type { SqliteFile } from "../sqlite_file.ts";
import { type Case, holeCounts, openedAt } from "./case.ts";
import { createCasebook } from "./casebook.ts";
import type { Incident, IncidentChange } from "./incident.ts";
import { adviceOf, sentenceOf } from "./sentence.ts";
import type { Witnessed } from "./signals.ts";
import { openIncidentStore } from "./store.ts";

export type { Incident, IncidentChange } from "./incident.ts";
export { recordOfIncident } from "./record.ts";
export type { Witnessed } from "./signals.ts";

export interface Incidents {
  /** Within a second it is known what the fact means. */
  witness(fact: Witnessed): void;
  /** These series are wanted from now on, streams and histories: what befalls others is no incident any more. */
  recording(keys: ReadonlySet<string>): void;
  /**
   * Newest first; at most `limit`, and those that began at the same moment as the last one. `before`, ms: that began
   * before.
   */
  list(query: { limit: number; before?: number; open?: boolean }): Incident[];
  /** Told at most once a second of each. One that another life left open is told of as closed. */
  subscribe(listener: (change: IncidentChange) => void): Cancel;
  /** Those that are open stay so in the file; the next start closes them. */
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

export interface IncidentsOptions {
  /** Days that an incident is kept; asked each time. */
  retentionDays?(): number;
  /** Told once when the file cannot be written, until it can be again; what was not written is tried again. */
  failed?(error: Error): void;
}

const LOOK_EVERY_MS = 1_000;
/** So exactly is known when the program was killed. */
const ALIVE_EVERY_MS = 10_000;
const TIDY_EVERY_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const MAX_SHOWN_SERIES = 50;

/** Opens the record at `path`, made if need be. Throws where it cannot be opened or written. */
export function openIncidents(
  path: string,
  clock: Clock,
  { retentionDays = () => 90, failed = () => {} }: IncidentsOptions = {},
): Incidents {
  const store = openIncidentStore(path);
  let nextId = store.firstId;
  const life = { startedAt: clock.now(), ...store.before ?? { aliveAt: null, ended: "stopped" as const } };
  const book = createCasebook({ life, known: store.known, nextId: () => nextId++ });
  const listeners = new Set<(change: IncidentChange) => void>();
  const tell = createTeller(listeners);
  const unwritten = new Set<Case>();
  const gone = new Set<number>();
  let writtenAt = -Infinity;
  let tidiedAt = -Infinity;
  let isFailing = false;
  let cancel: Cancel | null = null;

  function look(): void {
    cancel = clock.after(LOOK_EVERY_MS, look);
    const now = clock.now();
    const changes = book.pass(now);
    for (const { each } of changes) unwritten.add(each);
    if (clock.elapsed() - tidiedAt >= TIDY_EVERY_MS) tidy(now);
    if (unwritten.size + gone.size > 0 || clock.elapsed() - writtenAt >= ALIVE_EVERY_MS) write(now);
    for (const { type, each } of changes) tell({ type, incident: incidentOf(each, now) });
  }

  function tidy(now: number): void {
    tidiedAt = clock.elapsed();
    for (const each of book.forgetBefore(now - retentionDays() * DAY_MS)) {
      unwritten.delete(each);
      if (each.id !== null) gone.add(each.id);
    }
  }

  function write(aliveAt: number): void {
    writtenAt = clock.elapsed();
    attempt(() => {
      store.write({ kept: unwritten, gone, aliveAt });
      unwritten.clear();
      gone.clear();
    });
  }

  function attempt(action: () => void): void {
    try {
      action();
      isFailing = false;
    } catch (error) {
      if (!isFailing) failed(error as Error);
      isFailing = true;
    }
  }

  // Whoever is told of changes has not subscribed yet.
  cancel = clock.after(LOOK_EVERY_MS, look);
  write(clock.now());
  return {
    witness: book.fold,
    recording: (keys) => book.recording(keys, clock.now()),
    list: (query) => newestFirst(book.incidents(), query).map((each) => incidentOf(each, clock.now())),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      cancel?.();
      look();
      cancel?.();
      attempt(() => store.stopped(clock.now()));
      store.close();
    },
    quarantined: store.quarantined,
  };
}

/** Tells of no change that nobody could see. */
function createTeller(listeners: Iterable<(change: IncidentChange) => void>) {
  /** What was told last, of those that are open. */
  const told = new Map<string, string>();
  return (change: IncidentChange): void => {
    const { type, incident } = change;
    const text = JSON.stringify(incident);
    if (type === "changed" && told.get(incident.id) === text) return;
    if (incident.closedAt === null) told.set(incident.id, text);
    else told.delete(incident.id);
    for (const listener of listeners) listener(change);
  };
}

function newestFirst(
  incidents: Case[],
  { limit, before = Infinity, open }: Parameters<Incidents["list"]>[0],
): Case[] {
  const fit = incidents
    .filter((each) => openedAt(each) < before && (open === undefined || open === (each.closedAt === null)))
    .sort((a, b) => openedAt(b) - openedAt(a));
  const last = fit[limit - 1];
  return last ? fit.filter((each) => openedAt(each) >= openedAt(last)) : fit;
}

function incidentOf(each: Case, now: number): Incident {
  const { id, kind, severity, exchange, series, closedAt, reason, failures } = each;
  const { opened, healed, refillable } = holeCounts(each);
  return {
    id: `incident_${id}`,
    kind,
    severity,
    exchange,
    series: [...series.keys()].sort().slice(0, MAX_SHOWN_SERIES),
    seriesCount: series.size,
    openedAt: openedAt(each),
    closedAt,
    sentence: sentenceOf(each, now),
    advice: adviceOf(each),
    reason: reason?.words ?? null,
    holes: { opened, healed, refillable },
    failures,
  };
}
