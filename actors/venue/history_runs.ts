/** Runs over the history of a series, and the windows that they have asked for. */
import type { BackfillCounts } from "../../schemas/backfill.ts";
import type { Interval } from "../archive/intervals.ts";

export interface HistoryRun {
  /** Of a backfill; null: a scheduled collection. */
  id: string | null;
  /** µs. */
  fromUs: number;
  /** What it does not ask for: what comes after its end, and what it gave up. */
  passedOver: Interval[];
  /** Windows before this one were asked for. */
  cursorUs: number;
  counts: BackfillCounts;
  /** Windows given up in a row. */
  givenUp: number;
  /** Of the first window that was given up. */
  reason: string | null;
  /** Nothing more is asked for. */
  isEnding: boolean;
  isCancelled: boolean;
}

/** In flight, being written, or to be asked again. */
export interface AskedWindow<Query> extends Interval {
  run: HistoryRun;
  /** What to ask to go on in it; null: its first page. */
  query: Query | null;
  /** At its present page. */
  attempts: number;
  isWaiting: boolean;
}

/** An exchange that gives nothing at all for so many windows one after the other is not asked for more. */
const GIVE_UP_AFTER = 8;

/** `toUs`: Infinity goes on with the present until it has caught up. */
export function newRun(id: string | null, { fromUs, toUs }: { fromUs: number; toUs: number }): HistoryRun {
  const counts = { done: 0, total: 0, failed: 0, rows: 0, requests: 0 };
  return {
    id,
    fromUs,
    passedOver: [{ from: toUs, to: Infinity }],
    cursorUs: fromUs,
    counts,
    givenUp: 0,
    reason: null,
    isEnding: false,
    isCancelled: false,
  };
}

/** The window is on disk. */
export function succeed(run: HistoryRun): void {
  run.counts.done++;
  run.givenUp = 0;
}

/** The window is not asked for again by its run; another run that passed it over takes it up. */
export function giveUp(window: Interval & { run: HistoryRun }, reason: string, runs: HistoryRun[]): void {
  const { run } = window;
  run.counts.failed++;
  run.passedOver.push({ from: window.from, to: window.to });
  run.reason ??= reason;
  if (++run.givenUp >= GIVE_UP_AFTER) run.isEnding = true;
  for (const other of runs) {
    if (other !== run) other.cursorUs = Math.max(other.fromUs, Math.min(other.cursorUs, window.from));
  }
}

export function outcomeOf({ isCancelled, counts, reason }: HistoryRun): "done" | "failed" | "cancelled" {
  if (isCancelled) return "cancelled";
  return counts.failed > 0 || reason !== null ? "failed" : "done";
}
