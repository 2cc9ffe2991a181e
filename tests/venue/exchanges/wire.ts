/** How an exchange of the contract suite speaks: a table of what it sends, after its documents. */
import type { FaultKind } from "../../../actors/venue/contract.ts";
import type { PastCandle, PastTrade } from "./history_truth.ts";

export interface Asked {
  /** Without the host. */
  path: string;
  query: URLSearchParams;
  /** Of a POST. */
  body: Record<string, unknown>;
}

/** Which rows an exchange takes for an answer: of those kept, so many of one end. */
export interface Selection<Row> {
  keep(row: Row): boolean;
  end: "oldest" | "newest";
  limit: number;
}

export interface Refusal {
  status?: number;
  body: unknown;
  kind: FaultKind;
}

export interface Endpoint<Row> {
  is(asked: Asked): boolean;
  select(asked: Asked): Selection<Row> | Refusal;
  /** Ascending rows as the exchange sends them. */
  write(rows: Row[], asked: Asked): unknown;
}

export interface Wire {
  exchange: string;
  options?: Record<string, unknown>;
  symbol: string;
  /** Its instruments, and whatever else it is asked for before; undefined: not that. */
  markets(asked: Asked): unknown;
  trades?: Endpoint<PastTrade> & {
    /** Rows of a full page, and the unit of its times. */
    page: number;
    unitUs: number;
    /** How far back trades go: to the listing, or the newest page. */
    reach: "all" | "newest";
  };
  candles: Endpoint<PastCandle> & {
    omits?: boolean;
    /** Only so many of the newest are served. */
    newest?: number;
  };
  /** What it says when it refuses, in its own words. */
  refusals: Record<string, Refusal>;
}

export const number = (value: unknown, otherwise: number) =>
  value === null || value === undefined || value === "" ? otherwise : Number(value);
export const msOf = ({ us }: PastTrade) => Math.floor(us / 1_000);
export const iso = (us: number) =>
  new Date(Math.floor(us / 1_000)).toISOString().replace(
    /\d{3}Z$/,
    String(us % 1_000_000).padStart(6, "0") + "Z",
  );
/** Candles whose open lies in a range of ms, both ends inclusive. */
export const between = (fromMs: number, toMs: number) => ({ ms }: PastCandle) => ms >= fromMs && ms <= toMs;
