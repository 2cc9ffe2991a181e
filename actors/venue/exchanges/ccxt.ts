/** An exchange through ccxt: the venue contract over one ccxt object. */
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../budget.ts";
import { type Venue, VenueFault } from "../contract.ts";
import { createBookDiffFeed } from "./book_diff_feed.ts";
import { createBookFeed } from "./book_feed.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import type { Fetch } from "./guarded_fetch.ts";
import { createHistory } from "./history.ts";
import { loadCcxtClass } from "./load.ts";
import { createMarkets } from "./markets.ts";
import { openSession } from "./session.ts";
import { createTradeFeed } from "./trade_feed.ts";
import { rowOf } from "./traits.ts";
import { type Feed, markHandlers, runWatch } from "./watch.ts";

export interface CcxtVenueOptions {
  /** ccxt's id, or `sandbox`: Binance's spot protocol at the endpoint. */
  exchange: string;
  /** Takes every URL of the exchange, the real host as first path segment; null: the exchange itself. */
  endpoint?: string | null;
  /** ccxt's own options for the exchange. */
  options?: Record<string, unknown>;
  clock: Clock;
  budget: Budget;
  fetch: Fetch;
}

/**
 * Loads the exchange's class; asks the exchange nothing yet. Throws {@linkcode VenueFault} `final` where ccxt has no
 * such exchange, or where the sandbox has no endpoint.
 *
 * @example
 * ```ts
 * const clock = realClock();
 * const venue = await openCcxtVenue({ exchange: "kraken", clock, budget: createBudget(clock), fetch });
 * await venue.watchTrades(["BTC/USD"], sink, signal);
 * ```
 */
export async function openCcxtVenue(options: CcxtVenueOptions): Promise<Venue> {
  const { exchange, clock, endpoint = null } = options;
  if (exchange === "sandbox" && endpoint === null) {
    throw new VenueFault("final", `Cannot open exchange "sandbox": it needs an endpoint`);
  }
  const row = rowOf(exchange);
  const type = await loadCcxtClass(row.className ?? exchange);
  const closing = new AbortController();
  const session = openSession(type, {
    ...options,
    row,
    endpoint,
    options: options.options ?? {},
    closing: closing.signal,
  });
  markHandlers(session.ccxt);
  const markets = createMarkets(exchange, session, closing.signal);
  const history = createHistory(session, row, clock);

  /** Watches until the signal or the venue ends it, which may be before the markets are known. */
  async function watch(
    what: string,
    symbols: string[],
    caller: AbortSignal,
    feedOf: (m: CcxtMarket[]) => Feed,
  ) {
    const signal = AbortSignal.any([caller, closing.signal]);
    const named = `${what} of ${symbols.join(", ")} on ${exchange}`;
    try {
      const feed = feedOf(await markets.find(symbols, signal));
      await runWatch({ what: named, ccxt: session.ccxt, row, clock, signal }, feed);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
    }
  }

  return {
    exchange,
    traits: row.traits,

    markets: markets.load,
    marketKeep: markets.keep,
    watchTrades(symbols, sink, signal) {
      return watch("trades", symbols, signal, (found) => createTradeFeed(found, row, sink));
    },
    watchBooks(symbols, { depth, everyMs }, sink, signal) {
      const sampling = { depth, everyMs, clock };
      return watch("books", symbols, signal, (found) => createBookFeed(found, row, sink, sampling));
    },
    async watchBookDiffs(symbols, sink, signal) {
      if (row.traits.books !== "diff") throw noDiffs(exchange);
      const parts = { session, row, clock };
      await watch("book changes", symbols, signal, (found) => createBookDiffFeed(found, sink, parts));
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

function noDiffs(exchange: string): VenueFault {
  const what = `nothing is known by which one shows that none of ${exchange}'s is missing`;
  return new VenueFault(
    "final",
    `Cannot record each book change: ${what}; leave out "raw" and its books are sampled`,
  );
}
