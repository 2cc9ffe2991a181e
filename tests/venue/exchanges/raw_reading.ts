/**
 * Reads captured frames after the exchanges' documents, by hand and with no code of the product: what each trade and
 * book should come out as.
 */
import type { Capture, CaptureName } from "./captures.ts";

/** A trade by the exchange's own name of the market; times are µs. */
export interface RawTrade {
  market: string;
  ts: number;
  id: string;
  firstId: number | null;
  lastId: number | null;
  price: number;
  amount: number;
  side: "buy" | "sell";
}

/** All trades of a capture, in the order they were sent. */
export function rawTrades({ name, frames }: Capture): RawTrade[] {
  const reader = READERS[name];
  if (reader === undefined) throw new Error(`Cannot read ${name}: its frames are of another protocol`);
  return reader(frames.map((frame) => JSON.parse(frame)));
}

// deno-lint-ignore no-explicit-any
type Json = any;

const READERS: Partial<Record<CaptureName, (frames: Json[]) => RawTrade[]>> = {
  BINANCE: binance,
  BINANCE_FUTURES: binance,
  BINANCE_US: binance,

  OKX: (frames) =>
    frames.filter(({ arg, data }) => arg?.channel === "trades" && data).flatMap(({ data }) =>
      data.map((trade: Json) => ({
        market: trade.instId,
        ts: Number(trade.ts) * 1000,
        id: trade.tradeId,
        ...NO_SPAN,
        price: Number(trade.px),
        amount: Number(trade.sz),
        side: trade.side,
      }))
    ),

  KRAKEN_FUTURES: (frames) =>
    frames.flatMap((frame) => frame.feed === "trade" && frame.uid ? [frame] : frame.trades ?? []).map((
      trade,
    ) => ({
      market: trade.product_id,
      ts: trade.time * 1000,
      id: trade.uid,
      ...NO_SPAN,
      price: trade.price,
      amount: trade.qty,
      side: trade.side,
    })),

  /** `side` is the maker's. */
  COINBASE: (frames) =>
    frames.filter(({ type }) => type === "match").map((match) => ({
      market: match.product_id,
      ts: isoMicros(match.time),
      id: String(match.trade_id),
      ...NO_SPAN,
      price: Number(match.price),
      amount: Number(match.size),
      side: match.side === "buy" ? "sell" : "buy",
    })),

  GATEIO: (frames) =>
    frames.filter(({ channel, event }) => channel === "spot.trades" && event === "update").map((
      { result },
    ) => ({
      market: result.currency_pair,
      ts: Math.floor(Number(result.create_time_ms.replace(".", "").padEnd(17, "0").slice(0, 17)) / 10),
      id: String(result.id),
      ...NO_SPAN,
      price: Number(result.price),
      amount: Number(result.amount),
      side: result.side,
    })),

  /** A `partial` has but the newest trade before the subscription. All times have ms. */
  BITMEX: (frames) =>
    frames.filter(({ table, action }) => table === "trade" && action === "insert").flatMap(({ data }) =>
      data.map((trade: Json) => ({
        market: trade.symbol,
        ts: Date.parse(trade.timestamp) * 1000,
        id: trade.trdMatchID,
        ...NO_SPAN,
        price: trade.price,
        amount: trade.size,
        side: trade.side.toLowerCase(),
      }))
    ),

  /** [channel, [[id, ms, ±amount, price], …], sequence]; a negative amount was sold. */
  BITFINEX: (frames) => {
    const channels = channelsOf(frames, "trades");
    return frames.filter((frame) => Array.isArray(frame) && channels.has(frame[0]) && Array.isArray(frame[1]))
      .flatMap(([channel, trades]) =>
        trades.map(([id, ms, amount, price]: number[]) => ({
          market: channels.get(channel)!,
          ts: ms * 1000,
          id: String(id),
          ...NO_SPAN,
          price,
          amount: Math.abs(amount),
          side: amount < 0 ? "sell" : "buy",
        }))
      );
  },
};

const NO_SPAN = { firstId: null, lastId: null };

function binance(frames: Json[]): RawTrade[] {
  return frames.filter(({ stream }) => stream?.endsWith("@aggTrade")).map(({ data }) => ({
    market: data.s,
    ts: data.T * 1000,
    id: String(data.a),
    firstId: data.f,
    lastId: data.l,
    price: Number(data.p),
    amount: Number(data.q),
    side: data.m ? "sell" : "buy",
  }));
}

function channelsOf(frames: Json[], channel: string): Map<number, string> {
  return new Map(
    frames.filter((frame) => frame.event === "subscribed" && frame.channel === channel)
      .map(({ chanId, symbol }) => [chanId, symbol]),
  );
}

/** All of these end in `.` and six digits and `Z`. */
function isoMicros(text: string): number {
  return Date.parse(text.slice(0, 19) + "Z") * 1000 + Number(text.slice(20, 26));
}
