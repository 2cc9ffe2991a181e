/** Spot and USD-M futures: aggregates by id, candles by range; weights in headers. */
import { between, msOf, number, type Wire } from "../wire.ts";

const SPOT = { symbol: "BTCUSDT", status: "TRADING", baseAsset: "BTC", quoteAsset: "USDT", filters: [] };
const PERPETUAL = { ...SPOT, pair: "BTCUSDT", contractType: "PERPETUAL", marginAsset: "USDT" };

const binance = (exchange: string, symbol: string, instrument: unknown): Wire => ({
  exchange,
  symbol,
  markets: ({ path }) => path.endsWith("exchangeInfo") ? { symbols: [instrument] } : undefined,
  trades: {
    page: 1000,
    unitUs: 1_000,
    reach: "all",
    is: ({ path }) => path.endsWith("aggTrades"),
    select({ query }) {
      const fromId = number(query.get("fromId"), 0), startMs = number(query.get("startTime"), 0);
      const end = query.has("fromId") || query.has("startTime") ? "oldest" : "newest";
      const limit = Math.min(1000, number(query.get("limit"), 500));
      return { keep: (trade) => trade.id >= fromId && msOf(trade) >= startMs, end, limit };
    },
    write: (rows) =>
      rows.map((trade) => ({
        a: trade.id,
        p: trade.price,
        q: trade.amount,
        f: trade.id,
        l: trade.id,
        T: msOf(trade),
        m: trade.side === "sell",
        M: true,
      })),
  },
  candles: {
    is: ({ path }) => path.endsWith("klines"),
    select: ({ query }) => ({
      keep: between(number(query.get("startTime"), 0), number(query.get("endTime"), Infinity)),
      end: "oldest",
      limit: Math.min(1000, number(query.get("limit"), 500)),
    }),
    write: (rows) =>
      rows.map(({ ms, open, high, low, close, volume }) => [
        ms,
        open,
        high,
        low,
        close,
        volume,
        ms + 59_999,
        "1",
        1,
        "1",
        "1",
        "0",
      ]),
  },
  refusals: {
    "an unknown symbol": { status: 400, body: { code: -1121, msg: "Invalid symbol." }, kind: "final" },
    "an internal timeout": { status: 400, body: { code: -1001, msg: "Internal error" }, kind: "network" },
    "too many requests": { status: 429, body: { code: -1003, msg: "Too many requests" }, kind: "rate-limit" },
  },
});

export const BINANCE = binance("binance", "BTC/USDT", SPOT);
export const BINANCEUSDM = binance("binanceusdm", "BTC/USDT:USDT", PERPETUAL);
