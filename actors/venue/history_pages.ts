/** What a series lacks, and what answers about it mean: the part of a history that knows the kind of its rows. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Interval } from "../archive/intervals.ts";
import type { Priority } from "./contract.ts";

/** A page as it goes to disk. */
export interface HistoryPage<Row, Query> {
  rows: Row[];
  evidence: Evidence[];
  /** What to ask to go on in the window; null: it is done. */
  next: Query | null;
}

export interface HistoryPages<Row, Query, Answer> {
  /** Where a scheduled collection begins, µs. */
  readonly beginUs: number;
  /** Up to where all is over and can be asked for by now, µs. */
  closedUs(): number;
  /** The oldest window from this time on that is neither settled nor among the `busy` ones; null: there is none. */
  next(fromUs: number, busy: Interval[]): Interval | null;
  /** About how many windows there are still to ask for. */
  countLeft(fromUs: number, busy: Interval[]): number;
  ask(window: Interval, query: Query | null, signal: AbortSignal): Promise<Answer>;
  read(window: Interval, query: Query | null, answer: Answer): HistoryPage<Row, Query>;
  /** The page is on disk. */
  written(page: HistoryPage<Row, Query>): void;
  /** A run begins or has ended: `range` is what all that are under way ask for; null: none is. */
  claim?(range: Interval | null): void;
}

/** What is near the present is asked for before what is long past. */
export const priorityOf = ({ to }: Interval, nowMs: number): Priority =>
  to > nowMs * 1_000 - RECENT_US ? "heal" : "history";

const RECENT_US = 3_600e6;
