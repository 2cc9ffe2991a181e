/**
 * Each change of a book as it was sent. ccxt dials and subscribes; its own book is not used, which keeps no single
 * change and takes four times as long.
 */
import type { Clock } from "../../kernel/mod.ts";
import type { BookSink } from "../contract.ts";
import {
  depthEndpoint,
  diffOf,
  faultOfDiff,
  nameOfDiff,
  nameOfMarket,
  SNAPSHOT_LEVELS,
  snapshotOf,
} from "./binance_depth.ts";
import { type BookSync, createBookSync } from "./book_sync.ts";
import type { CcxtMarket, Endpoint } from "./ccxt_types.ts";
import { at } from "./fields.ts";
import type { Session } from "./session.ts";
import { createSubscriptions, symbolGroups } from "./subscriptions.ts";
import type { ExchangeRow } from "./traits.ts";
import type { Feed } from "./watch.ts";

export interface BookDiffFeedOptions {
  session: Session;
  row: ExchangeRow;
  clock: Clock;
}

const SHOWN_CHARS = 2_000;
/** Where a frame says what it is: at its begin, or behind the name of its stream. */
const HEAD_CHARS = 100;

export function createBookDiffFeed(
  markets: CcxtMarket[],
  sink: BookSink,
  { session, row, clock }: BookDiffFeedOptions,
): Feed {
  const ending = new AbortController();
  const books = new Map<string, { symbol: string; sync: BookSync }>();
  const subscriptions = createSubscriptions(markets, row, {
    subscribed: (symbol) => syncOf(symbol)?.begin(),
  });

  const syncOf = (symbol: string) => [...books.values()].find((book) => book.symbol === symbol)?.sync;

  async function askSnapshot(market: CcxtMarket) {
    const endpoint = (session.ccxt as unknown as Record<string, Endpoint>)[depthEndpoint(market)];
    const call = () => endpoint.call(session.ccxt, { symbol: market.id, limit: SNAPSHOT_LEVELS });
    const { value } = await session.ask(`ask the book of ${market.symbol}`, call, { signal: ending.signal });
    return snapshotOf(value, market.symbol, Math.floor(clock.now() * 1_000));
  }

  return {
    start(ccxt, end) {
      for (const market of markets) {
        const { symbol } = market;
        const sync = createBookSync({
          symbol,
          sink,
          clock,
          signal: ending.signal,
          askSnapshot: () => askSnapshot(market),
          fail: end,
        });
        books.set(nameOfMarket(market), { symbol, sync });
      }
      ccxt.handleOrderBookSubscription = () => {}; // it would ask for a snapshot of its own
      return symbolGroups(markets).map((group) => ccxt.watchOrderBookForSymbols(group));
    },

    direct(text, tsRecv) {
      if (!text.slice(0, HEAD_CHARS).includes(`"depthUpdate"`)) return false;
      const raw = updateIn(text);
      const book = books.get(nameOfDiff(raw));
      if (!book) return false;
      const diff = diffOf(raw, tsRecv);
      const fault = faultOfDiff(diff);
      if (fault !== null) sink.rejected(book.symbol, fault, text.slice(0, SHOWN_CHARS));
      else book.sync.take(diff);
      return true;
    },

    frame({ text, message, fault }) {
      subscriptions.confirm(message);
      if (fault !== null) sink.rejected(null, fault, text.slice(0, SHOWN_CHARS));
    },

    stop: () => ending.abort(),
  };
}

/** Undefined where the text is no JSON. A combined stream wraps what it sends. */
function updateIn(text: string): unknown {
  try {
    const message = JSON.parse(text);
    return at(message, "data") ?? message;
  } catch {
    return undefined;
  }
}
