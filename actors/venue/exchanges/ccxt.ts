/** An exchange through ccxt: the venue contract over one ccxt object. */
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../budget.ts";
import { type Market, type Venue, VenueFault } from "../contract.ts";
import { createBookFeed } from "./book_feed.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import type { Fetch } from "./guarded_fetch.ts";
import { createHistory } from "./history.ts";
import { loadCcxtClass } from "./load.ts";
import { openSession } from "./session.ts";
import { nearestSymbols } from "./symbols.ts";
import { createTradeFeed } from "./trade_feed.ts";
import { rowOf } from "./traits.ts";
import { markHandlers, runWatch } from "./watch.ts";

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
  const session = openSession(type, { ...options, row, endpoint, options: options.options ?? {} });
  const { ccxt } = session;
  markHandlers(ccxt);
  const history = createHistory(session, row, clock);
  const closing = new AbortController();
  let loading: Promise<Record<string, CcxtMarket>> | null = null;

  /** The first call loads; those that come meanwhile wait for the same answer, and end with their own signal. */
  async function loaded(signal: AbortSignal) {
    if (ccxt.markets !== undefined && loading === null) return ccxt.markets;
    loading ??= session.ask("ask the markets", () => ccxt.loadMarkets(true), { signal: closing.signal })
      .then(({ value }) => value)
      .finally(() => loading = null);
    return await orAborted(loading, signal);
  }

  async function marketOf(symbol: string, signal: AbortSignal): Promise<CcxtMarket> {
    const markets = await loaded(signal);
    if (Object.hasOwn(markets, symbol)) return markets[symbol];
    const nearest = nearestSymbols(symbol, Object.keys(markets), 3).join(", ");
    throw new VenueFault(
      "final",
      `Cannot record "${symbol}": ${exchange} has no such market; nearest: ${nearest}`,
    );
  }

  /** Symbols by the exchange's name for each. */
  async function named(symbols: string[], signal: AbortSignal): Promise<Map<string, string>> {
    const markets = await Promise.all(symbols.map((symbol) => marketOf(symbol, signal)));
    return new Map(markets.map(({ id, symbol }) => [id, symbol]));
  }

  /** The signal of a watch: it ends with the venue too. */
  function untilClosed(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, closing.signal]);
  }

  return {
    exchange,
    traits: row.traits,

    async markets(signal) {
      const { value } = await session.ask("ask the markets", () => ccxt.loadMarkets(true), { signal });
      return new Map(Object.values(value).map((market) => [market.symbol, marketRow(market)]));
    },

    async watchTrades(symbols, sink, signal) {
      const feed = createTradeFeed(await named(symbols, signal), row, sink);
      const what = `trades of ${symbols.join(", ")} on ${exchange}`;
      await runWatch({ what, ccxt, row, clock, signal: untilClosed(signal) }, feed);
    },

    async watchBooks(symbols, { depth, everyMs }, sink, signal) {
      const feed = createBookFeed(await named(symbols, signal), row, sink, { depth, everyMs, clock });
      const what = `books of ${symbols.join(", ")} on ${exchange}`;
      await runWatch({ what, ccxt, row, clock, signal: untilClosed(signal) }, feed);
    },

    async fetchTrades(query, signal) {
      return await history.fetchTrades(await marketOf(query.symbol, signal), query, signal);
    },

    async fetchCandles(query, signal) {
      return await history.fetchCandles(await marketOf(query.symbol, signal), query, signal);
    },

    close() {
      closing.abort();
      session.close();
      return Promise.resolve();
    },
  };
}

function marketRow({ symbol, id, active }: CcxtMarket): Market {
  return { symbol, id, active: active !== false };
}

/** The promise's outcome, or the signal's reason where that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
