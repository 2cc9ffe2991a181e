/** Executions wrapped in events, sorted as asked. */
import { between, msOf, number, type Wire } from "../wire.ts";

export const KRAKENFUTURES: Wire = {
  exchange: "krakenfutures",
  symbol: "BTC/USD:USD",
  markets: ({ path }) =>
    path.endsWith("/instruments")
      ? {
        result: "success",
        instruments: [{
          symbol: "PF_XBTUSD",
          type: "flexible_futures",
          tradeable: true,
          tickSize: 1,
          contractSize: 1,
          contractValueTradePrecision: 4,
        }],
      }
      : undefined,
  trades: {
    page: 1000,
    unitUs: 1_000,
    reach: "all",
    is: ({ path }) => path.endsWith("/executions"),
    select: ({ query }) => ({
      keep: (trade) =>
        msOf(trade) >= number(query.get("since"), 0) && msOf(trade) < number(query.get("before"), Infinity),
      end: query.get("sort") === "asc" ? "oldest" : "newest",
      limit: Math.min(1000, number(query.get("count"), 1000)),
    }),
    write: (rows, { query }) => ({
      elements: sorted(rows, query.get("sort") ?? "desc").map((trade) => ({
        uid: `event-${trade.id}`,
        timestamp: msOf(trade),
        event: {
          Execution: {
            execution: {
              uid: `${trade.id}`,
              takerOrder: { direction: trade.side === "buy" ? "Buy" : "Sell", tradeable: "PF_XBTUSD" },
              timestamp: msOf(trade),
              quantity: trade.amount,
              price: trade.price,
            },
          },
        },
      })),
      len: rows.length,
    }),
  },
  candles: {
    is: ({ path }) => path.includes("/charts/"),
    select: ({ query }) => ({
      keep: between(number(query.get("from"), 0) * 1000, number(query.get("to"), Infinity) * 1000),
      end: "oldest",
      limit: 2000,
    }),
    write: (rows) => ({
      candles: rows.map(({ ms, ...rest }) => ({ time: ms, ...rest })),
      more_candles: false,
    }),
  },
  refusals: {
    "too many requests": {
      status: 429,
      body: { result: "error", error: "apiLimitExceeded" },
      kind: "rate-limit",
    },
    "an outage": { status: 503, body: { result: "error", error: "Unavailable" }, kind: "network" },
  },
};

const sorted = <Row>(rows: Row[], order: string) => order === "asc" ? rows : rows.toReversed();
