/** The newest 60 trades; codes in an answer of status 200. */
import { between, msOf, number, type Wire } from "../wire.ts";

const bybitList = (list: unknown[]) => ({
  retCode: 0,
  retMsg: "OK",
  result: { category: "spot", list },
  time: 0,
});

export const BYBIT: Wire = {
  exchange: "bybit",
  options: { fetchMarkets: { types: ["spot"] } },
  symbol: "BTC/USDT",
  markets({ path }) {
    if (!path.endsWith("instruments-info")) return undefined;
    const filters = { lotSizeFilter: { basePrecision: "0.000001" }, priceFilter: { tickSize: "0.01" } };
    return bybitList([{
      symbol: "BTCUSDT",
      baseCoin: "BTC",
      quoteCoin: "USDT",
      status: "Trading",
      ...filters,
    }]);
  },
  trades: {
    page: 60,
    unitUs: 1_000,
    reach: "newest",
    is: ({ path }) => path.endsWith("recent-trade"),
    select: ({ query }) => ({
      keep: () => true,
      end: "newest",
      limit: Math.min(60, number(query.get("limit"), 60)),
    }),
    write: (rows) =>
      bybitList(
        rows.toReversed().map((trade) => ({
          execId: `${trade.id}`,
          symbol: "BTCUSDT",
          price: trade.price,
          size: trade.amount,
          side: trade.side === "buy" ? "Buy" : "Sell",
          time: `${msOf(trade)}`,
          isBlockTrade: false,
        })),
      ),
  },
  candles: {
    is: ({ path }) => path.endsWith("/kline"),
    select: ({ query }) => ({
      keep: between(number(query.get("start"), 0), number(query.get("end"), Infinity)),
      end: "newest",
      limit: Math.min(1000, number(query.get("limit"), 200)),
    }),
    write: (rows) =>
      bybitList(
        rows.toReversed().map(({ ms, open, high, low, close, volume }) => [
          `${ms}`,
          open,
          high,
          low,
          close,
          volume,
          "1",
        ]),
      ),
  },
  refusals: {
    "an unknown symbol": { body: { retCode: 10001, retMsg: "Not supported symbols" }, kind: "final" },
    "too many visits": { body: { retCode: 10006, retMsg: "Too many visits!" }, kind: "rate-limit" },
    "a block by address": {
      status: 403,
      body: { retCode: 10018, retMsg: "ip rate limit" },
      kind: "rate-limit",
    },
  },
};
