/** The public REST endpoints of Binance spot: their parameters, weights and answers (JSON text). */
import { setImmediate } from "node:timers";
import { endOf, type Interval, openOf } from "./candles.ts";
import { exchangeInfo, type Listing, type Market } from "./market.ts";
import {
  intervalIn,
  limitIn,
  numberIn,
  onlyThese,
  Refusal,
  refuseCombination,
  symbolIn,
} from "./parameters.ts";

export interface Endpoint {
  readonly parameters: readonly string[];
  weight(query: URLSearchParams): number;
  answer(query: URLSearchParams, market: Market, nowMs: number): string | Promise<string>;
}

const MOST_ROWS = 1000, MOST_LEVELS = 5000;

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  ping: { parameters: [], weight: () => 1, answer: () => "{}" },
  time: { parameters: [], weight: () => 1, answer: (_query, _market, nowMs) => `{"serverTime":${nowMs}}` },
  exchangeInfo: { parameters: ["symbol", "symbols"], weight: () => 20, answer: answerExchangeInfo },
  klines: {
    parameters: ["symbol", "interval", "startTime", "endTime", "limit"],
    weight: () => 2,
    answer: answerKlines,
  },
  aggTrades: {
    parameters: ["symbol", "fromId", "startTime", "endTime", "limit"],
    weight: () => 4,
    answer: answerAggTrades,
  },
  depth: { parameters: ["symbol", "limit"], weight: depthWeight, answer: answerDepth },
};

const RATE_LIMITS = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 200000 },
  { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 61000 },
];

function answerExchangeInfo(query: URLSearchParams, market: Market, nowMs: number): string {
  onlyThese(query, ENDPOINTS.exchangeInfo.parameters);
  const symbols = exchangeInfo(namedIn(query, market), nowMs);
  return JSON.stringify({
    timezone: "UTC",
    serverTime: nowMs,
    rateLimits: RATE_LIMITS,
    exchangeFilters: [],
    symbols,
  });
}

function namedIn(query: URLSearchParams, market: Market): Listing[] {
  if (query.has("symbol")) return [symbolIn(query, market)];
  const symbols = query.get("symbols");
  if (symbols === null) return [...market.values()];
  return symbols.replace(/^\["|"\]$/g, "").split('","')
    .map((symbol) => symbolIn(new URLSearchParams({ symbol }), market));
}

/** Both times inclusive; a span of more than `limit` trades gives the first of them, no start the last. */
function answerAggTrades(query: URLSearchParams, market: Market, nowMs: number): string {
  const { tape, wire } = symbolIn(query, market), limit = limitIn(query, 500, MOST_ROWS);
  const [fromId, startMs, endMs] = ["fromId", "startTime", "endTime"].map((name) => numberIn(query, name));
  if (fromId !== undefined && (startMs ?? endMs) !== undefined) refuseCombination();
  const end = tape.lastIdBefore(Math.min(nowMs, endMs ?? nowMs) + 1) + 1;
  const from = fromId ?? (startMs === undefined ? end - limit : tape.lastIdBefore(startMs) + 1);
  const first = Math.max(1, from);
  return `[${tape.trades(first, Math.min(first + limit, end)).map(wire.aggTradeRow).join()}]`;
}

/** Both times are of the open, and inclusive; no start gives the last candles. The open one is among them. */
async function answerKlines(query: URLSearchParams, market: Market, nowMs: number): Promise<string> {
  const listing = symbolIn(query, market),
    interval = intervalIn(query),
    limit = limitIn(query, 500, MOST_ROWS);
  const startMs = numberIn(query, "startTime"), endMs = Math.min(nowMs, numberIn(query, "endTime") ?? nowMs);
  const opens = startMs === undefined
    ? opensBackwards(listing, interval, endMs)
    : opensForwards(listing, interval, startMs, endMs);
  const rows: string[] = [];
  for (const openMs of opens) {
    const candle = listing.candles.candle(openMs, endOf(interval, openMs), nowMs + 1);
    if (candle) rows.push(listing.wire.klineRow(candle));
    if (rows.length === limit) break;
    if (rows.length % ROWS_A_TURN === 0) await new Promise((done) => setImmediate(done));
  }
  return `[${(startMs === undefined ? rows.reverse() : rows).join()}]`;
}

/** Long spans take milliseconds each: sockets and timers get their turn in between. */
const ROWS_A_TURN = 8;

function* opensForwards({ instrument }: Listing, interval: Interval, startMs: number, endMs: number) {
  const earliest = Math.max(startMs, openOf(interval, instrument.listedMs)),
    open = openOf(interval, earliest);
  let at = open < earliest ? endOf(interval, open) : open;
  for (; at <= endMs && at < instrument.delistedMs; at = endOf(interval, at)) yield at;
}

function* opensBackwards({ instrument }: Listing, interval: Interval, endMs: number) {
  let at = openOf(interval, Math.min(endMs, instrument.delistedMs - 1));
  for (; endOf(interval, at) > instrument.listedMs; at = openOf(interval, at - 1)) yield at;
}

function answerDepth(query: URLSearchParams, market: Market, nowMs: number): string {
  const { books, wire } = symbolIn(query, market);
  return wire.depth(books.book(books.moveAt(nowMs)), limitIn(query, 100, MOST_LEVELS));
}

function depthWeight(query: URLSearchParams): number {
  const limit = Number(query.get("limit") ?? 100);
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

/** The endpoint of a name, checked against the parameters sent. */
export function answerOf(name: string, query: URLSearchParams, market: Market, nowMs: number) {
  const endpoint = ENDPOINTS[name];
  if (!endpoint) throw new Refusal(404, -1000, `The sandbox has no /api/v3/${name}.`);
  onlyThese(query, endpoint.parameters);
  return endpoint.answer(query, market, nowMs);
}
