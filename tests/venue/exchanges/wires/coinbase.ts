/** Newest first within whole seconds; minutes without trades have no candle. */
import { between, iso, number, type Wire } from "../wire.ts";

export const COINBASE: Wire = {
  exchange: "coinbase",
  symbol: "BTC/USD",
  markets({ path, query }) {
    if (path.endsWith("/exchange-rates")) return { data: { currency: "USD", rates: {} } };
    if (path.includes("/currencies")) return { data: [] };
    if (!path.endsWith("/market/products")) return undefined;
    if (query.has("product_type")) return { products: [] };
    return {
      products: [{
        product_id: "BTC-USD",
        base_currency_id: "BTC",
        quote_currency_id: "USD",
        product_type: "SPOT",
        base_increment: "0.00000001",
        quote_increment: "0.01",
        status: "online",
      }],
    };
  },
  trades: {
    page: 1000,
    unitUs: 1,
    reach: "all",
    is: ({ path }) => path.endsWith("/ticker"),
    select: ({ query }) => ({
      keep: ({ us }) =>
        us >= number(query.get("start"), 0) * 1e6 && us < number(query.get("end"), Infinity) * 1e6,
      end: "newest",
      limit: Math.min(1000, number(query.get("limit"), 100)),
    }),
    write: (rows) => ({
      trades: rows.toReversed().map(({ id, us, price, amount, side }) => ({
        trade_id: `${id}`,
        product_id: "BTC-USD",
        price,
        size: amount,
        time: iso(us),
        side: side.toUpperCase(),
      })),
      best_bid: "1",
      best_ask: "2",
    }),
  },
  candles: {
    omits: true,
    is: ({ path }) => path.endsWith("/candles"),
    select: ({ query }) => ({
      keep: between(number(query.get("start"), 0) * 1000, number(query.get("end"), Infinity) * 1000),
      end: "newest",
      limit: 350,
    }),
    write: (rows) => ({
      candles: rows.toReversed().map(({ ms, ...rest }) => ({ start: `${ms / 1000}`, ...rest })),
    }),
  },
  refusals: {
    "an unknown product": {
      status: 404,
      body: { error: "NOT_FOUND", error_details: "valid product_id is required", message: "" },
      kind: "final",
    },
    "too many requests": { status: 429, body: { error: "rate_limit_exceeded" }, kind: "rate-limit" },
    "an internal error": { status: 500, body: { error: "INTERNAL" }, kind: "network" },
  },
};
