/**
 * Trades, tapped where ccxt's handlers file them. What watchTrades returns is not used: it drops trades that
 * come while nobody waits (82 % at 20,000/s with a reader that pauses 250 ms) and holds back the last.
 */
import type { Trade } from "../../../schemas/market.ts";
import { type TradeSink, VenueFault } from "../contract.ts";
import type { CcxtCache, CcxtExchange, CcxtMarket, CcxtTrade } from "./ccxt_types.ts";
import { faultOfTrade } from "./checks.ts";
import { at } from "./fields.ts";
import { tradeOfBinance, tradeOfCcxt } from "./rows.ts";
import { createSubscriptions, symbolGroups } from "./subscriptions.ts";
import type { ExchangeRow } from "./traits.ts";
import type { Feed } from "./watch.ts";

/** Longest text of a frame that a rejection carries. */
const SHOWN_CHARS = 2_000;

export function createTradeFeed(markets: CcxtMarket[], row: ExchangeRow, sink: TradeSink): Feed {
  const watched = new Set(markets.map(({ symbol }) => symbol));
  const subscriptions = createSubscriptions(markets, row, sink);
  /** Of the frame that is being read. */
  let tapped: CcxtTrade[] = [];

  function deliver(symbol: string, trade: Trade) {
    subscriptions.heard(symbol);
    sink.trade(symbol, trade);
  }

  return {
    start(ccxt) {
      ccxt.trades = tapCaches((trade) => tapped.push(trade));
      ccxt.iso8601 = () => undefined; // a second form of the time, which is not used: a tenth of the decoding
      return ask(ccxt, markets, row);
    },

    direct: row.binance && directly(markets, row, deliver),

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
        else if (symbol !== null) deliver(symbol, made);
      }
      if (fault !== null) sink.rejected(null, fault, text.slice(0, SHOWN_CHARS));
    },

    stop() {},
  };
}

/**
 * Reads Binance's aggTrade frames without ccxt, four times as fast. What is not exactly one is left to ccxt, and so are
 * spot and swap markets of one name, which only the socket's URL tells apart.
 */
function directly(
  markets: CcxtMarket[],
  row: ExchangeRow,
  deliver: (symbol: string, trade: Trade) => void,
): Feed["direct"] {
  const symbols = new Map(markets.map(({ id, symbol }) => [id, symbol]));
  if (symbols.size < markets.length) return undefined;
  return (text, tsRecv) => {
    if (!text.startsWith('{"e":"aggTrade",') || !text.endsWith("}")) return false;
    const raw = parsed(text);
    const symbol = symbols.get(String(at(raw, "s")));
    const trade = tradeOfBinance(raw, tsRecv);
    if (symbol === undefined || faultOfTrade(trade, tsRecv, row.traits.tradeIds) !== null) return false;
    deliver(symbol, trade);
    return true;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ask(ccxt: CcxtExchange, markets: CcxtMarket[], row: ExchangeRow): Promise<unknown>[] {
  const params = () => ({ ...row.watchTrades }); // ccxt writes into it
  if (ccxt.has.watchTradesForSymbols) {
    return symbolGroups(markets).map((group) =>
      ccxt.watchTradesForSymbols(group, undefined, undefined, params())
    );
  }
  if (ccxt.has.watchTrades) {
    return markets.map(({ symbol }) => ccxt.watchTrades(symbol, undefined, undefined, params()));
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
