import { deepStrictEqual as equal, ok } from "node:assert";
import fc from "fast-check";
import type { Book, Level } from "../../sandbox/book.ts";
import { openMarket } from "../../sandbox/market.ts";
import type { AggTrade, Tape } from "../../sandbox/tape.ts";

const market = openMarket({ seed: 7, rate: 5 });
const START_MS = Date.UTC(2024, 3, 2);

const moments = fc.record({
  symbol: fc.constantFrom("BTCUSDT", "ETHUSDT", "QUIETUSDT", "FRESHUSDT", "PAUSEUSDT"),
  timeMs: fc.integer({ min: START_MS, max: START_MS + 400 * 86_400_000 }),
});

Deno.test("the best bid lies below the best ask, and the last trade was at one of them", () => {
  fc.assert(
    fc.property(moments, ({ symbol, timeMs }) => {
      const { books, tape } = market.get(symbol)!,
        move = books.moveAt(timeMs),
        { bids, asks } = books.book(move);
      const [last] = lastTrade(tape, books.update(move).timeMs);
      ok(bids[0][0] < asks[0][0]);
      ok(
        last.price === bids[0][0] || last.price === asks[0][0],
        `${last.price} is neither ${bids[0]} nor ${asks[0]}`,
      );
    }),
    { numRuns: 30 },
  );
});

Deno.test("both sides are sorted from the best price on, and no level is empty", () => {
  fc.assert(fc.property(moments, ({ symbol, timeMs }) => {
    const { books } = market.get(symbol)!, { bids, asks } = books.book(books.moveAt(timeMs));
    for (const [side, sign] of [[bids, -1], [asks, 1]] as const) {
      ok(side.length > 50 && side.every(([, lots]) => lots > 0));
      ok(side.every(([price], i) => i === 0 || sign * (price - side[i - 1][0]) > 0));
    }
  }));
});

Deno.test("a book with its updates applied is the book of the last of them", () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 40 }), ({ symbol, timeMs }, count) => {
      const { books } = market.get(symbol)!, first = books.moveAt(timeMs), start = books.book(first);
      const sides = { bids: new Map<number, number>(start.bids), asks: new Map<number, number>(start.asks) };
      let last = start.lastUpdateId;
      for (let move = first + 1; move <= first + count; move++) {
        const update = books.update(move);
        equal(update.firstUpdateId, last + 1);
        last = update.lastUpdateId;
        apply(sides.bids, update.bids);
        apply(sides.asks, update.asks);
      }
      equal(sorted(sides, last), books.book(first + count));
    }),
    { numRuns: 30 },
  );
});

Deno.test("an update id leads back to its move, and a move to its time", () => {
  fc.assert(
    fc.property(moments, ({ symbol, timeMs }) => {
      const { books } = market.get(symbol)!, move = books.moveAt(timeMs), update = books.update(move);
      equal([books.moveOf(update.firstUpdateId), books.moveOf(update.lastUpdateId)], [move, move]);
      equal(books.moveAt(update.timeMs), move);
      ok(update.timeMs <= timeMs);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a halted book stands still, and a delisted one is empty", () => {
  const pause = market.get("PAUSEUSDT")!.books, three = Date.UTC(2024, 6, 1, 3);
  equal(pause.moveAt(three + 19 * 60_000), pause.moveAt(three));
  equal(pause.moveAt(three + 20 * 60_000 + 100), pause.moveAt(three) + 1);
  const gone = market.get("GONEUSDT")!.books, { bids, asks } = gone.book(gone.moveAt(Date.UTC(2024, 6, 1)));
  equal([bids, asks], [[], []]);
});

function apply(side: Map<number, number>, levels: readonly Level[]): void {
  for (const [price, lots] of levels) lots === 0 ? side.delete(price) : side.set(price, lots);
}

function sorted(
  { bids, asks }: { bids: Map<number, number>; asks: Map<number, number> },
  lastUpdateId: number,
): Book {
  return {
    lastUpdateId,
    bids: [...bids].sort((a, b) => b[0] - a[0]),
    asks: [...asks].sort((a, b) => a[0] - b[0]),
  };
}

function lastTrade(tape: Tape, timeMs: number): AggTrade[] {
  const id = tape.lastIdBefore(timeMs + 1);
  return tape.trades(id, id + 1);
}
