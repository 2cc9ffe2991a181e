/** Trades by nanosecond, the newest 720 candles, errors in an answer of status 200. */
import { number, type Wire } from "../wire.ts";

const krakenError = (error: string) => ({ error: [error] });

export const KRAKEN: Wire = {
  exchange: "kraken",
  symbol: "BTC/USD",
  markets({ path }) {
    if (path.endsWith("/Assets")) return { error: [], result: {} };
    if (!path.endsWith("/AssetPairs")) return undefined;
    const pair = { altname: "XBTUSD", wsname: "XBT/USD", base: "XXBT", quote: "ZUSD", status: "online" };
    return { error: [], result: { XXBTZUSD: { ...pair, pair_decimals: 1, lot_decimals: 8 } } };
  },
  trades: {
    page: 1000,
    unitUs: 1,
    reach: "all",
    is: ({ path }) => path.endsWith("/Trades"),
    select({ query }) {
      const sinceNs = BigInt(query.get("since")!);
      return {
        keep: ({ us }) => BigInt(us) * 1000n > sinceNs,
        end: "oldest",
        limit: Math.min(1000, number(query.get("count"), 1000)),
      };
    },
    write: (rows) => ({
      error: [],
      result: {
        XXBTZUSD: rows.map(({ id, us, price, amount, side }) => [
          price,
          amount,
          us / 1_000_000,
          side === "buy" ? "b" : "s",
          "l",
          "",
          id,
        ]),
        last: rows.length ? `${rows.at(-1)!.us}000` : "0",
      },
    }),
  },
  candles: {
    newest: 720,
    is: ({ path }) => path.endsWith("/OHLC"),
    select: ({ query }) => ({
      keep: ({ ms }) => ms / 1000 >= number(query.get("since"), 0),
      end: "newest",
      limit: 720,
    }),
    write: (rows) => ({
      error: [],
      result: {
        XXBTZUSD: rows.map(({ ms, open, high, low, close, volume }) => [
          ms / 1000,
          open,
          high,
          low,
          close,
          close,
          volume,
          3,
        ]),
        last: 0,
      },
    }),
  },
  refusals: {
    "an unknown pair": { body: krakenError("EQuery:Unknown asset pair"), kind: "final" },
    "too many requests": { body: krakenError("EAPI:Rate limit exceeded"), kind: "rate-limit" },
    "an outage": { body: krakenError("EService:Unavailable"), kind: "network" },
  },
};
