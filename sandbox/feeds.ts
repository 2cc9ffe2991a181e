/**
 * A stream as a sequence that anyone can read from any place: position p holds one frame, which is due at a known
 * time. A connection is then no more than a place in each of its streams, and a slow one needs no buffer.
 */
import { IDS_PER_MOVE } from "./book.ts";
import { endOf, type Interval, isInterval, openOf } from "./candles.ts";
import type { IdSpan } from "./ledger.ts";
import type { Listing, Market } from "./market.ts";
import { rawBefore } from "./tape.ts";

export interface Feed {
  readonly stream: string;
  readonly symbol: string;
  readonly kind: "trades" | "depth" | "kline";
  /** The last position that is due at a moment. */
  lastPosition(nowMs: number): number;
  /** The frames of positions from <= p < to, as JSON text. Klines of a halt have none. */
  frames(from: number, to: number, nowMs: number): string[];
  /** The ids of a position's frame: `a`, `t`, `U` and `u` or, of a kline, `E`. */
  idsOf(position: number): IdSpan;
}

/** Binance pushes an open candle every two seconds, and so at its close too. */
const KLINE_PUSH_MS = 2000;

/** The feed of a stream name such as "btcusdt@aggTrade"; undefined where there is no such stream. */
export function openFeed(market: Market, name: string): Feed | undefined {
  const [symbol, ...rest] = name.split("@"), type = rest.join("@");
  const listing = symbol === symbol.toLowerCase() ? market.get(symbol.toUpperCase()) : undefined;
  if (!listing) return undefined;
  const interval = type.startsWith("kline_") ? type.slice("kline_".length) : "";
  const common = { stream: name, symbol: listing.instrument.symbol };
  if (type === "aggTrade") return { ...common, ...aggTrades(listing) };
  if (type === "trade") return { ...common, ...rawTrades(listing) };
  if (type === "depth@100ms") return { ...common, ...depth(listing) };
  return isInterval(interval) ? { ...common, ...klines(listing, interval) } : undefined;
}

type Sequence = Omit<Feed, "stream" | "symbol">;

const aggTrades = ({ tape, wire }: Listing): Sequence => ({
  kind: "trades",
  lastPosition: (nowMs) => tape.lastIdBefore(nowMs + 1),
  frames: (from, to, nowMs) => tape.trades(from, to).map((trade) => wire.aggTradeFrame(trade, nowMs)),
  idsOf: (id) => [id, id],
});

const rawTrades = ({ tape, wire }: Listing): Sequence => ({
  kind: "trades",
  lastPosition: (nowMs) => rawBefore(tape.lastIdBefore(nowMs + 1) + 1),
  frames: (from, to, nowMs) => tape.rawTrades(from, to).map((trade) => wire.tradeFrame(trade, nowMs)),
  idsOf: (id) => [id, id],
});

const depth = ({ books, wire }: Listing): Sequence => ({
  kind: "depth",
  lastPosition: books.moveAt,
  frames: (from, to, nowMs) =>
    Array.from({ length: to - from }, (_, i) => wire.depthFrame(books.update(from + i), nowMs)),
  idsOf: (move) => [(move - 1) * IDS_PER_MOVE + 1, move * IDS_PER_MOVE],
});

function klines({ candles, wire }: Listing, interval: Interval): Sequence {
  function frame(untilMs: number): string[] {
    const openMs = openOf(interval, untilMs - 1), endMs = endOf(interval, openMs);
    const candle = candles.candle(openMs, endMs, untilMs);
    return candle ? [wire.klineFrame(candle, interval, untilMs === endMs, untilMs)] : [];
  }
  return {
    kind: "kline",
    lastPosition: (nowMs) => Math.floor(nowMs / KLINE_PUSH_MS),
    frames: (from, to) =>
      Array.from({ length: to - from }, (_, i) => frame((from + i) * KLINE_PUSH_MS)).flat(),
    idsOf: (position) => [position * KLINE_PUSH_MS, position * KLINE_PUSH_MS],
  };
}
