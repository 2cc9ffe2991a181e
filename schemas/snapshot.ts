/** The board's snapshot: everything that the dashboard and the status routes show, in one piece of plain data. */
import type { DiskState, SeriesSummary } from "./facts.ts";

/**
 * `waiting`: a candle series between runs. `retrying`: after a fault, until `retryAt`. `paused`: until the disk can
 * take its rows.
 */
export type SeriesState =
  | "starting"
  | "connecting"
  | "recording"
  | "waiting"
  | "collecting"
  | "retrying"
  | "paused"
  | "stopped"
  | "ended";

export interface SeriesView {
  key: string;
  exchange: string;
  /** With `/`. */
  pair: string;
  type: "ohlc" | "trades" | "orderbook";
  span: string | null;
  state: SeriesState;
  /** The state in words a person would say, e.g. `recording, last row at 14:03:09 UTC`. */
  sentence: string;
  rowsPerSecond: number;
  /** Rows of each of the last 60 seconds, oldest first. */
  spark: number[];
  /** Acknowledged, in files and journal. */
  rows: number;
  /** Exchange time of the first and last row, µs; local time of the last one's acknowledgement, ms. */
  firstUs: number | null;
  lastUs: number | null;
  lastAt: number | null;
  rejected: number;
  duplicates: number;
  /** Consecutive errors, and the last one. */
  errors: number;
  lastError: string | null;
  lastRunAt: number | null;
  lastSuccessAt: number | null;
  retryAt: number | null;
  nextRunAt: number | null;
  /** Open or unhealed holes seen live, newest first, at most 20. */
  holes: Array<{ from: number; to: number; cause: string; reason: string; at: number }>;
  disk: SeriesSummary | null;
}

export interface VenueView {
  exchange: string;
  state: "starting" | "open" | "failed";
  error: string | null;
  retryAt: number | null;
  /** Share of the request allowance used in the current window, 0 to 1. */
  budgetUsed: number;
  waitUntil: number | null;
}

export interface Problem {
  severity: "warning" | "error";
  /** A sentence, with what to do where something can be done. */
  sentence: string;
  key: string | null;
  since: number;
}

export interface Snapshot {
  /** Rises with every change. */
  revision: number;
  version: string;
  now: number;
  startedAt: number;
  dataFolder: string;
  configPath: string;
  /** `sandbox` is true while only the built-in exchange is recorded. */
  sandbox: boolean;
  verdict: { state: "starting" | "ok" | "warning" | "error"; sentence: string };
  rowsPerSecond: number;
  spark: number[];
  rows: number;
  bytes: number;
  /** Of the disk that the data folder is on; null: not known. */
  disk: { state: DiskState; freeBytes: number | null };
  series: SeriesView[];
  venues: VenueView[];
  problems: Problem[];
}
