/** Everything is a POST to one address; the newest 5,000 candles. */
import { NOW_MS } from "../history_truth.ts";
import { between, type Wire } from "../wire.ts";

export const HYPERLIQUID: Wire = {
  exchange: "hyperliquid",
  options: { fetchMarkets: { types: ["swap"] } },
  symbol: "BTC/USDC:USDC",
  markets: ({ body }) =>
    body.type === "metaAndAssetCtxs"
      ? [{ universe: [{ name: "BTC", szDecimals: 5, maxLeverage: 40 }] }, [{ markPx: "100", midPx: "100" }]]
      : undefined,
  candles: {
    newest: 5000,
    is: ({ body }) => body.type === "candleSnapshot",
    select({ body }) {
      const { startTime, endTime } = body.req as { startTime: number; endTime: number };
      return {
        keep: between(Math.max(startTime, NOW_MS - 5000 * 60_000), endTime),
        end: "oldest",
        limit: 5000,
      };
    },
    write: (rows) =>
      rows.map(({ ms, open, high, low, close, volume }) => ({
        t: ms,
        T: ms + 59_999,
        s: "BTC",
        i: "1m",
        o: open,
        h: high,
        l: low,
        c: close,
        v: volume,
        n: 3,
      })),
  },
  refusals: {
    "too many requests": { status: 429, body: { error: "rate limited" }, kind: "rate-limit" },
    "an outage": { status: 502, body: {}, kind: "network" },
  },
};
