/**
 * What is known of each exchange beyond ccxt: what its ids are worth, how its pages are asked for, where the exact
 * values stand in what it sends. An exchange without a row gets the careful one, which proves nothing.
 */
import type { Traits } from "../contract.ts";
import type { CandlePages } from "./candle_history.ts";
import { at, microsOfDecimal, microsOfIso } from "./fields.ts";
import {
  binanceTrades,
  BITFINEX_TRADES,
  BITMEX_TRADES,
  BYBIT_TRADES,
  COINBASE_TRADES,
  COINBASEEXCHANGE_TRADES,
  GATE_TRADES,
  GEMINI_TRADES,
  KRAKEN_TRADES,
  KRAKENFUTURES_TRADES,
  KUCOIN_TRADES,
  OKX_TRADES,
  type TradePages,
} from "./trade_pages.ts";

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
  /** ccxt's name of Binance's klines endpoint, whose answers hold more than ccxt keeps. */
  binance?: { klines: string };
  /** How past trades are asked for; without it ccxt's way, which proves nothing. */
  trades?: TradePages;
  /** Why no past trades can be had. */
  noTrades?: string;
  candles?: CandlePages;
  /** Exchange time of a trade, µs, where ccxt's ms lose digits. */
  exactTime?: (info: unknown) => number;
  /** Its amount, where ccxt leaves one out. */
  amountOf?: (info: unknown) => unknown;
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
  books: "sampled",
};

const PROBE_ID = 2_147_483_647;

/** Aggregate trades live and by REST: their ids are one series without holes, raw ids are not (USD-M). */
const BINANCE: ExchangeRow = {
  traits: {
    tradeIds: "serial",
    tradesById: true,
    tradesByTime: true,
    omitsEmptyCandles: false,
    candlesCountTrades: true,
    daysSinceListing: true,
    candlePage: 1000,
    tradePage: 1000,
    settleMs: 3_000,
    muteMs: 30_000,
    books: "diff",
  },
  options: { fetchMarkets: { types: ["spot"] } },
  watchTrades: { name: "aggTrade" },
  weightLimit: 6000,
  binance: { klines: "publicGetKlines" },
  trades: binanceTrades("publicGetAggTrades"),
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
    traits: { ...BINANCE.traits, candlesCountTrades: false },
    options: {},
    weightLimit: 2400,
    binance: { klines: "fapiPublicGetKlines" },
    trades: binanceTrades("fapiPublicGetAggTrades"),
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
    trades: KRAKEN_TRADES,
    candles: { newestCandles: 720, hasNoEnd: true }, // "the 720 most recent, regardless of since"
    exactTime: (info) =>
      Array.isArray(info) ? microsOfDecimal(info[2], 1_000_000) : microsOfIso(at(info, "timestamp")),
    confirmed: (message) =>
      at(message, "method") === "subscribe" && at(message, "success") === true
        ? [String(at(message, "result", "symbol"))]
        : null,
  },
  krakenfutures: {
    traits: { ...CAREFUL, tradesByTime: true, candlePage: 2000, tradePage: 1000 },
    trades: KRAKENFUTURES_TRADES,
    candles: { hasNoEnd: true },
    amountOf: (info) => at(info, "quantity") ?? at(info, "qty") ?? at(info, "size"), // ccxt: of linear ones only
    confirmed: (message) => at(message, "event") === "subscribed" ? names(at(message, "product_ids")) : null,
  },
  /** The live channel aggregates: an id is the last of `count` fills. REST gives each fill. */
  okx: {
    traits: {
      ...CAREFUL,
      tradeIds: "serial",
      tradesById: true,
      tradesByTime: true,
      candlePage: 300,
      muteMs: 60_000,
    },
    options: { fetchMarkets: { types: ["spot", "swap", "future"] } },
    trades: OKX_TRADES,
    idSpan: (info) => {
      const count = Number(at(info, "count"));
      const last = Number(at(info, "tradeId"));
      return Number.isInteger(count) ? span(last - count + 1, last) : null;
    },
    confirmed: (message) =>
      at(message, "event") === "subscribe" ? names([at(message, "arg", "instId")]) : null,
  },
  bybit: {
    traits: {
      ...CAREFUL,
      tradesByTime: true,
      daysSinceListing: true,
      candlePage: 1000,
      tradePage: 1000,
      muteMs: 60_000,
    },
    trades: BYBIT_TRADES,
    options: { fetchMarkets: { types: ["spot", "linear", "inverse"] } },
    bookDepths: [50, 200, 1000],
    confirmed: (message) => {
      const op = at(message, "op") ?? at(message, "request", "op");
      return op === "subscribe" && at(message, "success") === true ? "all" : null;
    },
  },
  coinbase: {
    traits: {
      ...CAREFUL,
      tradeIds: "serial",
      tradesByTime: true,
      omitsEmptyCandles: true,
      daysSinceListing: true,
      candlePage: 300,
      tradePage: 1000,
    },
    trades: COINBASE_TRADES,
    exactTime: (info) => microsOfIso(at(info, "time")),
    confirmed: (message) => at(message, "channel") === "subscriptions" ? "all" : null,
  },
  coinbaseexchange: {
    traits: {
      ...CAREFUL,
      tradeIds: "serial",
      tradesById: true,
      omitsEmptyCandles: true,
      daysSinceListing: true,
      candlePage: 300,
      tradePage: 1000,
    },
    trades: COINBASEEXCHANGE_TRADES,
    exactTime: (info) => microsOfIso(at(info, "time")),
    confirmed: (message) => at(message, "type") === "subscriptions" ? "all" : null,
  },
  bitfinex: {
    traits: {
      ...CAREFUL,
      tradesByTime: true,
      omitsEmptyCandles: true,
      daysSinceListing: true,
      candlePage: 10_000,
      tradePage: 10_000,
      muteMs: 60_000,
    },
    trades: BITFINEX_TRADES,
    bookDepths: [25, 100, 250],
    confirmed: (message) => at(message, "event") === "subscribed" ? names([at(message, "symbol")]) : null,
  },
  /** Read by an adapter of its own, bitmex.ts. A socket is probed at a third of `muteMs`: 5 s, as its document says. */
  bitmex: {
    traits: {
      ...CAREFUL,
      tradesByTime: true,
      daysSinceListing: true,
      candlePage: 1000,
      tradePage: 1000,
      muteMs: 15_000,
    },
    trades: BITMEX_TRADES,
  },
  gate: {
    traits: { ...CAREFUL, tradesByTime: true, candlePage: 1000, tradePage: 1000 },
    trades: GATE_TRADES,
    candles: { newestSpans: 9_999 }, // "Maximum 10000 points ago are allowed", else it refuses
    options: { fetchMarkets: { types: ["spot", "swap", "future"] } },
    exactTime: (info) => gateTime(at(info, "create_time_ms")),
    confirmed: (message) =>
      at(message, "event") === "subscribe" && at(message, "result", "status") === "success" ? "all" : null,
  },
  kucoin: {
    traits: {
      ...CAREFUL,
      tradesByTime: true,
      omitsEmptyCandles: true,
      daysSinceListing: true,
      candlePage: 200, // spot: up to 1500
    },
    trades: KUCOIN_TRADES,
    candles: { hasNoEnd: true },
    exactTime: (info) => Number(String(at(info, "time") ?? at(info, "ts")).slice(0, -3)), // ns
  },
  gemini: {
    traits: { ...CAREFUL, tradesByTime: true, candlePage: 1440, tradePage: 500 },
    trades: GEMINI_TRADES,
    candles: { hasNoRange: true },
  },
  /** Its REST trades have whole seconds, its live ones microseconds: each would be stored twice. */
  bitstamp: {
    traits: { ...CAREFUL, candlePage: 1000, daysSinceListing: true },
    noTrades: "its REST trades have whole seconds only, so that none can be told from a live one",
  },
  /** `recentTrades` gives ten and is not in its document; ccxt asks for a user's own fills instead. */
  hyperliquid: {
    traits: { ...CAREFUL, candlePage: 5000 },
    noTrades: "it serves no past trades of a market",
    candles: { newestCandles: 5000 }, // "Only the most recent 5000 candles are available"
  },
};

/** The row of an exchange; the careful one where nothing is known of it. */
export function rowOf(exchange: string): ExchangeRow {
  return ROWS[exchange] ?? { traits: CAREFUL };
}

/** Decimal ms of spot, decimal seconds of contracts. */
function gateTime(value: unknown): number {
  return microsOfDecimal(value, Number(value) < 1e11 ? 1_000_000 : 1_000);
}

function span(first: number, last: number): [number, number] {
  return [first, last];
}

function names(values: unknown): string[] {
  return Array.isArray(values) ? values.map(String) : [];
}
