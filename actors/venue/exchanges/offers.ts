/**
 * What of each exchange can be recorded, and what it is worth: ccxt's part and ours as one. docs/exchanges.md says
 * the same, and a test holds it against this.
 */
import { type KnownExchange, knownExchanges } from "../../../schemas/known_exchanges.ts";
import { rowOf } from "./traits.ts";
import type { ExchangeRow } from "./traits.ts";
import type { CcxtMarket } from "./ccxt_types.ts";

/** How far back an answer can go. */
export type Reach =
  | { type: "listing" }
  /** As far as the exchange answers, which is not known. */
  | { type: "unknown" }
  /** Nothing older than `day`, UTC. */
  | { type: "since"; day: string }
  | { type: "days"; days: number }
  /** Only so many of the newest rows. */
  | { type: "newest"; rows: number }
  /** What it has: no range can be asked for. */
  | { type: "no-range" };

export interface Offer extends Pick<KnownExchange, "id" | "name" | "countries" | "markets"> {
  liveTrades:
    | null
    /** Each has an id, one follows the other: a hole is seen, and asked for. `aggregates`: an id may span many. */
    | { proof: "ids"; aggregates: boolean }
    /** As sent: that none is missing cannot be seen. */
    | { proof: "none"; aggregates: boolean };
  /** Complete states, now and then; `eachChange`: also every change, shown to be the next one. */
  books: null | { eachChange: boolean; depths: number[] | null };
  candles: null | {
    spans: string[];
    /** Most of an answer. */
    page: number;
    reach: Reach;
    /** Whether a span without trades has a candle. */
    emptySpans: "candle" | "no-candle" | "unknown";
  };
  pastTrades:
    | { type: "none"; reason: string }
    | { type: "some"; reach: Reach; proof: Array<"ids" | "answers"> };
}

/** Exchanges that go back to each market's first day, as their documents say or was seen. */
const TRADES_SINCE_LISTING = [
  "sandbox",
  "binance",
  "binanceus",
  "binanceusdm",
  "kraken",
  "coinbase",
  "coinbaseexchange",
  "bitfinex",
  "bitmex",
];
const CANDLES_SINCE_LISTING = [
  ...TRADES_SINCE_LISTING.filter((id) => id !== "kraken"),
  "krakenfutures",
  "bybit",
  "okx",
  "bitstamp",
  "kucoin",
];
const HAS_EMPTY_CANDLES = [
  "sandbox",
  "binance",
  "binanceus",
  "binanceusdm",
  "kraken",
  "bybit",
  "okx",
  "bitmex",
  "bitstamp",
  "gate",
];
const DAY_US = 86_400_000_000;

/** By id, in its order. */
export function offers(): Map<string, Offer> {
  return new Map([...knownExchanges()].map(([id, known]) => [id, offerOf(known, rowOf(id))]));
}

function offerOf(known: KnownExchange, row: ExchangeRow): Offer {
  const { id, name, countries, live, byRequest } = known;
  const aggregates = row.idSpan !== undefined;
  const proof = row.traits.tradeIds === "serial" ? "ids" : "none";
  const books = { eachChange: row.traits.books === "diff", depths: row.bookDepths ?? null };
  return {
    id,
    name,
    countries,
    markets: marketsOf(known, row),
    liveTrades: live.includes("trades") ? { proof, aggregates } : null,
    books: live.includes("book") ? books : null,
    candles: byRequest.includes("ohlc") ? candlesOf(known, row) : null,
    pastTrades: pastTradesOf(known, row),
  };
}

/** What we ask the exchange for, where that is less than all. Contracts have names of their own at some. */
function marketsOf({ markets }: KnownExchange, { options }: ExchangeRow): string[] {
  const asked = (options?.fetchMarkets as { types?: string[] } | undefined)?.types ?? markets;
  return asked.every((type) => markets.includes(type)) ? asked : markets;
}

function candlesOf({ id, spans }: KnownExchange, { traits, candles }: ExchangeRow): Offer["candles"] {
  const isKnown = HAS_EMPTY_CANDLES.includes(id);
  return {
    spans,
    page: traits.candlePage,
    reach: candleReach(id, candles ?? {}),
    emptySpans: traits.omitsEmptyCandles ? "no-candle" : isKnown ? "candle" : "unknown",
  };
}

function candleReach(id: string, pages: NonNullable<ExchangeRow["candles"]>): Reach {
  if (pages.hasNoRange) return { type: "no-range" };
  const newest = pages.newestCandles ?? pages.newestSpans;
  if (newest !== undefined) return { type: "newest", rows: newest };
  return CANDLES_SINCE_LISTING.includes(id) ? { type: "listing" } : { type: "unknown" };
}

function pastTradesOf({ id, name, byRequest }: KnownExchange, row: ExchangeRow): Offer["pastTrades"] {
  if (row.noTrades) return { type: "none", reason: row.noTrades };
  const ours = row.trades;
  if (!ours && !byRequest.includes("trades")) {
    return { type: "none", reason: `ccxt cannot ask ${name} for them` };
  }
  if (!ours) return { type: "some", reach: { type: "unknown" }, proof: [] };
  const ids = row.traits.tradeIds === "serial" ? ["ids" as const] : [];
  const answers = row.traits.tradesByTime ? ["answers" as const] : [];
  return { type: "some", reach: tradeReach(id, row), proof: [...ids, ...answers] };
}

function tradeReach(id: string, { trades, traits }: ExchangeRow): Reach {
  const spot = { type: "spot" } as CcxtMarket;
  if (trades!.reach === "newest") return { type: "newest", rows: trades!.page?.(spot) ?? traits.tradePage };
  const [now, later] = [0, DAY_US].map((nowUs) => trades!.servedFromUs?.(nowUs));
  if (now === undefined) return TRADES_SINCE_LISTING.includes(id) ? { type: "listing" } : { type: "unknown" };
  return now === later
    ? { type: "since", day: new Date(now / 1_000).toISOString().slice(0, 10) }
    : { type: "days", days: -now / DAY_US };
}
