/** Objects with ISO times, oldest first; a candle's time is its end. */
import { MINUTE_MS } from "../history_truth.ts";
import { type Asked, msOf, number, type Wire } from "../wire.ts";

const MOST = 1_000;
const isoMs = (ms: number) => new Date(ms).toISOString();
const errorOf = (message: string) => ({ error: { message, name: "HTTPError" } });

/** Rows of the range asked for, by their times in ms, both ends inclusive; the first `start` of them are skipped. */
function rangeOf({ query }: Asked) {
  const [from, to] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
  let skipped = number(query.get("start"), 0);
  return {
    holds: (ms: number) => !(ms < from) && !(ms > to) && skipped-- <= 0,
    end: query.get("reverse") === "true" ? "newest" as const : "oldest" as const,
    limit: Math.min(MOST, number(query.get("count"), 100)),
  };
}

export const BITMEX: Wire = {
  exchange: "bitmex",
  symbol: "BTC/USD:BTC",
  markets({ path }) {
    if (!path.endsWith("/instrument/active")) return undefined;
    return [{
      symbol: "XBTUSD",
      rootSymbol: "XBT",
      state: "Open",
      typ: "FFWCSX",
      underlying: "XBT",
      quoteCurrency: "USD",
      settlCurrency: "XBt",
      isInverse: true,
    }];
  },
  trades: {
    page: MOST,
    unitUs: 1_000,
    reach: "all",
    is: ({ path }) => path === "/api/v1/trade",
    select(asked) {
      const { holds, ...end } = rangeOf(asked);
      return { keep: (trade) => holds(msOf(trade)), ...end };
    },
    write: (rows) =>
      rows.map((trade) => ({
        timestamp: isoMs(msOf(trade)),
        symbol: "XBTUSD",
        side: trade.side === "buy" ? "Buy" : "Sell",
        size: Number(trade.amount),
        price: Number(trade.price),
        tickDirection: "ZeroPlusTick",
        trdMatchID: `${trade.id}`,
        homeNotional: Number(trade.amount) / Number(trade.price),
        foreignNotional: Number(trade.amount),
        trdType: "Regular",
      })),
  },
  candles: {
    is: ({ path }) => path === "/api/v1/trade/bucketed",
    select(asked) {
      const { holds, ...end } = rangeOf(asked);
      return { keep: ({ ms }) => holds(ms + MINUTE_MS), ...end };
    },
    write: (rows) =>
      rows.map(({ ms, open, high, low, close, volume }) => ({
        timestamp: isoMs(ms + MINUTE_MS),
        symbol: "XBTUSD",
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        trades: 3,
        volume: Number(volume),
        homeNotional: 1,
        foreignNotional: Number(volume),
      })),
  },
  refusals: {
    "too many requests": {
      status: 429,
      body: errorOf("Rate limit exceeded, retry in 1 seconds."),
      kind: "rate-limit",
    },
    "an overload": {
      status: 503,
      body: errorOf("The system is currently overloaded. Please try again later."),
      kind: "network",
    },
    "a time that it cannot read": {
      status: 400,
      body: errorOf("'startTime' is not a date"),
      kind: "garbage",
    },
  },
};
