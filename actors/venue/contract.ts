/**
 * The venue contract: what a cell needs of an exchange, whatever library or protocol is behind it. Adapters
 * are pure in this sense: they keep no row, decide on no hole and write nothing; they hand over what was sent.
 */
import type { BookFrame, Candle, Trade } from "../../schemas/market.ts";

export type FaultKind =
  /** A dropped, mute or refused connection, a timeout, a 5xx: try again with backoff. */
  | "network"
  /** The exchange told us to wait (429), or banned us (418): nothing may be asked before `retryAfterMs`. */
  | "rate-limit"
  /** An answer that cannot be understood. Try again; never store any of it. */
  | "garbage"
  /** It will not work by trying again: an unknown symbol, a bad option. The message says what to do. */
  | "final";

/** The only error that an adapter throws on purpose; anything else is a defect. */
export class VenueFault extends Error {
  constructor(readonly kind: FaultKind, message: string, readonly retryAfterMs: number | null = null) {
    super(message);
    this.name = "VenueFault";
  }
}

/** What an exchange's ids and answers are worth; a table row per exchange, see exchanges/traits.ts. */
export interface Traits {
  /** `serial`: whole numbers without holes per symbol. `opaque`: unique at best. */
  tradeIds: "serial" | "opaque";
  /** Can trades be asked by id, from one id on (inclusive)? */
  tradesById: boolean;
  /** Can trades be asked from a time on? If neither this nor by id, an outage cannot be filled. */
  tradesByTime: boolean;
  /** Are minutes without trades left out of candle answers? If not, each span has a candle. */
  omitsEmptyCandles: boolean;
  /** Most rows of one answer. */
  candlePage: number;
  tradePage: number;
  /** How long after a candle's close its final form is served, ms. */
  settleMs: number;
  /** No frame at all for so long on a socket means that it is dead, ms. */
  muteMs: number;
}

export interface Market {
  symbol: string;
  /** The exchange's own name. */
  id: string;
  active: boolean;
}

/**
 * Receives what a socket delivers, synchronously and in the order of arrival. `rejected` is told of a frame
 * that no row may be made of: unknown protocol, missing or impossible fields (`symbol` null: not even that).
 */
export interface TradeSink {
  subscribed(symbol: string): void;
  trade(symbol: string, trade: Trade): void;
  rejected(symbol: string | null, reason: string, frame: string): void;
}

/** `session`, `frame` and `derived` are the stream's to give. */
export type SampledBook = Pick<BookFrame, "ts" | "tsRecv" | "seq" | "levels">;

export interface BookSink {
  subscribed(symbol: string): void;
  book(symbol: string, book: SampledBook): void;
  rejected(symbol: string | null, reason: string, frame: string): void;
}

/** Who is served first while the request allowance is short; `heal` where nothing is said. */
export type Priority = "heal" | "history";

export interface TradeQuery {
  symbol: string;
  /** From this id on, inclusive (only where `traits.tradesById`) … */
  fromId?: number;
  /** … or from this time on, µs, inclusive. */
  fromUs?: number;
  limit: number;
  priority?: Priority;
}

export interface CandleQuery {
  symbol: string;
  span: string;
  /** Open times asked for: half-open, µs, both multiples of the span. At most `traits.candlePage` of them. */
  fromUs: number;
  toUs: number;
  priority?: Priority;
}

export interface Answer<Row> {
  /** Ascending by id (serial) or time; each one checked. Only closed candles. */
  rows: Row[];
  /** Rows of the answer that no row was made of, with the reason of the first. */
  rejected: number;
  reason: string | null;
  /** The lower of the local clock before asking and the exchange's own time in the answer, µs. */
  askedAt: number;
}

export interface Venue {
  readonly exchange: string;
  readonly traits: Traits;
  /** Every market by ccxt symbol. */
  markets(signal: AbortSignal): Promise<Map<string, Market>>;
  /** Runs until the signal aborts (resolves) or the connection is lost (throws a {@linkcode VenueFault}). */
  watchTrades(symbols: string[], sink: TradeSink, signal: AbortSignal): Promise<void>;
  /** The top `depth` levels of each book, complete, at most once in `everyMs`; ends as watchTrades does. */
  watchBooks(
    symbols: string[],
    options: { depth: number; everyMs: number },
    sink: BookSink,
    signal: AbortSignal,
  ): Promise<void>;
  fetchTrades(query: TradeQuery, signal: AbortSignal): Promise<Answer<Trade>>;
  fetchCandles(query: CandleQuery, signal: AbortSignal): Promise<Answer<Candle>>;
  /** Frees sockets; never hangs. */
  close(): Promise<void>;
}
