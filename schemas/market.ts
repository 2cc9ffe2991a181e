/**
 * The rows that tapedeck records. Times are microseconds since 1970 UTC, whole numbers (exact in a double
 * until the year 2255); prices and amounts are the doubles nearest to the text that the exchange sent.
 */

export type Side = "buy" | "sell";

/** One trade, or one aggregate of trades where the venue aggregates. */
export interface Trade {
  /** Exchange time, µs. */
  ts: number;
  /** Local time of receipt, µs; null means that the row came by REST. */
  tsRecv: number | null;
  /** The exchange's id as text; null where it sends none. */
  id: string | null;
  /** First and last raw trade id of an aggregate; null where the venue does not aggregate. */
  firstId: number | null;
  lastId: number | null;
  price: number;
  /** In base currency (contracts: as the exchange sends it). */
  amount: number;
  /** The taker's side; null where the exchange does not say. */
  side: Side | null;
}

/** One closed candle. */
export interface Candle {
  /** Open time, µs. */
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quoteVolume: number | null;
  /** Number of raw trades. */
  trades: number | null;
  takerBuyVolume: number | null;
}

export interface Level {
  side: "bid" | "ask";
  price: number;
  /** 0 deletes the level. */
  amount: number;
}

/** One book message: a whole snapshot or one update, its levels in the order sent (bids first). */
export interface BookFrame {
  ts: number;
  tsRecv: number;
  /** Unique per subscription: no two subscriptions of a series share it. */
  session: number;
  /** Counts from 0 within the session. */
  frame: number;
  /** The exchange's own sequence number, where it has one. */
  seq: number | null;
  isSnapshot: boolean;
  /** Made by tapedeck from what was sent, not sent as such. */
  derived: boolean;
  levels: Level[];
}

/** Rows of one series, tagged with their type. */
export type Rows =
  | { type: "trades"; rows: Trade[] }
  | { type: "ohlc"; rows: Candle[] }
  | { type: "orderbook"; rows: BookFrame[] };
