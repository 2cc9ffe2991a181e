/** A venue that says what a test has it say, for what a real one does not do on demand. */
import type {
  Answer,
  BookSink,
  CandleQuery,
  Market,
  TradeAnswer,
  TradeQuery,
  TradeSink,
  Traits,
  Venue,
} from "../../actors/venue/contract.ts";
import type { Candle, Trade } from "../../schemas/market.ts";

/** Binance's, but for shorter pages. */
export const TRAITS: Traits = {
  tradeIds: "serial",
  tradesById: true,
  tradesByTime: true,
  omitsEmptyCandles: false,
  candlePage: 10,
  tradePage: 10,
  settleMs: 3_000,
  muteMs: 30_000,
  books: "diff",
};

/** A subscription that is open: what is told to its sink comes by its socket. */
export interface Watch {
  symbols: string[];
  sink: TradeSink;
  /** The connection is lost. */
  fail(error: Error): void;
}

export interface ScriptedVenue extends Venue {
  /** All that were opened, the newest last. */
  watches: Watch[];
  /** Of those of books, the newest last. */
  bookSinks: BookSink[];
  tradeQueries: TradeQuery[];
  candleQueries: CandleQuery[];
}

export interface Script {
  traits?: Partial<Traits>;
  markets?: () => Market[];
  trades?: (query: TradeQuery) => Trade[] | TradeAnswer;
  candles?: (query: CandleQuery) => Candle[] | Answer<Candle>;
  /** Local time, ms: when its answers are from. */
  now(): number;
}

export function scriptedVenue({ traits, markets, trades, candles, now }: Script): ScriptedVenue {
  const watches: Watch[] = [];
  const bookSinks: BookSink[] = [];
  const [tradeQueries, candleQueries]: [TradeQuery[], CandleQuery[]] = [[], []];
  const answerOf = <Row>(said: Row[] | Answer<Row>): Answer<Row> =>
    Array.isArray(said) ? { rows: said, rejected: 0, reason: null, askedAt: now() * 1_000 } : said;
  /** Without a script's own word on it, a full page has a next one by id, and nothing is proven. */
  const tradesOf = (said: Trade[] | TradeAnswer, { limit, ...query }: TradeQuery): TradeAnswer => {
    if (!Array.isArray(said)) return said;
    const next = said.length < limit ? null : { ...query, limit, fromId: Number(said.at(-1)!.id) + 1 };
    return { ...answerOf(said), proven: [], next };
  };

  function watch(symbols: string[], sink: TradeSink, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve());
    watches.push({ symbols, sink, fail: reject });
    return promise;
  }

  function watchBooks(symbols: string[], sink: BookSink, signal: AbortSignal): Promise<void> {
    bookSinks.push(sink);
    return watch(symbols, { ...sink, trade: () => {} }, signal);
  }

  return {
    exchange: "scripted",
    traits: { ...TRAITS, ...traits },
    watches,
    bookSinks,
    tradeQueries,
    candleQueries,
    markets() {
      const all = markets?.() ?? [{ symbol: "BTC/USDT", id: "BTCUSDT", active: true }];
      return Promise.resolve(new Map(all.map((market) => [market.symbol, market])));
    },
    watchTrades: watch,
    watchBooks: (symbols, _options, sink, signal) => watchBooks(symbols, sink, signal),
    watchBookDiffs: watchBooks,
    // deno-lint-ignore require-await -- so that a script's throw is a rejection
    async fetchTrades(query) {
      tradeQueries.push(query);
      return tradesOf(trades?.(query) ?? [], query);
    },
    // deno-lint-ignore require-await
    async fetchCandles(query) {
      candleQueries.push(query);
      return answerOf(candles?.(query) ?? []);
    },
    close: () => Promise.resolve(),
  };
}
