/** Newest first, before an id or a time. */
import { msOf, number, type Wire } from "../wire.ts";

export const OKX: Wire = {
  exchange: "okx",
  options: { fetchMarkets: { types: ["spot"] } },
  symbol: "BTC/USDT",
  markets: ({ path }) =>
    path.endsWith("/instruments")
      ? {
        code: "0",
        data: [{
          instId: "BTC-USDT",
          instType: "SPOT",
          baseCcy: "BTC",
          quoteCcy: "USDT",
          state: "live",
          lotSz: "0.00000001",
          tickSz: "0.1",
        }],
      }
      : undefined,
  trades: {
    page: 100,
    unitUs: 1_000,
    reach: "all",
    is: ({ path }) => path.endsWith("history-trades"),
    select({ query }) {
      const after = number(query.get("after"), Infinity);
      const keep = query.get("type") === "2"
        ? (trade: Parameters<typeof msOf>[0]) => msOf(trade) < after
        : ({ id }: { id: number }) => id < after;
      return { keep, end: "newest", limit: Math.min(100, number(query.get("limit"), 100)) };
    },
    write: (rows) => ({
      code: "0",
      msg: "",
      data: rows.toReversed().map((trade) => ({
        instId: "BTC-USDT",
        side: trade.side,
        sz: trade.amount,
        px: trade.price,
        tradeId: `${trade.id}`,
        ts: `${msOf(trade)}`,
      })),
    }),
  },
  candles: {
    is: ({ path }) => /\/(history-)?candles$/.test(path),
    select: ({ query }) => ({
      keep: ({ ms }) => ms > number(query.get("before"), 0) && ms < number(query.get("after"), Infinity),
      end: "newest",
      limit: Math.min(300, number(query.get("limit"), 100)),
    }),
    write: (rows) => ({
      code: "0",
      msg: "",
      data: rows.toReversed().map(({ ms, open, high, low, close, volume }) => [
        `${ms}`,
        open,
        high,
        low,
        close,
        volume,
        "1",
        "1",
        "1",
      ]),
    }),
  },
  refusals: {
    "an unknown instrument": {
      body: { code: "51001", msg: "Instrument ID does not exist", data: [] },
      kind: "final",
    },
    "too many requests": {
      status: 429,
      body: { code: "50011", msg: "Too Many Requests", data: [] },
      kind: "rate-limit",
    },
    "maintenance": {
      status: 503,
      body: { code: "50001", msg: "Service unavailable", data: [] },
      kind: "network",
    },
  },
};
