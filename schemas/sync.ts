/** What the syncs to remotes tell: plain data, for log, board and incidents. */

/** `remote` is as the config has it. `at` is local time in ms. */
export type SyncFact =
  | { type: "sync-started"; remote: string; at: number }
  /** At most one a second and remote. */
  | { type: "sync-progressed"; remote: string; progress: SyncProgress; at: number }
  | {
    type: "sync-finished";
    remote: string;
    /** `done`: all that was to be there is there, and was checked. `stopped`: asked to, or no longer wanted. */
    outcome: "done" | "failed" | "stopped";
    /** Brought there and checked in this sync, failed ones included. */
    files: number;
    bytes: number;
    /** Merged parts that were removed there. */
    removed: number;
    /** What went wrong and what to do; null where nothing did. */
    error: string | null;
    retryAt: number | null;
    at: number;
  }
  /** Files that every remote holds were removed here; `remote` is on record as the one that has them. */
  | { type: "purge-finished"; remote: string; files: number; bytes: number; error: string | null; at: number }
  /** Files of a series that a remote held were brought back. `late`: since rows of their time had come. */
  | {
    type: "restore-finished";
    series: string;
    why: "asked" | "late";
    files: number;
    bytes: number;
    error: string | null;
    at: number;
  };

/** How far a sync is. What is there already does not count. */
export interface SyncProgress {
  files: number;
  bytes: number;
  totalFiles: number;
  totalBytes: number;
  /** null: nothing is being copied at the moment. */
  bytesPerSecond: number | null;
}
