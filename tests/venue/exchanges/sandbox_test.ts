/** The adapter against the sandbox exchange: real sockets, and trouble on demand. */
import assert from "node:assert/strict";
import { realClock } from "../../../actors/kernel/mod.ts";
import { createBudget } from "../../../actors/venue/budget.ts";
import type { Venue, VenueFault } from "../../../actors/venue/contract.ts";
import { startSandbox } from "../../../sandbox/server.ts";
import { collect, openTestVenue, UNPACED } from "./collect.ts";

const MINUTE_US = 60_000_000;
const SYMBOL = "BTC/USDT";
/** Of the test that looks at its budget. */
const BUDGET = createBudget(realClock());

interface Bench {
  venue: Venue;
  url: string;
  /** Aborts at the end of the test, or after ten seconds. */
  signal: AbortSignal;
  fault(fault: Record<string, unknown>): Promise<void>;
  truth(what: "trades" | "candles", fromUs: number, toUs: number): Promise<unknown[]>;
}

/** A sandbox at a hundred trades a second, and a venue opened on it. */
function sandboxTest(name: string, body: (bench: Bench) => Promise<void>, budget = UNPACED) {
  Deno.test(name, async () => {
    const sandbox = startSandbox({ seed: 7, rate: 100, now: Date.now });
    const venue = await openTestVenue("sandbox", sandbox.url, { budget });
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]);
    try {
      await body({
        venue,
        url: sandbox.url,
        signal,
        async fault(fault) {
          const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
            method: "POST",
            body: JSON.stringify(fault),
          });
          assert.ok(answer.ok, await answer.text());
          await answer.body?.cancel().catch(() => {});
        },
        async truth(what, fromUs, toUs) {
          const range = `from=${fromUs / 1000}&to=${toUs / 1000}`;
          return (await fetch(`${sandbox.url}/_sandbox/truth/${what}?symbol=BTCUSDT&${range}`)).json();
        },
      });
    } finally {
      ended.abort();
      await venue.close();
      await sandbox.stop();
    }
  });
}

sandboxTest(
  "live trades have contiguous ids and spans, after their subscription is confirmed",
  async ({ venue, signal }) => {
    const collected = collect();
    const stop = new AbortController();
    const watch = venue.watchTrades([SYMBOL], collected.sink, AbortSignal.any([signal, stop.signal]));
    await Promise.race([collected.until(() => collected.trades.length >= 30), watch]);
    stop.abort();
    await watch;
    assert.deepEqual([collected.subscribed, collected.rejections], [[SYMBOL], []]);
    for (const [index, trade] of collected.trades.slice(1).entries()) {
      const before = collected.trades[index];
      assert.equal(Number(trade.id), Number(before.id) + 1);
      assert.equal(trade.firstId, before.lastId! + 1);
    }
  },
);

sandboxTest("a page of trades begins at the id or the time asked for and equals the truth", async (bench) => {
  const fromUs = Date.UTC(2024, 4, 1) * 1000;
  const byTime = await bench.venue.fetchTrades({ symbol: SYMBOL, fromUs, limit: 50 }, bench.signal);
  const firstId = Number(byTime.rows[0].id);
  const byId = await bench.venue.fetchTrades({ symbol: SYMBOL, fromId: firstId, limit: 50 }, bench.signal);
  assert.deepEqual(byId.rows, byTime.rows);
  assert.equal(byId.rows.length, 50);
  const truth = await bench.truth("trades", fromUs, byTime.rows.at(-1)!.ts + 1_000) as Array<
    Record<string, unknown>
  >;
  assert.deepEqual(
    byId.rows.map(({ id, ts, price, amount, side }) => [id, ts, price, amount, side]),
    truth.slice(0, 50).map((
      { a, T, p, q, m },
    ) => [`${a}`, Number(T) * 1000, Number(p), Number(q), m ? "sell" : "buy"]),
  );
});

sandboxTest(
  "candles are those asked for, with all that Binance tells, and none that is open",
  async (bench) => {
    const nowUs = Math.floor(Date.now() / 60_000) * MINUTE_US;
    const query = { symbol: SYMBOL, span: "1m", fromUs: nowUs - 5 * MINUTE_US, toUs: nowUs + MINUTE_US };
    const { rows, rejected, askedAt } = await bench.venue.fetchCandles(query, bench.signal);
    assert.equal(rejected, 0);
    assert.ok(askedAt <= Date.now() * 1000 && askedAt > Date.now() * 1000 - 5_000_000);
    assert.ok(rows.every(({ ts }) => ts + MINUTE_US <= askedAt));
    const truth = await bench.truth("candles", query.fromUs, rows.at(-1)!.ts + MINUTE_US) as string[][];
    assert.deepEqual(
      rows.map((row) => [row.ts / 1000, row.open, row.high, row.low, row.close, row.volume]),
      truth.map((kline) => kline.slice(0, 6).map(Number)),
    );
    assert.ok(rows.every((row) => row.trades! > 0 && row.quoteVolume! > 0 && row.takerBuyVolume! > 0));
  },
);

sandboxTest("an unknown symbol is final, and the nearest are named", async ({ venue, signal }) => {
  await assert.rejects(
    venue.watchTrades(["BTCUSDT"], collect().sink, signal),
    { kind: "final", message: /Cannot record "BTCUSDT": sandbox has no such market; nearest: BTC\/USDT, / },
  );
});

sandboxTest("a span that the exchange has not is final", async ({ venue, signal }) => {
  const query = { symbol: SYMBOL, span: "7m", fromUs: 0, toUs: 7 * MINUTE_US };
  await assert.rejects(venue.fetchCandles(query, signal), {
    kind: "final",
    message: /span "7m": .* has .*1m/,
  });
});

sandboxTest("a dropped socket ends its watch, and no other", async ({ venue, signal, fault }) => {
  const dropped = collect();
  const other = collect();
  const stop = new AbortController();
  const watch = venue.watchTrades([SYMBOL], dropped.sink, signal);
  const otherWatch = venue.watchTrades(["ETH/USDT"], other.sink, AbortSignal.any([signal, stop.signal]));
  await Promise.all([dropped, other].map(({ until, trades }) => until(() => trades.length > 0)));
  await fault({ kind: "drop", symbol: "BTCUSDT", count: 1 });
  await assert.rejects(watch, (error: VenueFault) => error.kind === "network");
  const seen = other.trades.length;
  await other.until(() => other.trades.length > seen + 5);
  stop.abort();
  await otherWatch;
});

sandboxTest("a watch started again after a drop is connected at once", async ({ venue, signal, fault }) => {
  const tookMs: number[] = [];
  for (let round = 0; round < 5; round++) {
    const collected = collect();
    const watch = venue.watchTrades([SYMBOL], collected.sink, signal);
    const startedAt = performance.now();
    await Promise.race([collected.until(() => collected.trades.length > 0), watch]);
    tookMs.push(performance.now() - startedAt);
    await fault({ kind: "drop", symbol: "BTCUSDT", count: 1 });
    await assert.rejects(watch);
  }
  // Each after a drop would wait a second or more.
  assert.ok(Math.min(...tookMs.slice(1)) < 900, `ccxt's own back-off is in the way: ${tookMs} ms`);
});

for (const [kind, frames] of [["garbage", 3], ["foreign", 9]] as const) { // foreign: three protocols' each time
  sandboxTest(`a ${kind} frame is rejected and counted, and the trades around it are kept`, async (bench) => {
    const collected = collect();
    const stop = new AbortController();
    const watch = bench.venue.watchTrades(
      [SYMBOL],
      collected.sink,
      AbortSignal.any([bench.signal, stop.signal]),
    );
    await Promise.race([collected.until(() => collected.trades.length > 0), watch]);
    await bench.fault({ kind, symbol: "BTCUSDT", count: 3 });
    await Promise.race([collected.until(() => collected.rejections.length >= frames), watch]);
    const seen = collected.trades.length;
    await Promise.race([collected.until(() => collected.trades.length > seen + 3), watch]);
    stop.abort();
    await watch;
    assert.equal(collected.rejections.length, frames);
    assert.ok(collected.rejections.every(({ reason, frame }) => reason !== "" && frame !== ""));
  });
}

sandboxTest(
  "books are sampled whole, no more often than asked for, and seq rises",
  async ({ venue, signal }) => {
    const collected = collect();
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const watch = venue.watchBooks([SYMBOL], { depth: 5, everyMs: 250 }, collected.sink, until);
    await Promise.race([collected.until(() => collected.books.length >= 4), watch]);
    stop.abort();
    await watch;
    assert.deepEqual([collected.subscribed, collected.rejections], [[SYMBOL], []]);
    for (const [index, book] of collected.books.entries()) {
      assert.equal(book.levels.length, 10);
      const before = collected.books[index - 1];
      if (before) assert.ok(book.seq! > before.seq! && book.tsRecv - before.tsRecv >= 249_000);
    }
  },
);

sandboxTest(
  "a broken depth sequence ends the watch: no book is made of it",
  async ({ venue, signal, fault }) => {
    const collected = collect();
    const watch = venue.watchBooks([SYMBOL], { depth: 5, everyMs: 100 }, collected.sink, signal);
    await Promise.race([collected.until(() => collected.books.length > 0), watch]);
    await fault({ kind: "break-depth", symbol: "BTCUSDT", count: 1 });
    await assert.rejects(watch, (error: VenueFault) => error.kind === "network");
  },
);

sandboxTest("429 stops the budget for as long as Retry-After says", async ({ venue, signal, fault }) => {
  await venue.markets(signal);
  await fault({ kind: "status", status: 429, retryAfterS: 30, path: "aggTrades", count: 1 });
  await assert.rejects(
    venue.fetchTrades({ symbol: SYMBOL, fromId: 1, limit: 1 }, signal),
    (error: VenueFault) => error.kind === "rate-limit" && error.retryAfterMs === 30_000,
  );
  assert.ok(BUDGET.state().waitUntil! > Date.now() + 20_000);
}, BUDGET);

sandboxTest("an abort ends a request and a watch at once", async ({ venue, signal, fault }) => {
  await venue.markets(signal);
  await fault({ kind: "stall", path: "aggTrades" });
  const stop = new AbortController();
  const asked = venue.fetchTrades({ symbol: SYMBOL, fromId: 1, limit: 1 }, stop.signal);
  const watch = venue.watchTrades([SYMBOL], collect().sink, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(asked, /enough/);
  await watch;
});

sandboxTest("a watch aborted before its socket is dialled opens none", async ({ venue, url, signal }) => {
  const stop = new AbortController();
  const watch = venue.watchTrades([SYMBOL], collect().sink, stop.signal);
  stop.abort();
  await watch;
  await venue.markets(signal);
  assert.deepEqual((await (await fetch(`${url}/_sandbox/sent`)).json()).connections, []);
});

sandboxTest("what a sink throws ends the watch as it is, and nothing else", async ({ venue, signal }) => {
  const sink = {
    ...collect().sink,
    trade() {
      throw new RangeError("a defect of the stream");
    },
  };
  await assert.rejects(venue.watchTrades([SYMBOL], sink, signal), RangeError);
});

Deno.test("an exchange that ccxt has not is final", async () => {
  await assert.rejects(openTestVenue("bitmexx", "http://127.0.0.1:1"), { kind: "final" });
});
