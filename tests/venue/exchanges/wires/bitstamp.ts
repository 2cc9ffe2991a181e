/** Candles only: its past trades cannot be stored. */
import { between, number, type Wire } from "../wire.ts";

export const BITSTAMP: Wire = {
  exchange: "bitstamp",
  symbol: "BTC/USD",
  markets: ({ path }) =>
    path.includes("/markets")
      ? [{
        market_symbol: "btcusd",
        market_type: "SPOT",
        base_currency: "BTC",
        counter_currency: "USD",
        trading: "Enabled",
        base_decimals: 8,
        counter_decimals: 2,
      }]
      : undefined,
  candles: {
    is: ({ path }) => path.includes("/ohlc/"),
    select: ({ query }) => ({
      keep: between(number(query.get("start"), 0) * 1000, number(query.get("end"), Infinity) * 1000),
      end: "oldest",
      limit: Math.min(1000, number(query.get("limit"), 1000)),
    }),
    write: (rows) => ({
      data: {
        pair: "BTC/USD",
        ohlc: rows.map(({ ms, ...rest }) => ({ timestamp: `${ms / 1000}`, ...rest })),
      },
    }),
  },
  refusals: {
    "too many requests": {
      status: 429,
      body: { status: "error", reason: "Request rate limit exceeded.", code: "API0018" },
      kind: "rate-limit",
    },
    "an outage": { status: 503, body: { error: "unavailable" }, kind: "network" },
  },
};
