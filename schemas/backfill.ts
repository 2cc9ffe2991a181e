/** Backfills: what a cell is told to ask for, and what it tells of it. Plain data. */

/** A series whose history is asked for, as part of one run. */
export interface BackfillTask {
  /** The run's id. */
  run: string;
  key: string;
  /** From here on, µs, until now. */
  fromUs: number;
}

export type BackfillCommand =
  /** Again for a task that is under way: no change. */
  | ({ type: "backfill" } & BackfillTask)
  /** What is in flight is written, nothing more is asked. */
  | { type: "cancel-backfill"; run: string; key: string };

/** Of one task. A window is what is asked, proven and put on disk at once. */
export interface BackfillCounts {
  /** Windows whose rows and evidence are on disk. */
  done: number;
  total: number;
  /** Windows that were given up. */
  failed: number;
  rows: number;
  requests: number;
}

export type BackfillFact =
  | ({ type: "backfill-progressed"; run: string; key: string; at: number } & BackfillCounts)
  | ({
    type: "backfill-finished";
    run: string;
    key: string;
    /** `failed`: not everything that was to be asked was answered; `reason` says why. */
    outcome: "done" | "failed" | "cancelled";
    reason: string | null;
    at: number;
  } & BackfillCounts);
