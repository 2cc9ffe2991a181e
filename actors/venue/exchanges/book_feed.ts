/** Books, copied whole inside the handler that changed them: ccxt's book is one mutable object. */
import type { Level } from "../../../schemas/market.ts";
import type { Clock } from "../../kernel/mod.ts";
import { type BookSink, VenueFault } from "../contract.ts";
import { createBookSampler } from "./book_sampler.ts";
import type { CcxtBook, CcxtExchange, CcxtMarket } from "./ccxt_types.ts";
import { faultOfBook } from "./checks.ts";
import { createSubscriptions, symbolGroups } from "./subscriptions.ts";
import type { ExchangeRow } from "./traits.ts";
import type { Feed } from "./watch.ts";

export interface BookFeedOptions {
  depth: number;
  everyMs: number;
  clock: Clock;
}

const SHOWN_CHARS = 2_000;

export function createBookFeed(
  markets: CcxtMarket[],
  row: ExchangeRow,
  sink: BookSink,
  { depth, everyMs, clock }: BookFeedOptions,
): Feed {
  const subscriptions = createSubscriptions(markets, row, sink);
  const symbols = markets.map(({ symbol }) => symbol);
  let books: Record<string, CcxtBook> = {};
  const sampler = createBookSampler(symbols, { everyMs, clock }, (symbol) => {
    if (books[symbol]) sample(books[symbol], symbol);
  });

  function sample(book: CcxtBook, symbol: string) {
    const tsRecv = Math.floor(clock.now() * 1000);
    const ts = book.timestamp === undefined ? tsRecv : book.timestamp * 1000; // some exchanges send no time
    const levels = [...levelsOf("bid", book.bids, depth), ...levelsOf("ask", book.asks, depth)];
    const fault = faultOfBook(ts, levels, tsRecv);
    if (fault !== null) return sink.rejected(symbol, fault, JSON.stringify(levels).slice(0, SHOWN_CHARS));
    subscriptions.heard(symbol);
    if (levels.length > 0) {
      sink.book(symbol, { ts, tsRecv, seq: book.nonce ?? null, isSnapshot: true, levels });
    }
  }

  return {
    start(ccxt) {
      books = ccxt.orderbooks;
      tapBooks(ccxt, (updated) => {
        for (const symbol of symbols) if (ccxt.orderbooks[symbol] === updated) sampler.changed(symbol);
      });
      return ask(ccxt, markets, row.bookDepths?.find((limit) => limit >= depth) ?? row.bookDepths?.at(-1));
    },

    frame({ text, message, fault }) {
      subscriptions.confirm(message);
      if (fault !== null) sink.rejected(null, fault, text.slice(0, SHOWN_CHARS));
    },

    stop: sampler.stop,
  };
}

function ask(ccxt: CcxtExchange, markets: CcxtMarket[], limit: number | undefined): Promise<unknown>[] {
  if (ccxt.has.watchOrderBookForSymbols) {
    return symbolGroups(markets).map((group) => ccxt.watchOrderBookForSymbols(group, limit));
  }
  if (ccxt.has.watchOrderBook) return markets.map(({ symbol }) => ccxt.watchOrderBook(symbol, limit));
  throw new VenueFault("final", `Cannot watch books: ccxt has no live books of ${ccxt.id}`);
}

/** Every handler gives the book to `client.resolve` once it is whole and in sequence. */
function tapBooks(ccxt: CcxtExchange, onBook: (book: unknown) => void) {
  const { client } = ccxt;
  ccxt.client = (url) => {
    const known = ccxt.clients[url] !== undefined;
    const socket = client(url);
    if (!known) {
      const { resolve } = socket;
      socket.resolve = (result, messageHash) => {
        onBook(result);
        return resolve.call(socket, result, messageHash);
      };
    }
    return socket;
  };
}

function levelsOf(side: Level["side"], levels: number[][], depth: number): Level[] {
  return levels.slice(0, depth).map(([price, amount]) => ({ side, price, amount }));
}
