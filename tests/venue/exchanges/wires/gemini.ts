/** The newest 500 trades after a time, and whatever candles it has. */
import { msOf, number, type Wire } from "../wire.ts";

export const GEMINI: Wire = {
  exchange: "gemini",
  symbol: "BTC/USD",
  markets({ path }) {
    if (path.includes("/symbols/details/")) {
      return { symbol: "BTCUSD", base_currency: "BTC", quote_currency: "USD" };
    }
    return path.endsWith("/symbols") ? ["btcusd"] : undefined;
  },
  trades: {
    page: 500,
    unitUs: 1_000,
    reach: "newest",
    is: ({ path }) => path.includes("/v1/trades/"),
    select: ({ query }) => ({
      keep: (trade) => msOf(trade) > number(query.get("timestamp"), 0),
      end: "newest",
      limit: Math.min(500, number(query.get("limit_trades"), 50)),
    }),
    write: (rows) =>
      rows.toReversed().map((trade) => ({
        timestamp: Math.floor(msOf(trade) / 1000),
        timestampms: msOf(trade),
        tid: trade.id,
        price: trade.price,
        amount: trade.amount,
        exchange: "gemini",
        type: trade.side,
      })),
  },
  candles: {
    newest: 1440,
    is: ({ path }) => path.includes("/v2/candles/"),
    select: () => ({ keep: () => true, end: "newest", limit: 1440 }),
    write: (rows) =>
      rows.toReversed().map(({ ms, open, high, low, close, volume }) =>
        [ms, open, high, low, close, volume].map(Number)
      ),
  },
  refusals: {
    "an unknown symbol": {
      status: 400,
      body: { result: "error", reason: "Bad Request", message: "Supplied value 'x' is not a valid symbol" },
      kind: "final",
    },
    "too many requests": {
      status: 429,
      body: { result: "error", reason: "RateLimit", message: "Requests were made too frequently" },
      kind: "rate-limit",
    },
    "maintenance": {
      status: 503,
      body: { result: "error", reason: "Maintenance", message: "down for maintenance" },
      kind: "network",
    },
  },
};
