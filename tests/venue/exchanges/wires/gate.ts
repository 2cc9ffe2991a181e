/** Newest first within whole seconds; candles no older than 10,000 of them. */
import { NOW_MS } from "../history_truth.ts";
import { between, number, type Wire } from "../wire.ts";

export const GATE: Wire = {
  exchange: "gate",
  options: { fetchMarkets: { types: ["spot"] } },
  symbol: "BTC/USDT",
  markets({ path }) {
    if (path.endsWith("/margin/currency_pairs") || path.endsWith("/uni/currency_pairs")) return [];
    if (!path.endsWith("/spot/currency_pairs")) return undefined;
    return [{
      id: "BTC_USDT",
      base: "BTC",
      quote: "USDT",
      fee: "0.2",
      amount_precision: 4,
      precision: 2,
      trade_status: "tradable",
    }];
  },
  trades: {
    page: 1000,
    unitUs: 1,
    reach: "all",
    is: ({ path }) => path.endsWith("/spot/trades"),
    select: ({ query }) => ({
      keep: ({ us }) =>
        Math.floor(us / 1e6) >= number(query.get("from"), 0) &&
        Math.floor(us / 1e6) <= number(query.get("to"), Infinity),
      end: "newest",
      limit: Math.min(1000, number(query.get("limit"), 100)),
    }),
    write: (rows) =>
      rows.toReversed().map(({ id, us, price, amount, side }) => ({
        id: `${id}`,
        create_time: `${Math.floor(us / 1e6)}`,
        create_time_ms: `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, "0")}`,
        currency_pair: "BTC_USDT",
        side,
        amount,
        price,
        sequence_id: `${id}`,
      })),
  },
  candles: {
    is: ({ path }) => path.endsWith("/spot/candlesticks"),
    select({ query }) {
      const fromMs = number(query.get("from"), 0) * 1000;
      if (fromMs < NOW_MS - 10_000 * 60_000) {
        const message = "Candlestick too long ago. Maximum 10000 points ago are allowed";
        return { status: 400, body: { label: "INVALID_PARAM_VALUE", message }, kind: "garbage" };
      }
      return { keep: between(fromMs, number(query.get("to"), Infinity) * 1000), end: "oldest", limit: 1000 };
    },
    write: (rows) =>
      rows.map(({ ms, open, high, low, close, volume }) => [
        `${ms / 1000}`,
        "1",
        close,
        high,
        low,
        open,
        volume,
        "true",
      ]),
  },
  refusals: {
    "an unknown pair": {
      status: 400,
      body: { label: "INVALID_CURRENCY_PAIR", message: "Invalid currency pair" },
      kind: "final",
    },
    "too many requests": {
      status: 429,
      body: { label: "TOO_MANY_REQUESTS", message: "Request Rate limit Exceeded" },
      kind: "rate-limit",
    },
    "an internal error": {
      status: 500,
      body: { label: "INTERNAL", message: "Internal error" },
      kind: "network",
    },
  },
};
