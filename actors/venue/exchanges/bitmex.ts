/**
 * BitMEX by its own documented interface, as ccxt has no class for it: www.bitmex.com/app/wsAPI for what happens,
 * www.bitmex.com/api/explorer for the past.
 */
import { type Venue, VenueFault } from "../contract.ts";
import { bookTopics, createBitmexBookFeed } from "./bitmex_book_feed.ts";
import { createBitmexHistory } from "./bitmex_history.ts";
import { type BitmexMarket, createBitmexMarkets } from "./bitmex_markets.ts";
import { openBitmexRest } from "./bitmex_rest.ts";
import { type BitmexFeed, runBitmexSocket } from "./bitmex_socket.ts";
import { createBitmexTradeFeed, tradeTopics } from "./bitmex_trade_feed.ts";
import type { CcxtVenueOptions } from "./ccxt.ts";
import { rowOf } from "./traits.ts";

export type BitmexVenueOptions = Pick<CcxtVenueOptions, "endpoint" | "clock" | "budget" | "fetch">;

/** Asks the exchange nothing yet. */
export function openBitmexVenue(options: BitmexVenueOptions): Venue {
  const { endpoint = null, clock } = options;
  const { traits } = rowOf("bitmex");
  const closing = new AbortController();
  const rest = openBitmexRest({ ...options, endpoint, closing: closing.signal });
  const markets = createBitmexMarkets(rest);
  const history = createBitmexHistory(rest, clock);

  /** Watches until the signal or the venue ends it, which may be before the markets are known. */
  async function watch(
    what: string,
    symbols: string[],
    caller: AbortSignal,
    subscription: (found: BitmexMarket[]) => { topics: string[]; feed: BitmexFeed },
  ) {
    const signal = AbortSignal.any([caller, closing.signal]);
    const named = `${what} of ${symbols.join(", ")} on bitmex`;
    try {
      const { topics, feed } = subscription(await markets.find(symbols, signal));
      await runBitmexSocket({ what: named, topics, endpoint, clock, muteMs: traits.muteMs, signal }, feed);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
    }
  }

  return {
    exchange: "bitmex",
    traits,

    markets: markets.load,
    marketKeep: markets.keep,
    watchTrades(symbols, sink, signal) {
      return watch("trades", symbols, signal, (found) => (
        { topics: tradeTopics(found), feed: createBitmexTradeFeed(found, sink) }
      ));
    },
    watchBooks(symbols, sampling, sink, signal) {
      return watch("books", symbols, signal, (found) => ({
        topics: bookTopics(found, sampling.depth),
        feed: createBitmexBookFeed(found, sink, { ...sampling, clock }),
      }));
    },
    watchBookDiffs() {
      const what = `nothing is known by which one shows that none of bitmex's is missing`;
      const why = `Cannot record each book change: ${what}; leave out "raw" and its books are sampled`;
      return Promise.reject(new VenueFault("final", why));
    },
    async fetchTrades(query, signal) {
      const [market] = await markets.find([query.symbol], signal);
      return await history.fetchTrades(market, query, signal);
    },
    async fetchCandles(query, signal) {
      const [market] = await markets.find([query.symbol], signal);
      return await history.fetchCandles(market, query, signal);
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}
