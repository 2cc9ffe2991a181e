/** Books kept up to date from BitMEX's table of levels, and sampled whole. */
import type { Clock } from "../../kernel/mod.ts";
import { type BookSink, VenueFault } from "../contract.ts";
import { type BitmexBook, createBitmexBook } from "./bitmex_book.ts";
import type { BitmexMarket } from "./bitmex_markets.ts";
import type { BitmexFeed, TableFrame } from "./bitmex_socket.ts";
import { createBookSampler } from "./book_sampler.ts";
import { faultOfBook } from "./checks.ts";
import { at } from "./fields.ts";

export interface BitmexBookFeedOptions {
  depth: number;
  everyMs: number;
  clock: Clock;
}

const SHOWN_CHARS = 2_000;
/** "Top 25 levels of level 2 order book", and all of them. */
const TOP_TABLE = { name: "orderBookL2_25", depth: 25 };
const WHOLE_TABLE = "orderBookL2";

export function bookTopics(markets: BitmexMarket[], depth: number): string[] {
  const table = depth <= TOP_TABLE.depth ? TOP_TABLE.name : WHOLE_TABLE;
  return markets.map(({ id }) => `${table}:${id}`);
}

interface Kept {
  book: BitmexBook;
  /** Exchange time of the newest change, µs; null where it sends none. */
  ts: number | null;
}

export function createBitmexBookFeed(
  markets: BitmexMarket[],
  sink: BookSink,
  { depth, everyMs, clock }: BitmexBookFeedOptions,
): BitmexFeed {
  const byId = new Map(markets.map((market) => [market.id, market]));
  const kept = new Map<string, Kept>();
  for (const market of markets) kept.set(market.symbol, { book: createBitmexBook(market), ts: null });
  const sampler = createBookSampler([...kept.keys()], { everyMs, clock }, sample);

  const rejected = (reason: string, text: string) => sink.rejected(null, reason, text.slice(0, SHOWN_CHARS));

  function sample(symbol: string) {
    const { book, ts: sentTs } = kept.get(symbol)!;
    const tsRecv = Math.floor(clock.now() * 1_000);
    const ts = sentTs ?? tsRecv;
    const levels = book.top(depth);
    const fault = faultOfBook(ts, levels, tsRecv);
    if (fault !== null) return sink.rejected(symbol, fault, JSON.stringify(levels).slice(0, SHOWN_CHARS));
    if (levels.length > 0) sink.book(symbol, { ts, tsRecv, seq: null, isSnapshot: true, levels });
  }

  function take(market: BitmexMarket, action: string, rows: unknown[]) {
    const { symbol } = market;
    const book = kept.get(symbol)!;
    const change = book.book.apply(action, rows);
    switch (change.type) {
      case "early":
        return;
      case "broken":
        throw new VenueFault("network", `Cannot follow the book of ${symbol} on bitmex: ${change.reason}`);
      case "changed":
        book.ts = change.ts;
        if (action === "partial") sink.subscribed(symbol);
        return sampler.changed(symbol);
      default:
        change satisfies never;
    }
  }

  return {
    frame(frame) {
      if (frame.table !== TOP_TABLE.name && frame.table !== WHOLE_TABLE) {
        return rejected("not understood", frame.text);
      }
      for (const [id, rows] of rowsByMarket(frame)) {
        const market = byId.get(String(id));
        if (typeof id !== "string") rejected("it names no market", frame.text);
        else if (market) take(market, frame.action, rows);
      }
    },
    rejected,
    stop: sampler.stop,
  };
}

/** A `partial` may have no row. */
function rowsByMarket({ market, rows }: TableFrame): Array<[unknown, unknown[]]> {
  if (market !== null) return [[market, rows]];
  return [...Map.groupBy(rows, (row) => at(row, "symbol"))];
}
