/** Plays captured book frames by hand, with no code of the product: what each book is in the end. */
import type { Capture, CaptureName } from "./captures.ts";

// deno-lint-ignore no-explicit-any
type Json = any;
type Sides = { bid: Map<number, number>; ask: Map<number, number> };
export type RawLevel = { side: "bid" | "ask"; price: number; amount: number };

/** The top `depth` levels of each book after the capture's last frame, by the exchange's name of the market. */
export function rawBooks(capture: Capture, depth: number): Map<string, RawLevel[]> {
  const player = PLAYERS[capture.name];
  if (player === undefined) throw new Error(`Cannot play the books of ${capture.name}: not written`);
  const books = player(capture, capture.frames.map((frame) => JSON.parse(frame)));
  return new Map([...books].map(([market, sides]) => [market, topOf(sides, depth)]));
}

const PLAYERS: Partial<Record<CaptureName, (capture: Capture, frames: Json[]) => Map<string, Sides>>> = {
  BINANCE: binance,
  BINANCE_FUTURES: binance,
  BINANCE_US: binance,

  OKX: (_, frames) => {
    const books = new Map<string, Sides>();
    for (const { arg, action, data } of frames) {
      if (arg?.channel !== "books" || !data) continue;
      const book = bookOf(books, arg.instId, action === "snapshot");
      for (const update of data) {
        for (const [price, amount] of update.bids) set(book.bid, price, amount);
        for (const [price, amount] of update.asks) set(book.ask, price, amount);
      }
    }
    return books;
  },

  KRAKEN_FUTURES: (_, frames) => {
    const books = new Map<string, Sides>();
    for (const frame of frames) {
      if (frame.feed === "book_snapshot") {
        const book = bookOf(books, frame.product_id, true);
        for (const { price, qty } of frame.bids) set(book.bid, price, qty);
        for (const { price, qty } of frame.asks) set(book.ask, price, qty);
      } else if (frame.feed === "book" && frame.price !== undefined) {
        const book = bookOf(books, frame.product_id, false);
        set(frame.side === "buy" ? book.bid : book.ask, frame.price, frame.qty);
      }
    }
    return books;
  },

  /** Rows are known by their ids; only a `partial` and an `insert` have prices. */
  BITMEX: (_, frames) => {
    const books = new Map<string, Sides>();
    const prices = new Map<number, number>();
    for (const { table, action, data, filter } of frames) {
      if (table !== "orderBookL2") continue;
      if (action === "partial") bookOf(books, filter.symbol, true);
      for (const { symbol, id, side, size, price } of data) {
        if (price !== undefined) prices.set(id, price);
        const book = bookOf(books, symbol, false);
        set(side === "Buy" ? book.bid : book.ask, prices.get(id)!, action === "delete" ? 0 : size);
      }
    }
    return books;
  },

  /** [price, count, ±amount]: count 0 deletes, an ask's amount is negative. */
  BITFINEX: (_, frames) => {
    const books = new Map<string, Sides>();
    const channels = new Map<number, string>();
    for (const frame of frames) {
      if (frame.event === "subscribed" && frame.channel === "book") channels.set(frame.chanId, frame.symbol);
      const market = Array.isArray(frame) ? channels.get(frame[0]) : undefined;
      if (market === undefined || frame[1] === "hb") continue;
      const isSnapshot = Array.isArray(frame[1][0]);
      const book = bookOf(books, market, isSnapshot);
      for (const [price, count, amount] of isSnapshot ? frame[1] : [frame[1]]) {
        set(amount > 0 ? book.bid : book.ask, price, count === 0 ? 0 : Math.abs(amount));
      }
    }
    return books;
  },
};

/** The REST snapshot, then each update that is newer. Only markets whose snapshot was captured. */
function binance({ answers }: Capture, frames: Json[]): Map<string, Sides> {
  const books = new Map<string, Sides>();
  for (const [url, body] of answers) {
    const market = /depth\?symbol=([A-Z]+)/.exec(url)?.[1];
    if (market === undefined) continue;
    const { lastUpdateId, bids, asks } = JSON.parse(body);
    const updates = frames.filter(({ stream, data }) => stream?.includes("@depth") && data.s === market);
    const later = updates.map(({ data }) => data).filter(({ u }) => u > lastUpdateId);
    const book = bookOf(books, market, true);
    for (const { b, a } of [{ b: bids, a: asks }, ...later]) {
      for (const [price, amount] of b) set(book.bid, price, amount);
      for (const [price, amount] of a) set(book.ask, price, amount);
    }
  }
  return books;
}

function bookOf(books: Map<string, Sides>, market: string, cleared: boolean): Sides {
  if (cleared || !books.has(market)) books.set(market, { bid: new Map(), ask: new Map() });
  return books.get(market)!;
}

function set(side: Map<number, number>, price: number | string, amount: number | string) {
  if (Number(amount) === 0) side.delete(Number(price));
  else side.set(Number(price), Number(amount));
}

function topOf({ bid, ask }: Sides, depth: number): RawLevel[] {
  const sorted = (side: Map<number, number>, sign: number) =>
    [...side].sort(([a], [b]) => sign * (a - b)).slice(0, depth);
  return [
    ...sorted(bid, -1).map(([price, amount]) => ({ side: "bid" as const, price, amount })),
    ...sorted(ask, 1).map(([price, amount]) => ({ side: "ask" as const, price, amount })),
  ];
}
