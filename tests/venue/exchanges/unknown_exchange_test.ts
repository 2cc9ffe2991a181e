/** An exchange that no row is known of: its trades are kept as ccxt gives them, and prove nothing. */
import assert from "node:assert/strict";
import type { TradeQuery } from "../../../actors/venue/contract.ts";
import { historyTest as test } from "./history_bench.ts";
import { msOf, number, type Wire } from "./wire.ts";

const SYMBOL = "BTC/USDT";

/** Poloniex has but the newest trades, whatever is asked for. */
const POLONIEX: Wire = {
  exchange: "poloniex",
  symbol: SYMBOL,
  markets({ path }) {
    if (path.endsWith("/allInstruments")) return { code: 200, data: [] };
    if (!path.endsWith("/markets")) return undefined;
    const market = {
      symbol: "BTC_USDT",
      baseCurrencyName: "BTC",
      quoteCurrencyName: "USDT",
      state: "NORMAL",
    };
    return [{ ...market, symbolTradeLimit: { priceScale: 2, quantityScale: 6, amountScale: 2 } }];
  },
  trades: {
    page: 100,
    unitUs: 1_000,
    reach: "newest",
    is: ({ path }) => path.endsWith("/trades"),
    select: ({ query }) => ({
      keep: () => true,
      end: "newest",
      limit: number(query.get("limit"), 100),
    }),
    write: (rows) =>
      rows.toReversed().map((trade) => ({
        id: `${trade.id}`,
        price: trade.price,
        quantity: trade.amount,
        takerSide: trade.side.toUpperCase(),
        createTime: msOf(trade),
        ts: msOf(trade),
      })),
  },
  candles: {
    is: () => false,
    select: () => ({ keep: () => true, end: "oldest", limit: 1 }),
    write: () => [],
  },
  refusals: {},
};

for (
  const [name, shiftMs] of [["of the present", 0], ["of an hour that was long before", -3_600_000], [
    "without any trade yet",
    1_800_000,
  ]] as const
) {
  test(
    POLONIEX,
    `asked for a range ${name}, what comes is kept, nothing is proven, and it ends`,
    async (bench) => {
      const { trades } = bench.truth;
      const toUs = trades.at(-1)!.us + 1 + shiftMs * 1_000;
      const query: TradeQuery = { symbol: SYMBOL, fromUs: toUs - 60e6, toUs, limit: 100 };
      const ids: string[] = [];
      for (let next: TradeQuery | null = query; next !== null;) {
        assert.ok(bench.server.asked.length < 10, "its pages do not end");
        const answer = await bench.venue.fetchTrades(next, bench.signal);
        assert.deepEqual(answer.proven, []);
        ids.push(...answer.rows.map(({ id }) => id!));
        next = answer.next;
      }
      const newest = trades.slice(-100).filter(({ us }) => us >= query.fromUs! && us < toUs);
      assert.deepEqual(ids.sort(), newest.map(({ id }) => `${id}`));
    },
  );
}
