/** The history of runs: the backfills, and the collects as facts tell of them. */
import type { Fact } from "../../schemas/facts.ts";
import type { RunQuery, RunRecord } from "../../schemas/wire.ts";
import type { Cancel, Clock } from "../kernel/clock.ts";
import type { CollectRun } from "./collect_store.ts";
import { fits, recordOfBackfill, recordOfCollect } from "./run_record.ts";
import type { RunStore } from "./run_store.ts";

export interface RunHistory {
  witness(fact: Fact): void;
  /** Collects of other series than these will not be finished by anyone. */
  configured(keys: ReadonlySet<string>): void;
  /** Newest first, those under way included. */
  list(query: RunQuery): RunRecord[];
  /** Forgets what is older than it is to be kept; done each hour too. */
  tidy(): void;
  /** Collects under way are ended with an error. The store stays open. */
  close(): void;
}

export interface RunHistoryOptions {
  store: RunStore;
  clock: Clock;
  /** Days that a run is kept; asked each time. */
  retentionDays(): number;
}

/** So long are changes gathered for one transaction: thousands of series may run each minute. */
const WRITE_AFTER_MS = 1_000;
const TIDY_EVERY_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
/** Changes that wait for a disk that takes nothing; beyond, the oldest are forgotten. */
const MAX_WAITING = 20_000;
const PROGRAM_ENDED = "the program ended";

type Outcome = Pick<Extract<Fact, { type: "collect-finished" }>, "at" | "rows" | "requests" | "error">;

export function createRunHistory({ store, clock, retentionDays }: RunHistoryOptions): RunHistory {
  const { collects } = store;
  const running = new Map<string, CollectRun>();
  const waiting = new Map<number, CollectRun>();
  let nextId = collects.firstId;
  let lastStartUs = 0;
  let tidiedAt = -Infinity;
  let isOldEnded = false;
  let cancel: Cancel | null = null;

  /** No two begin in the same microsecond: `before` then leaves none out. */
  function startUs(at: number): number {
    const us = Math.round(at * 1_000);
    const isTaken = us <= lastStartUs && lastStartUs < us + 1_000;
    return lastStartUs = isTaken ? lastStartUs + 1 : us;
  }

  function note(run: CollectRun): void {
    waiting.set(run.id, run);
    cancel ??= clock.after(WRITE_AFTER_MS, write);
  }

  function begin(key: string, at: number): void {
    const id = nextId++;
    const counts = { rows: 0, requests: 0, error: null };
    running.set(key, { id, key, status: "running", startedUs: startUs(at), finishedUs: null, ...counts });
    note(running.get(key)!);
  }

  function end(key: string, { at, rows, requests, error }: Outcome): void {
    const run = running.get(key);
    if (!run) return; // nothing was asked for
    running.delete(key);
    const finishedUs = Math.max(run.startedUs, Math.round(at * 1_000));
    note({ ...run, status: error === null ? "done" : "error", finishedUs, rows, requests, error });
  }

  /** What they had got by then is on disk, and counted nowhere. */
  function interrupt(isMeant: (key: string) => boolean, at: number, why: string): void {
    const error = `interrupted: ${why}`;
    for (const key of [...running.keys()].filter(isMeant)) end(key, { at, rows: 0, requests: 0, error });
  }

  function write(): void {
    cancel?.();
    cancel = null;
    isOldEnded ||= store.attempt(() => collects.endInterrupted(`interrupted: ${PROGRAM_ENDED}`));
    if (waiting.size > 0 && store.attempt(() => collects.write(waiting.values()))) waiting.clear();
    for (const id of [...waiting.keys()].slice(0, -MAX_WAITING)) waiting.delete(id);
    if (waiting.size > 0) cancel = clock.after(WRITE_AFTER_MS, write);
    if (clock.elapsed() - tidiedAt >= TIDY_EVERY_MS) tidy();
  }

  function tidy(): void {
    tidiedAt = clock.elapsed();
    const oldest = clock.now() - retentionDays() * DAY_MS;
    store.forgetBefore(oldest);
    store.attempt(() => collects.forgetBefore(oldest * 1_000));
  }

  /** In the store and in `waiting`, which has the newer state. */
  function collectsFor(query: RunQuery): CollectRun[] {
    const stored = collects.list({ ...query, limit: query.limit + waiting.size });
    return [...new Map([...stored.map((run): [number, CollectRun] => [run.id, run]), ...waiting]).values()];
  }

  write();
  return {
    witness(fact) {
      switch (fact.type) {
        case "collect-started":
          end(fact.key, { at: fact.at, rows: 0, requests: 0, error: "interrupted: it began anew" });
          return begin(fact.key, fact.at);
        case "collect-finished":
          return end(fact.key, fact);
        case "venue-failed":
          return interrupt((key) => key.startsWith(`${fact.exchange}/`), fact.at, fact.error);
        case "disk-changed":
          if (fact.state !== "unwritable" && fact.state !== "gone") return;
          return interrupt(() => true, fact.at, fact.reason!);
      }
    },
    configured: (keys) =>
      interrupt((key) => !keys.has(key), clock.now(), "its job is paused, or no longer in the config"),
    list(query) {
      const records = [
        ...query.kind === "collect" ? [] : store.all().map(recordOfBackfill),
        ...query.kind === "backfill" ? [] : collectsFor(query).map(recordOfCollect),
      ];
      return records
        .filter((record) => fits(record, query))
        .sort((a, b) => b.started_at - a.started_at)
        .slice(0, query.limit);
    },
    tidy,
    close() {
      interrupt(() => true, clock.now(), PROGRAM_ENDED);
      write();
      cancel?.();
    },
  };
}
