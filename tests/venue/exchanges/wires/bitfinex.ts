/** Arrays without names, errors too. */
import { between, msOf, number, type Wire } from "../wire.ts";

export const BITFINEX: Wire = {
  exchange: "bitfinex",
  symbol: "BTC/USD",
  markets({ path }) {
    if (!path.includes("/conf/")) return undefined;
    return [[["BTCUSD", [null, null, null, "0.00006", "2000"]]], [], [], []];
  },
  trades: {
    page: 10_000,
    unitUs: 1_000,
    reach: "all",
    is: ({ path }) => path.includes("/trades/"),
    select: ({ query }) => ({
      keep: (trade) =>
        msOf(trade) >= number(query.get("start"), 0) && msOf(trade) <= number(query.get("end"), Infinity),
      end: query.get("sort") === "1" ? "oldest" : "newest",
      limit: Math.min(10_000, number(query.get("limit"), 125)),
    }),
    write: (rows) =>
      rows.map((trade) => [
        trade.id,
        msOf(trade),
        Number(trade.amount) * (trade.side === "buy" ? 1 : -1),
        Number(trade.price),
      ]),
  },
  candles: {
    omits: true,
    is: ({ path }) => path.includes("/candles/"),
    select: ({ query }) => ({
      keep: between(number(query.get("start"), 0), number(query.get("end"), Infinity)),
      end: query.get("sort") === "1" ? "oldest" : "newest",
      limit: Math.min(10_000, number(query.get("limit"), 100)),
    }),
    write: (rows) =>
      rows.map((
        candle,
      ) => [candle.ms, ...[candle.open, candle.close, candle.high, candle.low, candle.volume].map(Number)]),
  },
  refusals: {
    "an unknown symbol": { status: 500, body: ["error", 10020, "symbol: invalid"], kind: "final" },
    "too many requests": { status: 429, body: ["error", 11010, "ratelimit: error"], kind: "rate-limit" },
    "maintenance": { status: 503, body: ["error", 20060, "maintenance"], kind: "network" },
  },
};
