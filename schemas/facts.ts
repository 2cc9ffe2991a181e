/** Facts: what happened, told by cells, the archiver and the scheduler; the board folds them. Plain data. */
import type { BackfillFact } from "./backfill.ts";
import type { GapCause } from "./evidence.ts";
import type { SyncFact } from "./sync.ts";

/** Totals of one series as the ledger and the files have it. */
export interface SeriesSummary {
  key: string;
  /** Rows in parts and period files. */
  rows: number;
  bytes: number;
  files: number;
  /** µs, of the first and last row on disk; null while there is none. */
  firstUs: number | null;
  lastUs: number | null;
  /** Number of maximal runs of gap, unavailable or unknown between first and last. */
  gapCount: number;
  /** The newest 50 of them, oldest first. */
  gaps: Array<{ from: number; to: number; state: "gap" | "unavailable" | "unknown"; cause?: GapCause }>;
  /** Share of [firstUs, lastUs) that is proven complete, 0 to 1. */
  complete: number;
  /** Oldest first, at most the last 90 that have anything. */
  days: Array<{ day: string; state: DayState }>;
}

export type DayState = "available" | "recorded" | "degraded" | "pending" | "missing";

/** Facts that a cell tells. `at` is local time in ms everywhere. */
export type VenueFact =
  | BackfillFact
  | { type: "venue-opened"; exchange: string; epoch: number; at: number }
  | { type: "venue-failed"; exchange: string; error: string; retryAt: number | null; at: number }
  /** Something about the exchange's markets, or how they are known, in a sentence. */
  | { type: "markets-noted"; exchange: string; level: "info" | "warning"; words: string; at: number }
  | { type: "stream-connecting"; key: string; at: number }
  | { type: "stream-connected"; key: string; at: number }
  | { type: "stream-dropped"; key: string; error: string; retryAt: number; at: number }
  /** Its socket is closed, or not opened, until the disk can take its rows again. */
  | { type: "stream-paused"; key: string; reason: string; at: number }
  /** Ended for good: the reason is one that a user can act on. */
  | { type: "stream-ended"; key: string; reason: string; at: number }
  /** Rows acknowledged (on disk) since the last such fact, and their lowest and highest time; at most one a second and series. */
  | { type: "rows-recorded"; key: string; rows: number; firstUs: number; lastUs: number; at: number }
  | { type: "rows-rejected"; key: string; rows: number; reason: string; at: number }
  | { type: "duplicates-dropped"; key: string; rows: number; at: number }
  | { type: "gap-opened"; key: string; from: number; to: number; cause: GapCause; reason: string; at: number }
  | { type: "gap-healed"; key: string; from: number; to: number; rows: number; at: number }
  | { type: "collect-started"; key: string; at: number }
  | {
    type: "collect-finished";
    key: string;
    rows: number;
    requests: number;
    error: string | null;
    at: number;
  }
  /** A candle's count of trades is not that of the recorded trades, asked again too; a sentence with both numbers. */
  | { type: "counts-differ"; what: string; words: string; at: number }
  /** A segment takes no more rows and waits to be sealed. */
  | { type: "segment-closed"; exchange: string; path: string; at: number }
  /** By what its rows say, this machine's clock is so far ahead of the exchange's (behind: negative); told each minute. */
  | { type: "clock-compared"; exchange: string; aheadMs: number; at: number }
  /** The exchange's request allowance: used share 0 to 1; `waitUntil` while it told us to wait. */
  | { type: "budget-changed"; exchange: string; used: number; waitUntil: number | null; at: number };

/** Facts that the archiver tells. */
export type ArchiveFact =
  /** `rowsByKey`: how many have left the journal. */
  | { type: "segment-sealed"; path: string; rowsByKey: Record<string, number>; at: number }
  | { type: "part-sealed"; key: string; path: string; rows: number; bytes: number; at: number }
  | { type: "period-merged"; key: string; path: string; rows: number; bytes: number; at: number }
  | { type: "series-changed"; summary: SeriesSummary; at: number }
  | { type: "quarantined"; path: string; reason: string; at: number }
  /** A seal or a merge that did not work; it is tried again each minute, and told each time. */
  | { type: "archiving-failed"; what: string; error: string; at: number }
  /** Something of a series is not on disk as it was written; a sentence for a person. */
  | { type: "damage-found"; what: string; words: string; at: number };

/**
 * `low`: history is not fetched; `full`: nothing new is recorded; `unwritable` and `gone`: nothing can be written
 * at all.
 */
export type DiskState = "ok" | "low" | "full" | "unwritable" | "gone";

/** Facts of the control side. */
export type ControlFact =
  | { type: "job-scheduled"; key: string; nextRunAt: number | null; at: number }
  /** What the data folder's disk lets us do, and why it is not all; null: it is all. Free space where it is known. */
  | {
    type: "disk-changed";
    state: DiskState;
    /** Before; the same where only the free space has changed. */
    was: DiskState;
    freeBytes: number | null;
    /** A sentence that says what to do. */
    problem: string | null;
    /** The same in a few words, for what is missing because of it. */
    reason: string | null;
    at: number;
  }
  | { type: "actor-failed"; path: string; error: string; restarts: number; at: number }
  /** The config's file cannot be used as it is now: the one before stays in force. A line for each thing. */
  | { type: "config-refused"; error: string; at: number }
  /** What the file says is in force, but for these settings, which need a new start. */
  | { type: "config-taken"; restart: string[]; at: number };

export type Fact = VenueFact | ArchiveFact | ControlFact | SyncFact;
