/**
 * Trades, tapped where ccxt's handlers file them. What watchTrades returns is not used: it drops trades that
 * come while nobody waits (82 % at 20,000/s with a reader that pauses 250 ms) and holds back the last.
 */
import { VenueFault } from "../contract.ts";
import type { TradeSink } from "../contract.ts";
import type { CcxtCache, CcxtExchange, CcxtTrade } from "./ccxt_types.ts";
import { faultOfTrade } from "./checks.ts";
import { tradeOfCcxt } from "./rows.ts";
import { createSubscriptions, groupsOf } from "./subscriptions.ts";
import type { ExchangeRow } from "./traits.ts";
import type { Feed } from "./watch.ts";

/** Longest text of a frame that a rejection carries. */
const SHOWN_CHARS = 2_000;

/** `symbols` by the exchange's name for each. */
export function createTradeFeed(symbols: Map<string, string>, row: ExchangeRow, sink: TradeSink): Feed {
  const watched = new Set(symbols.values());
  const subscriptions = createSubscriptions(symbols, row, sink);
  /** Of the frame that is being read. */
  let tapped: CcxtTrade[] = [];

  return {
    start(ccxt) {
      ccxt.trades = tapCaches((trade) => tapped.push(trade));
      return ask(ccxt, watched, row);
    },

    frame(frame) {
      const { text, tsRecv, fault, message } = frame;
      subscriptions.confirm(message);
      const trades = tapped;
      tapped = [];
      if (trades.length > 1) trades.sort(orderOf(row));
      for (const trade of trades) {
        const symbol = trade.symbol !== undefined && watched.has(trade.symbol) ? trade.symbol : null;
        const made = tradeOfCcxt(trade, row, tsRecv);
        const reason = faultOfTrade(made, tsRecv, row.traits.tradeIds);
        if (reason !== null) sink.rejected(symbol, reason, text.slice(0, SHOWN_CHARS));
        else if (symbol !== null) {
          subscriptions.heard(symbol);
          sink.trade(symbol, made);
        }
      }
      if (fault !== null) sink.rejected(null, fault, text.slice(0, SHOWN_CHARS));
    },

    stop() {},
  };
}

function ask(ccxt: CcxtExchange, symbols: Set<string>, row: ExchangeRow): Promise<unknown>[] {
  const params = () => ({ ...row.watchTrades }); // ccxt writes into it
  if (ccxt.has.watchTradesForSymbols) {
    return groupsOf(ccxt, symbols).map((group) =>
      ccxt.watchTradesForSymbols(group, undefined, undefined, params())
    );
  }
  if (ccxt.has.watchTrades) {
    return [...symbols].map((symbol) => ccxt.watchTrades(symbol, undefined, undefined, params()));
  }
  throw new VenueFault("final", `Cannot watch trades: ccxt has no live trades of ${ccxt.id}`);
}

/** ccxt sorts the trades of a frame by id as text inside a millisecond: "10" before "9". */
function orderOf(row: ExchangeRow): (a: CcxtTrade, b: CcxtTrade) => number {
  if (row.traits.tradeIds === "serial") return (a, b) => Number(a.id) - Number(b.id);
  return (a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0);
}

/**
 * In place of ccxt's `trades`: each cache that a handler files there tells of each trade and keeps none. Binance's
 * handler files a cache after the first trade is in it.
 */
function tapCaches(onTrade: (trade: CcxtTrade) => void): Record<string, CcxtCache> {
  const taps = new WeakSet<CcxtCache>();
  return new Proxy<Record<string, CcxtCache>>({}, {
    set(caches, symbol, cache: CcxtCache) {
      if (!taps.has(cache)) {
        taps.add(cache);
        cache.forEach(onTrade);
        Object.defineProperty(cache, "append", { value: onTrade });
      }
      caches[symbol as string] = cache;
      return true;
    },
  });
}
