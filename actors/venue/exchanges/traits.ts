/**
 * What is known of each exchange beyond ccxt: what its ids are worth, how its pages are asked for, where the exact
 * values stand in what it sends. An exchange without a row gets the careful one, which proves nothing.
 */
import type { TradeQuery, Traits } from "../contract.ts";
import { at, microsOfDecimal, microsOfIso } from "./fields.ts";

export interface ExchangeRow {
  traits: Traits;
  /** ccxt's class, where its name is another. */
  className?: string;
  /** ccxt's options, below those of the config. */
  options?: Record<string, unknown>;
  /** Params of ccxt's watchTrades. */
  watchTrades?: Record<string, unknown>;
  /** Book depths that may be subscribed to; without a list ccxt's default is deep enough. */
  bookDepths?: number[];
  /** Request weight that a minute allows, where answers tell the weight used. */
  weightLimit?: number;
  /** ccxt's names of Binance's klines and aggTrades endpoints, whose answers hold more than ccxt keeps. */
  binance?: { klines: string; aggTrades: string };
  /** ccxt's params that ask for trades from an id on; `traits.tradesById` says that there are any. */
  paramsById?: (fromId: number, limit: number) => Record<string, unknown>;
  /** The same for a time, µs, where ccxt's `since` in ms is not sent as it is. */
  paramsByTime?: (fromUs: number) => Record<string, unknown>;
  /** Exchange time of a trade, µs, where ccxt's ms lose digits. */
  exactTime?: (info: unknown) => number;
  /** The raw ids that a trade stands for, where it is an aggregate. */
  idSpan?: (info: unknown) => [first: number, last: number] | null;
  /** Markets whose subscription a frame confirms, by the exchange's name; `all` of the socket's. */
  confirmed?: (message: unknown) => string[] | "all" | null;
  /** Something that a live socket answers, for exchanges that send no heartbeat. */
  probe?: { frame: string; isReply: (text: string) => boolean };
}

const CAREFUL: Traits = {
  tradeIds: "opaque",
  tradesById: false,
  tradesByTime: false,
  omitsEmptyCandles: false,
  candlePage: 100,
  tradePage: 100,
  settleMs: 10_000,
  muteMs: 300_000,
};

const PROBE_ID = 2_147_483_647;

/** Aggregate trades live and by REST: their ids are one series without holes, raw ids are not (USD-M). */
const BINANCE: ExchangeRow = {
  traits: {
    tradeIds: "serial",
    tradesById: true,
    tradesByTime: true,
    omitsEmptyCandles: false,
    candlePage: 1000,
    tradePage: 1000,
    settleMs: 3_000,
    muteMs: 30_000,
  },
  options: { fetchMarkets: { types: ["spot"] } },
  watchTrades: { name: "aggTrade" },
  weightLimit: 6000,
  binance: { klines: "publicGetKlines", aggTrades: "publicGetAggTrades" },
  idSpan: (info) => span(Number(at(info, "f")), Number(at(info, "l"))),
  confirmed: (message) => at(message, "result") === null && at(message, "id") !== undefined ? "all" : null,
  probe: {
    frame: JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: PROBE_ID }),
    isReply: (text) => text.includes(`"id":${PROBE_ID}`),
  },
};

const ROWS: Record<string, ExchangeRow> = {
  binance: BINANCE,
  sandbox: { ...BINANCE, className: "binance" },
  binanceus: { ...BINANCE, options: {}, weightLimit: 1200 },
  binanceusdm: {
    ...BINANCE,
    options: {},
    weightLimit: 2400,
    binance: { klines: "fapiPublicGetKlines", aggTrades: "fapiPublicGetAggTrades" },
  },
  kraken: {
    traits: {
      ...CAREFUL,
      tradeIds: "serial",
      tradesByTime: true,
      candlePage: 720,
      tradePage: 1000,
      muteMs: 30_000,
    },
    bookDepths: [10, 25, 100, 500, 1000],
    paramsByTime: (fromUs) => ({ since: `${BigInt(fromUs) * 1000n - 1n}` }), // in ns, exclusive
    exactTime: (info) =>
      Array.isArray(info) ? microsOfDecimal(info[2], 1_000_000) : microsOfIso(at(info, "timestamp")),
    confirmed: (message) =>
      at(message, "method") === "subscribe" && at(message, "success") === true
        ? [String(at(message, "result", "symbol"))]
        : null,
  },
  krakenfutures: {
    traits: { ...CAREFUL, candlePage: 2000 },
    confirmed: (message) => at(message, "event") === "subscribed" ? names(at(message, "product_ids")) : null,
  },
  /** The live channel aggregates: an id is the last of `count` fills. REST gives each fill. */
  okx: {
    traits: { ...CAREFUL, tradeIds: "serial", tradesById: true, candlePage: 300, muteMs: 60_000 },
    options: { fetchMarkets: { types: ["spot", "swap", "future"] } },
    paramsById: (fromId, limit) => ({
      method: "publicGetMarketHistoryTrades",
      type: "1",
      after: String(fromId + limit),
    }),
    idSpan: (info) => {
      const count = Number(at(info, "count"));
      const last = Number(at(info, "tradeId"));
      return Number.isInteger(count) ? span(last - count + 1, last) : null;
    },
    confirmed: (message) =>
      at(message, "event") === "subscribe" ? names([at(message, "arg", "instId")]) : null,
  },
  bybit: {
    traits: { ...CAREFUL, candlePage: 1000, tradePage: 60, muteMs: 60_000 },
    options: { fetchMarkets: { types: ["spot", "linear", "inverse"] } },
    bookDepths: [50, 200, 1000],
    confirmed: (message) => {
      const op = at(message, "op") ?? at(message, "request", "op");
      return op === "subscribe" && at(message, "success") === true ? "all" : null;
    },
  },
  coinbase: {
    traits: { ...CAREFUL, tradeIds: "serial", omitsEmptyCandles: true, candlePage: 300 },
    exactTime: (info) => microsOfIso(at(info, "time")),
    confirmed: (message) => at(message, "channel") === "subscriptions" ? "all" : null,
  },
  /** `after` is exclusive and gives what is older: the page that ends before it begins at the id asked for. */
  coinbaseexchange: {
    traits: {
      ...CAREFUL,
      tradeIds: "serial",
      tradesById: true,
      omitsEmptyCandles: true,
      candlePage: 300,
      tradePage: 1000,
    },
    paramsById: (fromId, limit) => ({ after: String(fromId + limit) }),
    exactTime: (info) => microsOfIso(at(info, "time")),
    confirmed: (message) => at(message, "type") === "subscriptions" ? "all" : null,
  },
  bitfinex: {
    traits: {
      ...CAREFUL,
      tradesByTime: true,
      omitsEmptyCandles: true,
      candlePage: 10_000,
      tradePage: 10_000,
      muteMs: 60_000,
    },
    bookDepths: [25, 100, 250],
    confirmed: (message) => at(message, "event") === "subscribed" ? names([at(message, "symbol")]) : null,
  },
  gate: {
    traits: { ...CAREFUL, candlePage: 1000, tradePage: 1000 },
    options: { fetchMarkets: { types: ["spot", "swap", "future"] } },
    exactTime: (info) => microsOfDecimal(at(info, "create_time_ms"), 1_000),
    confirmed: (message) =>
      at(message, "event") === "subscribe" && at(message, "result", "status") === "success" ? "all" : null,
  },
};

/** The row of an exchange; the careful one where nothing is known of it. */
export function rowOf(exchange: string): ExchangeRow {
  return ROWS[exchange] ?? { traits: CAREFUL };
}

/** What ccxt is asked for a page of trades: its `since`, ms, and its params. */
export function tradePageOf(row: ExchangeRow, { fromId, fromUs, limit }: TradeQuery) {
  if (fromId !== undefined) return { sinceMs: undefined, params: row.paramsById?.(fromId, limit) ?? {} };
  if (fromUs === undefined) return { sinceMs: undefined, params: {} };
  return { sinceMs: Math.floor(fromUs / 1000), params: row.paramsByTime?.(fromUs) ?? {} };
}

function span(first: number, last: number): [number, number] {
  return [first, last];
}

function names(values: unknown): string[] {
  return Array.isArray(values) ? values.map(String) : [];
}
