/** Each change of a book through real sockets: what is handed on replays to the exchange's own book. */
import assert from "node:assert/strict";
import { type Book, createBook } from "../../../actors/archive/book_replay.ts";
import { createBookSessions, sessionCounter } from "../../../actors/venue/book_sessions.ts";
import type { Venue, VenueFault } from "../../../actors/venue/contract.ts";
import { startSandbox } from "../../../sandbox/server.ts";
import { readCapture, withCaptures } from "./captures.ts";
import { collect, type Collected, openTestVenue } from "./collect.ts";
import { rawBooks, type RawLevel } from "./raw_books.ts";
import { startReplay, TARGETS } from "./replay_server.ts";

const SYMBOL = "BTC/USDT";

interface Bench {
  venue: Venue;
  url: string;
  /** Aborts at the end of the test, or after ten seconds. */
  signal: AbortSignal;
  fault(fault: Record<string, unknown>): Promise<void>;
  /** The whole book at an update id, best first, bids first. */
  truth(updateId: number): Promise<RawLevel[]>;
}

function sandboxTest(name: string, body: (bench: Bench) => Promise<void>) {
  Deno.test(name, async () => {
    const sandbox = startSandbox({ seed: 7, rate: 100, now: Date.now });
    const venue = await openTestVenue("sandbox", sandbox.url);
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]);
    try {
      await body({
        venue,
        url: sandbox.url,
        signal,
        async fault(fault) {
          const body = JSON.stringify(fault);
          const answer = await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", body });
          assert.ok(answer.ok, await answer.text());
        },
        async truth(updateId) {
          const query = `symbol=BTCUSDT&lastUpdateId=${updateId}`;
          const { bids, asks } = await (await fetch(`${sandbox.url}/_sandbox/truth/depth?${query}`)).json();
          return [...levelsOf("bid", bids), ...levelsOf("ask", asks)];
        },
      });
    } finally {
      ended.abort();
      await venue.close();
      await sandbox.stop();
    }
  });
}

function levelsOf(side: RawLevel["side"], pairs: string[][]): RawLevel[] {
  return pairs.map(([price, amount]) => ({ side, price: Number(price), amount: Number(amount) }));
}

/** Numbers what was told of one symbol as a stream does: each subscription is a session. */
function recordBook(collected: Collected) {
  const sessions = createBookSessions(sessionCounter(1));
  const book = createBook();
  const { sink } = collected;
  return {
    book,
    sink: {
      ...sink,
      subscribed(symbol: string) {
        sessions.begin();
        sink.subscribed(symbol);
      },
      book(symbol: string, sent: Parameters<typeof sink.book>[1]) {
        sessions.frames([sent]).forEach(book.apply);
        sink.book(symbol, sent);
      },
    },
  };
}

async function assertTrue({ truth }: Bench, book: Book): Promise<void> {
  assert.ok(book.standing.valid);
  assert.deepEqual(book.top(Infinity), await truth(book.newest!.seq!));
}

sandboxTest("the changes of a book, one after the other, make the exchange's own", async (bench) => {
  const collected = collect();
  const { book, sink } = recordBook(collected);
  const stop = new AbortController();
  const watch = bench.venue.watchBookDiffs([SYMBOL], sink, AbortSignal.any([bench.signal, stop.signal]));
  for (const count of [2, 10, 30]) {
    await Promise.race([collected.until(() => collected.books.length >= count), watch]);
    await assertTrue(bench, book);
  }
  stop.abort();
  await watch;
  assert.deepEqual([collected.subscribed, collected.broken, collected.rejections], [[SYMBOL], [], []]);
  const [snapshot, ...updates] = collected.books;
  assert.deepEqual([snapshot.isSnapshot, snapshot.ts], [true, updates[0].ts]);
  assert.ok(updates.every(({ isSnapshot, ts, tsRecv }) => !isSnapshot && tsRecv >= ts));
});

sandboxTest("books of one socket do not mix, and each has its snapshot", async ({ venue, signal, url }) => {
  const collected = collect();
  const symbols = [SYMBOL, "ETH/USDT", "QUIET/USDT"];
  const watch = venue.watchBookDiffs(symbols, collected.sink, signal);
  const booksOf = (symbol: string) => collected.books.filter((book) => book.symbol === symbol);
  await Promise.race([collected.until(() => symbols.every((symbol) => booksOf(symbol).length > 3)), watch]);
  for (const symbol of symbols) {
    assert.deepEqual(booksOf(symbol).slice(0, 3).map(({ isSnapshot }) => isSnapshot), [true, false, false]);
  }
  const { connections } = await (await fetch(`${url}/_sandbox/sent`)).json();
  assert.equal(connections.length, 1);
});

sandboxTest("an update left out is told, and the book begins anew, on the same socket", async (bench) => {
  const [collected, btc] = [collect(), collect()];
  const { book, sink } = recordBook(btc);
  const both = {
    ...collected.sink,
    subscribed(symbol: string) {
      if (symbol === SYMBOL) sink.subscribed(symbol);
      collected.sink.subscribed(symbol);
    },
    book: (symbol: string, sent: Parameters<typeof sink.book>[1]) =>
      symbol === SYMBOL && sink.book(symbol, sent),
  };
  const watch = bench.venue.watchBookDiffs([SYMBOL, "ETH/USDT"], both, bench.signal);
  await Promise.race([btc.until(() => btc.books.length > 5), watch]);
  await bench.fault({ kind: "break-depth", symbol: "BTCUSDT", count: 1 });
  await Promise.race([btc.until(() => btc.subscribed.length === 2), watch]);
  const before = btc.books.length;
  await Promise.race([btc.until(() => btc.books.length > before + 3), watch]);
  assert.equal(collected.broken.length, 1);
  assert.match(collected.broken[0], /^the sequence broke: after update \d+ came one that follows \d+$/);
  assert.deepEqual(collected.subscribed.filter((symbol) => symbol !== SYMBOL), ["ETH/USDT"]);
  await assertTrue(bench, book);
});

sandboxTest("snapshots that fail are asked for until one comes", async (bench) => {
  await bench.venue.markets(bench.signal);
  await bench.fault({ kind: "status", status: 503, path: "depth", count: 1 });
  const collected = collect();
  const { book, sink } = recordBook(collected);
  const watch = bench.venue.watchBookDiffs([SYMBOL], sink, bench.signal);
  await Promise.race([collected.until(() => collected.books.length > 3), watch]);
  await assertTrue(bench, book);
});

sandboxTest("a frame that cannot be read is rejected, and the changes around it are kept", async (bench) => {
  const collected = collect();
  const { book, sink } = recordBook(collected);
  const watch = bench.venue.watchBookDiffs([SYMBOL], sink, bench.signal);
  await Promise.race([collected.until(() => collected.books.length > 3), watch]);
  await bench.fault({ kind: "garbage", symbol: "BTCUSDT", count: 1 });
  await Promise.race([collected.until(() => collected.rejections.length === 1), watch]);
  const seen = collected.books.length;
  await Promise.race([collected.until(() => collected.books.length > seen + 3), watch]);
  assert.deepEqual(collected.broken, []);
  await assertTrue(bench, book);
});

sandboxTest("a dropped socket ends the watch", async ({ venue, signal, fault }) => {
  const collected = collect();
  const watch = venue.watchBookDiffs([SYMBOL], collected.sink, signal);
  await Promise.race([collected.until(() => collected.books.length > 3), watch]);
  await fault({ kind: "drop", symbol: "BTCUSDT", count: 1 });
  await assert.rejects(watch, (error: VenueFault) => error.kind === "network");
});

sandboxTest("once a row did not fit, no later one is handed on", async ({ venue, signal }) => {
  const collected = collect();
  const full = new AbortController();
  const sink = {
    ...collected.sink,
    book(symbol: string, sent: Parameters<typeof collected.sink.book>[1]) {
      collected.sink.book(symbol, sent);
      full.abort();
    },
  };
  await venue.watchBookDiffs([SYMBOL], sink, AbortSignal.any([signal, full.signal]));
  assert.deepEqual(collected.books.map(({ isSnapshot }) => isSnapshot), [true]);
});

sandboxTest("what a sink throws ends the watch as it is", async ({ venue, signal }) => {
  const sink = {
    ...collect().sink,
    subscribed() {
      throw new RangeError("a defect of the stream");
    },
  };
  await assert.rejects(venue.watchBookDiffs([SYMBOL], sink, signal), RangeError);
});

Deno.test("an exchange whose changes nothing verifies has none, and the reason says what to do", async () => {
  const venue = await openTestVenue("kraken", "http://127.0.0.1:1");
  await assert.rejects(venue.watchBookDiffs(["BTC/USD"], collect().sink, AbortSignal.timeout(1_000)), {
    kind: "final",
    message: /none of kraken's is missing; leave out "raw" and its books are sampled/,
  });
  await venue.close();
});

const DEPTH = 20;

for (const name of ["BINANCE", "BINANCE_FUTURES", "BINANCE_US"] as const) {
  Deno.test(
    withCaptures(`${name}: captured changes replay to the books that the raw frames say`),
    async () => {
      const capture = readCapture(name);
      const expected = rawBooks(capture, DEPTH);
      const replay = startReplay(name, { close: false });
      const venue = await openTestVenue(TARGETS[name].exchange, replay.url, TARGETS[name]);
      const stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]);
      try {
        const markets = [...(await venue.markets(signal)).values()].filter(({ id }) => expected.has(id));
        const collected = collect();
        const books = new Map(markets.map(({ symbol }) => [symbol, recordBook(collected)]));
        const sink = {
          ...collected.sink,
          subscribed: (symbol: string) => books.get(symbol)!.sink.subscribed(symbol),
          book: (symbol: string, sent: Parameters<typeof collected.sink.book>[1]) =>
            books.get(symbol)!.sink.book(symbol, sent),
        };
        const watch = venue.watchBookDiffs([...books.keys()], sink, signal);
        const topOf = (symbol: string) => books.get(symbol)!.book.top(DEPTH);
        const isFinal = () =>
          markets.every(({ symbol, id }) =>
            JSON.stringify(topOf(symbol)) === JSON.stringify(expected.get(id))
          );
        await Promise.race([collected.until(isFinal), watch]);
        stop.abort();
        await watch;
        for (const { symbol, id } of markets) assert.deepEqual(topOf(symbol), expected.get(id), symbol);
        assert.ok(markets.length > 0);
        assert.deepEqual(collected.broken, []);
      } finally {
        await venue.close();
        await replay.stop();
      }
    },
  );
}
