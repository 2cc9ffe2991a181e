/**
 * The venue contract: what a cell needs of an exchange, whatever library or protocol is behind it. Adapters
 * are pure in this sense: they keep no row, decide on no hole and write nothing; they hand over what was sent.
 */
import type { BookFrame, Candle, Trade } from "../../schemas/market.ts";
import type { Interval } from "../archive/intervals.ts";

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
  /** Can trades of a range of time be asked? If neither this nor by id, an outage cannot be filled. */
  tradesByTime: boolean;
  /** Are minutes without trades left out of candle answers? If not, each span has a candle. */
  omitsEmptyCandles: boolean;
  /** Do its candles count its trades, one for each raw id that an aggregate spans? */
  candlesCountTrades?: boolean;
  /** Does it serve the candles of days back to each market's listing, so that none shows that none traded? */
  daysSinceListing?: boolean;
  /** Most rows of one answer. */
  candlePage: number;
  tradePage: number;
  /** How long after a candle's close its final form is served, ms. */
  settleMs: number;
  /** No frame at all for so long on a socket means that it is dead, ms. */
  muteMs: number;
  /** `diff`: each change of a book can be had, and shown to be the next one. `sampled`: its state, now and then. */
  books: "diff" | "sampled";
}

export interface Market {
  symbol: string;
  /** The exchange's own name. */
  id: string;
  active: boolean;
  /** The exchange's own word for the state of its market, where it has one: `BREAK`. */
  status?: string;
}

/** How the markets of a venue outlive it, so that the next one need not ask for them. */
export interface MarketKeep {
  /** What made them, with its version: no other can take them back. */
  readonly madeBy: string;
  /** As they were last loaded, one by one, plain data; none before. */
  list(): unknown[];
  /** Takes them instead of asking. Throws where they are no markets. */
  restore(kept: unknown[]): Map<string, Market>;
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
export type SentBook = Omit<BookFrame, "session" | "frame" | "derived">;

export interface BookSink {
  /** What comes now begins with a snapshot. */
  subscribed(symbol: string): void;
  book(symbol: string, book: SentBook): void;
  /** Only of changes: the next one did not come. None is told until `subscribed` is told again. */
  broken(symbol: string, reason: string): void;
  rejected(symbol: string | null, reason: string, frame: string): void;
}

/** Who is served first while the request allowance is short; `heal` where nothing is said. */
export type Priority = "heal" | "history";

/**
 * A page of trades. Asked either from an id on (`fromId` alone), or of a range of time, page by page: each answer's
 * `next` is the query to go on with, so that nobody but the adapter knows how an exchange turns its pages.
 *
 * @example
 * ```ts
 * let query: TradeQuery | null = { symbol: "BTC/USDT", fromUs, toUs, limit: venue.traits.tradePage };
 * while (query !== null) {
 *   const { rows, proven, next } = await venue.fetchTrades(query, signal);
 *   await keep(rows, proven);
 *   query = next;
 * }
 * ```
 */
export interface TradeQuery {
  symbol: string;
  /** From this id on, inclusive (only where `traits.tradesById`) … */
  fromId?: number;
  /** … or from this time on (only where `traits.tradesByTime`) … */
  fromUs?: number;
  /** … up to this time, exclusive, µs; without it up to now. */
  toUs?: number;
  limit: number;
  priority?: Priority;
  /** How the pages before this one ended; only an answer's `next` has it. */
  cursor?: TradeCursor;
}

/** The adapter's own: nobody else looks into it. */
export interface TradeCursor {
  /** The page goes on behind (oldest first) or before (newest first) this id, exclusive. */
  id?: number;
  /** Of serial ids: the row that the next page has to touch, and a hole that may reach into its range, µs. */
  neighborId?: number;
  hole?: Interval;
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
  /**
   * The exchange serves nothing older than this, µs, which may be later than all that was asked; told where it is
   * later than its begin: `unavailable`, and final.
   */
  servedFromUs?: number;
}

/** A page; the rows of a query's pages, all together, are each row of its range once. */
export interface TradeAnswer extends Answer<Trade> {
  /**
   * Ranges, µs, half-open, sorted, whose every trade is in the rows of this page and of those before it. Never past
   * `askedAt` less `settleMs`; never across a hole in serial ids; none where a row was rejected, where the exchange
   * is not known to give all that is asked, or where the answer is empty: believe that once it has been so twice.
   */
  proven: Interval[];
  /** What to ask to go on; null: the exchange has no more of what was asked. */
  next: TradeQuery | null;
}

export interface Venue {
  readonly exchange: string;
  readonly traits: Traits;
  /** Asks the exchange for every market; by ccxt symbol. */
  markets(signal: AbortSignal): Promise<Map<string, Market>>;
  /** Left out where markets cannot be kept. */
  readonly marketKeep?: MarketKeep;
  /** Runs until the signal aborts (resolves) or the connection is lost (throws a {@linkcode VenueFault}). */
  watchTrades(symbols: string[], sink: TradeSink, signal: AbortSignal): Promise<void>;
  /** The top `depth` levels of each book, complete, at most once in `everyMs`; ends as watchTrades does. */
  watchBooks(
    symbols: string[],
    options: { depth: number; everyMs: number },
    sink: BookSink,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Each change of each book as it was sent, every one shown to be the next, after a snapshot that they belong to.
   * {@linkcode VenueFault} `final` where `traits.books` is not `diff`; ends as watchTrades does.
   */
  watchBookDiffs(symbols: string[], sink: BookSink, signal: AbortSignal): Promise<void>;
  /** {@linkcode VenueFault} `final`, with what can be asked instead, where the exchange does not answer that. */
  fetchTrades(query: TradeQuery, signal: AbortSignal): Promise<TradeAnswer>;
  fetchCandles(query: CandleQuery, signal: AbortSignal): Promise<Answer<Candle>>;
  /** Frees sockets; never hangs. */
  close(): Promise<void>;
}
