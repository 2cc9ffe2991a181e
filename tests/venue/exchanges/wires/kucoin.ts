/** The newest 100 trades, times in nanoseconds. */
import { number, type Wire } from "../wire.ts";

export const KUCOIN: Wire = {
  exchange: "kucoin",
  options: { fetchMarkets: { types: ["spot"], fetchTickersFees: false } },
  symbol: "BTC/USDT",
  markets({ path }) {
    if (path.endsWith("/allTickers")) return { code: "200000", data: { ticker: [] } };
    if (!path.endsWith("/symbols")) return undefined;
    return { code: "200000", data: [{ symbol: "BTC-USDT", enableTrading: true, baseIncrement: "0.1" }] };
  },
  trades: {
    page: 100,
    unitUs: 1,
    reach: "newest",
    is: ({ path }) => path.endsWith("/market/histories"),
    select: () => ({ keep: () => true, end: "newest", limit: 100 }),
    write: (rows) => ({
      code: "200000",
      data: rows.toReversed().map(({ id, us, price, amount, side }) => ({
        sequence: `${id}`,
        tradeId: `${id}`,
        price,
        size: amount,
        side,
        time: `${us}000`,
      })),
    }),
  },
  candles: {
    omits: true,
    is: ({ path }) => path.endsWith("/market/candles"),
    select: ({ query }) => ({
      keep: ({ ms }) =>
        ms / 1000 >= number(query.get("startAt"), 0) && ms / 1000 < number(query.get("endAt"), Infinity),
      end: "newest",
      limit: 1500,
    }),
    write: (rows) => ({
      code: "200000",
      data: rows.toReversed().map(({ ms, open, high, low, close, volume }) => [
        `${ms / 1000}`,
        open,
        close,
        high,
        low,
        volume,
        "1",
      ]),
    }),
  },
  refusals: {
    "an unknown symbol": { body: { code: "900001", msg: "symbol not exists" }, kind: "final" },
    "too many requests": {
      status: 429,
      body: { code: "429000", msg: "Too Many Requests" },
      kind: "rate-limit",
    },
    "an internal error": { status: 500, body: { code: "500000", msg: "Internal Error" }, kind: "network" },
  },
};
