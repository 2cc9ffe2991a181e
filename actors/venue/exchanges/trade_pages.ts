/**
 * How each exchange is asked for trades that are past. The endpoints are ccxt's own names for them, because its
 * unified call hides what they can do. What is not said in an exchange's document is asked so that either reading
 * of it does no harm: a range's ends are rounded outwards, and what lies outside is left out of the answer.
 */
import type { Trade } from "../../../schemas/market.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import { at } from "./fields.ts";
import { tradeOfBinance } from "./rows.ts";
import type { PageRules } from "./trade_page.ts";

/** What a page is asked for: a range of time, or ids from or beyond one on. */
export interface PageAsk {
  market: CcxtMarket;
  limit: number;
  fromUs: number;
  toUs: number;
  /** From this id on, inclusive. */
  fromId?: number;
  /** Behind (oldest first) or before (newest first) this id, exclusive. */
  beyondId?: number;
}

export interface TradePages extends Pick<PageRules, "order" | "unitUs" | "reach"> {
  endpoint(market: CcxtMarket): string;
  params(ask: PageAsk): Record<string, unknown>;
  /** The rows in an answer. */
  list(answer: unknown, market: CcxtMarket): unknown;
  /** Most rows of one answer, where it is not `traits.tradePage`. */
  page?(market: CcxtMarket): number;
  /** A row as ccxt's parser takes it, or straight away as a trade. */
  wrap?(raw: unknown): unknown;
  tradeOf?(raw: unknown): Trade;
  /** Nothing older is served, µs. */
  servedFromUs?(nowUs: number): number;
}

const DAY_US = 86_400_000_000;
const floorMs = (us: number) => Math.floor(us / 1_000);
const ceilMs = (us: number) => Math.ceil(us / 1_000);
const floorS = (us: number) => Math.floor(us / 1_000_000);
const ceilS = (us: number) => Math.ceil(us / 1_000_000);

/** "Compressed/Aggregate trades list": `fromId` and `startTime` inclusive, oldest first, back to the listing. */
export const binanceTrades = (endpoint: string): TradePages => ({
  order: "oldest-first",
  unitUs: 1_000,
  reach: "all",
  endpoint: () => endpoint,
  params({ market, limit, fromUs, fromId, beyondId }) {
    const id = beyondId === undefined ? fromId : beyondId + 1;
    const from = id === undefined ? { startTime: floorMs(fromUs) } : { fromId: id };
    return { symbol: market.id, limit, ...from };
  },
  list: (answer) => answer,
  tradeOf: (raw) => tradeOfBinance(raw, null),
});

/** "Get Recent Trades": `since` in ns, exclusive, oldest first, back to the listing; old rows have no id. */
export const KRAKEN_TRADES: TradePages = {
  order: "oldest-first",
  unitUs: 1,
  reach: "all",
  endpoint: () => "publicGetTrades",
  params: ({ market, limit, fromUs }) => ({
    pair: market.id,
    since: `${BigInt(fromUs) * 1000n - 1n}`,
    count: limit,
  }),
  list: (answer, market) => at(answer, "result", market.id),
};

/** "Market History Executions": ms, sorted as asked, up to 1,000, since 27 May 2021. */
export const KRAKENFUTURES_TRADES: TradePages = {
  order: "oldest-first",
  unitUs: 1_000,
  reach: "all",
  endpoint: () => "historyGetMarketSymbolExecutions",
  params: ({ market, limit, fromUs }) => ({
    symbol: market.id,
    since: floorMs(fromUs) - 1,
    sort: "asc",
    count: limit,
  }),
  list(answer) {
    const elements = at(answer, "elements");
    return Array.isArray(elements)
      ? elements.map((each) => at(each, "event", "Execution", "execution"))
      : elements;
  },
  servedFromUs: () => Date.UTC(2021, 4, 27) * 1_000,
};

/** "Get Recent Public Trades": the newest 60 of spot, 1,000 of contracts, and no others. */
export const BYBIT_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1_000,
  reach: "newest",
  endpoint: () => "publicGetV5MarketRecentTrade",
  params: ({ market, limit }) => ({ category: bybitCategory(market), symbol: market.id, limit }),
  list: (answer) => at(answer, "result", "list"),
  page: (market) => market.type === "spot" ? 60 : 1_000,
};

const bybitCategory = ({ type, linear }: CcxtMarket) =>
  type === "spot" ? "spot" : linear ? "linear" : "inverse";

/** "Get trades history": older than an id (type 1) or a time (type 2), both exclusive, of the last three months. */
export const OKX_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1_000,
  reach: "all",
  endpoint: () => "publicGetMarketHistoryTrades",
  params({ market, limit, toUs, fromId, beyondId }) {
    const id = fromId === undefined ? beyondId : fromId + limit;
    const from = id === undefined
      ? { type: "2", after: String(ceilMs(toUs)) }
      : { type: "1", after: String(id) };
    return { instId: market.id, limit, ...from };
  },
  list: (answer) => at(answer, "data"),
  servedFromUs: (nowUs) => nowUs - 90 * DAY_US,
};

/** "Get Public Market Trades": whole seconds, newest first, up to 1,000. */
export const COINBASE_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1_000_000,
  reach: "all",
  endpoint: () => "v3PublicGetBrokerageMarketProductsProductIdTicker",
  params: ({ market, limit, fromUs, toUs }) => ({
    product_id: market.id,
    start: String(floorS(fromUs)),
    end: String(ceilS(toUs)),
    limit,
  }),
  list: (answer) => at(answer, "trades"),
};

/** "Get product trades": `after` is exclusive and gives what is older, so a page ends before `fromId` + limit. */
export const COINBASEEXCHANGE_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1,
  reach: "all",
  endpoint: () => "publicGetProductsIdTrades",
  params: ({ market, limit, fromId }) => ({ id: market.id, limit, after: String(fromId! + limit) }),
  list: (answer) => answer,
};

/** "Trades": `start` and `end` in ms, inclusive, oldest first where `sort` is 1. */
export const BITFINEX_TRADES: TradePages = {
  order: "oldest-first",
  unitUs: 1_000,
  reach: "all",
  endpoint: () => "publicGetTradesSymbolHist",
  params: ({ market, limit, fromUs, toUs }) => ({
    symbol: market.id,
    start: floorMs(fromUs),
    end: ceilMs(toUs),
    limit,
    sort: 1,
  }),
  list: (answer) => answer,
  wrap: (raw) => ({ result: raw }),
};

/** "Retrieve market trades": `from` and `to` in s, newest first, up to 1,000. */
export const GATE_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1_000_000,
  reach: "all",
  endpoint: ({ type }) =>
    type === "spot"
      ? "publicSpotGetTrades"
      : type === "swap"
      ? "publicFuturesGetSettleTrades"
      : "publicDeliveryGetSettleTrades",
  params: ({ market, limit, fromUs, toUs }) => ({
    ...market.type === "spot"
      ? { currency_pair: market.id }
      : { contract: market.id, settle: market.settleId },
    from: floorS(fromUs),
    to: ceilS(toUs),
    limit,
  }),
  list: (answer) => answer,
};

/** "Get Trade History": the newest 100, and no others. */
export const KUCOIN_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1,
  reach: "newest",
  endpoint: ({ type }) => type === "spot" ? "publicGetMarketHistories" : "futuresPublicGetTradeHistory",
  params: ({ market }) => ({ symbol: market.id }),
  list: (answer) => at(answer, "data"),
};

/** "List Trades": the newest 500 after a time, of seven days. */
export const GEMINI_TRADES: TradePages = {
  order: "newest-first",
  unitUs: 1_000,
  reach: "newest-after",
  endpoint: () => "publicGetV1TradesSymbol",
  params: ({ market, limit, fromUs }) => ({
    symbol: market.id,
    timestamp: floorMs(fromUs) - 1,
    limit_trades: limit,
  }),
  list: (answer) => answer,
  servedFromUs: (nowUs) => nowUs - 7 * DAY_US,
};

/** "Get Trades": `startTime` and `endTime` in ms, oldest first, up to 1,000; `start` skips so many. */
export const BITMEX_TRADES: TradePages = {
  order: "oldest-first",
  unitUs: 1_000,
  reach: "all",
  endpoint: () => "/trade",
  params: ({ market, limit, fromUs, toUs }) => ({
    symbol: market.id,
    startTime: isoMs(floorMs(fromUs)),
    endTime: isoMs(ceilMs(toUs)),
    count: limit,
  }),
  list: (answer) => answer,
};

const isoMs = (ms: number) => new Date(ms).toISOString();
