import assert from "node:assert/strict";
import fc from "fast-check";
import { boardStage, BOOK, CANDLES, START, summary, TRADES } from "./board_stage.ts";

const HOUR_US = 3_600e6;

Deno.test("a configured series that nothing is known of is starting; one configured as stopped is stopped", () => {
  const { board, view } = boardStage();
  assert.equal(view(TRADES).state, "starting");
  board.configure([{ key: TRADES, state: "stopped" }]);
  assert.equal(view(TRADES).state, "stopped");
  assert.equal(view(TRADES).sentence, "stopped");
  assert.deepEqual([view(TRADES).pair, view(TRADES).span], ["BTC/USDT", null]);
});

Deno.test("a stream is connecting, recording, retrying and ended as its facts say", () => {
  const { clock, tell, rows, view } = boardStage();
  tell({ type: "stream-connecting", key: TRADES });
  assert.equal(view(TRADES).state, "connecting");
  tell({ type: "stream-connected", key: TRADES });
  assert.equal(view(TRADES).sentence, "recording, no row yet");
  rows(TRADES, 5);
  assert.equal(view(TRADES).sentence, "recording, last row at 12:00:00 UTC");
  tell({
    type: "stream-dropped",
    key: TRADES,
    error: "closed by the exchange",
    retryAt: clock.now() + 4_000,
  });
  tell({ type: "stream-connecting", key: TRADES });
  tell({ type: "stream-dropped", key: TRADES, error: "refused", retryAt: clock.now() + 8_000 });
  assert.equal(view(TRADES).sentence, "retrying after 2 failures, next try at 12:00:08 UTC: refused");
  assert.equal(view(TRADES).errors, 2);
  tell({ type: "stream-connected", key: TRADES });
  rows(TRADES, 1);
  assert.equal(view(TRADES).errors, 0);
  tell({ type: "stream-ended", key: TRADES, reason: "no such market" });
  assert.equal(view(TRADES).sentence, "ended: no such market");
});

Deno.test("candles collect and wait; a failed run shows its error and when the next one is", () => {
  const { clock, tell, view } = boardStage();
  tell({ type: "collect-started", key: CANDLES });
  assert.equal(view(CANDLES).state, "collecting");
  tell({ type: "collect-finished", key: CANDLES, rows: 3, requests: 1, error: null });
  tell({ type: "job-scheduled", key: CANDLES, nextRunAt: clock.now() + 42_000 });
  assert.equal(view(CANDLES).sentence, "waiting, next run at 12:00:42 UTC");
  assert.deepEqual([view(CANDLES).lastRunAt, view(CANDLES).lastSuccessAt], [START, START]);
  tell({ type: "collect-started", key: CANDLES });
  tell({ type: "collect-finished", key: CANDLES, rows: 0, requests: 1, error: "timeout" });
  assert.equal(view(CANDLES).sentence, "retrying after 1 failure, next try at 12:00:42 UTC: timeout");
});

Deno.test("a stream that is asked for its past stays live", () => {
  const { tell, view } = boardStage();
  tell({ type: "stream-connected", key: TRADES }, { type: "collect-started", key: TRADES });
  assert.equal(view(TRADES).state, "recording");
  tell({ type: "collect-finished", key: TRADES, rows: 0, requests: 1, error: "timeout" });
  assert.equal(view(TRADES).state, "recording");
  assert.equal(view(TRADES).lastError, "timeout");
});

Deno.test("what is stopped stays stopped, whatever a cell on its way out still tells", () => {
  const { board, clock, tell, view } = boardStage();
  tell({ type: "stream-connected", key: TRADES });
  board.configure([{ key: TRADES, state: "stopped" }, { key: CANDLES, state: "stopped" }]);
  tell({ type: "stream-dropped", key: TRADES, error: "x", retryAt: clock.now() });
  tell({ type: "collect-finished", key: CANDLES, rows: 0, requests: 0, error: "aborted" });
  tell({ type: "venue-failed", exchange: "binance", error: "x", retryAt: null });
  assert.deepEqual([view(TRADES).state, view(CANDLES).state], ["stopped", "stopped"]);
  board.configure([{ key: TRADES, state: "starting" }]);
  assert.equal(view(TRADES).state, "starting");
});

Deno.test("configured again, a series under way goes on as it was", () => {
  const { board, tell, view } = boardStage();
  tell({ type: "stream-connected", key: TRADES });
  board.configure([{ key: TRADES, state: "starting" }, { key: BOOK, state: "starting" }]);
  assert.deepEqual([view(TRADES).state, view(BOOK).state], ["recording", "starting"]);
});

Deno.test("a series that is stopped says why, and its exchange is shown only while something of it is asked for", () => {
  const { board, view } = boardStage([TRADES, CANDLES]);
  board.configure([{ key: TRADES, state: "stopped", why: "stopped by hand" }, {
    key: CANDLES,
    state: "starting",
  }]);
  assert.deepEqual([view(TRADES).sentence, view(CANDLES).sentence], ["stopped by hand", "starting"]);
  assert.deepEqual(board.snapshot().venues.map(({ exchange }) => exchange), ["binance"]);
  board.configure([TRADES, CANDLES].map((key) => ({ key, state: "stopped", why: "not started" })));
  assert.deepEqual(board.snapshot().venues, []);
  board.configure([{ key: TRADES, state: "starting" }]);
  assert.equal(view(TRADES).sentence, "starting");
});

Deno.test("a series no longer configured stays only for what is on disk", () => {
  const { board, tell } = boardStage([TRADES, BOOK]);
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 7 }) });
  board.configure([{ key: CANDLES, state: "starting" }]);
  const { series } = board.snapshot();
  assert.deepEqual(series.map(({ key, state }) => `${key} ${state}`), [
    `${TRADES} stopped`,
    `${CANDLES} starting`,
  ]);
  assert.match(series[0].sentence, /no job names it/);
});

Deno.test("rows count once on their way from journal to file", () => {
  const { board, tell, rows, view } = boardStage();
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 100, bytes: 640 }) });
  rows(TRADES, 30);
  rows(TRADES, 20);
  assert.equal(view(TRADES).rows, 150);
  tell({ type: "segment-sealed", path: "1-0.wal", rowsByKey: { [TRADES]: 45 } });
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 145, bytes: 900 }) });
  assert.equal(view(TRADES).rows, 150);
  assert.deepEqual([board.snapshot().rows, board.snapshot().bytes], [150, 900]);
});

Deno.test("a venue that opens anew has nothing unsealed from before, also where its last rows were never told", () => {
  const { tell, rows, view } = boardStage();
  rows(TRADES, 10);
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 25 }) });
  tell({ type: "venue-opened", exchange: "binance", epoch: 2 });
  assert.equal(view(TRADES).rows, 25);
});

Deno.test("however rows are told and sealed, their sum is files and journal", () => {
  const step = fc.record({ told: fc.nat(50), sealed: fc.double({ min: 0, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { tell, rows, view } = boardStage();
      let journal = 0;
      let files = 0;
      for (const { told, sealed } of steps) {
        rows(TRADES, told);
        journal += told;
        const moved = Math.floor(journal * sealed);
        tell({ type: "segment-sealed", path: "s", rowsByKey: { [TRADES]: moved } });
        journal -= moved;
        files += moved;
        tell({ type: "series-changed", summary: summary(TRADES, { rows: files }) });
        assert.equal(view(TRADES).rows, files + journal);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("holes are listed newest first, and healing takes out exactly what was healed", () => {
  const { tell, view } = boardStage();
  const hole = (from: number, to: number) =>
    tell({
      type: "gap-opened",
      key: TRADES,
      from: from * HOUR_US,
      to: to * HOUR_US,
      cause: "outage",
      reason: "r",
    });
  hole(1, 2);
  hole(4, 8);
  hole(4, 8);
  const ranges = () => view(TRADES).holes.map(({ from, to }) => [from / HOUR_US, to / HOUR_US]);
  assert.deepEqual(ranges(), [[4, 8], [1, 2]]);
  tell({ type: "gap-healed", key: TRADES, from: 5 * HOUR_US, to: 6 * HOUR_US, rows: 9 });
  assert.deepEqual(ranges(), [[4, 5], [6, 8], [1, 2]]);
  tell({ type: "gap-healed", key: TRADES, from: 0, to: 7 * HOUR_US, rows: 9 });
  assert.deepEqual(ranges(), [[7, 8]]);
});

Deno.test("the sparkline has the rows of each of the last 60 whole seconds, the rate is their mean of ten", async () => {
  const { board, clock, rows, view } = boardStage();
  for (let second = 0; second < 20; second++) {
    rows(TRADES, 30);
    rows(BOOK, 10);
    await clock.advance(1_000);
  }
  assert.deepEqual(view(TRADES).spark.slice(-22), [0, 0, ...Array(20).fill(30)]);
  assert.equal(view(TRADES).rowsPerSecond, 30);
  assert.equal(board.snapshot().rowsPerSecond, 40);
  assert.equal(board.snapshot().spark.at(-1), 40);
  await clock.advance(70_000);
  assert.deepEqual(view(TRADES).spark, Array(60).fill(0));
});

Deno.test("a failed venue is shown as such, and what it recorded is retrying until it opens again", () => {
  const { board, clock, tell, view } = boardStage();
  tell({ type: "venue-opened", exchange: "binance", epoch: 1 }, { type: "stream-connected", key: TRADES });
  tell({ type: "venue-failed", exchange: "binance", error: "disk full", retryAt: clock.now() + 5_000 });
  assert.deepEqual([view(TRADES).state, view(TRADES).retryAt], ["retrying", START + 5_000]);
  assert.deepEqual(board.snapshot().venues, [{
    exchange: "binance",
    state: "failed",
    error: "disk full",
    retryAt: START + 5_000,
    budgetUsed: 0,
    waitUntil: null,
  }]);
  tell({ type: "venue-opened", exchange: "binance", epoch: 2 });
  assert.equal(board.snapshot().venues[0].state, "open");
});

Deno.test("sandbox is true while only the built-in exchange is configured", () => {
  const { board } = boardStage(["sandbox/trades/BTC-USDT"]);
  assert.equal(board.snapshot().sandbox, true);
  board.configure([{ key: "sandbox/trades/BTC-USDT", state: "starting" }, {
    key: TRADES,
    state: "starting",
  }]);
  assert.equal(board.snapshot().sandbox, false);
});

Deno.test("series are sorted by exchange, pair, type and span", () => {
  const keys = [
    "binance/ohlc/BTC-USDT/1h",
    CANDLES,
    BOOK,
    TRADES,
    "binance/trades/ADA-USDT",
    "aex/trades/Z-Z",
  ];
  const { board } = boardStage(keys);
  assert.deepEqual(board.snapshot().series.map(({ key }) => key), keys.toReversed());
});

Deno.test("a snapshot is the same object until something changes, or 15 s have passed", async () => {
  const { board, clock, rows } = boardStage();
  const first = board.snapshot();
  assert.equal(board.snapshot(), first);
  await clock.advance(14_000);
  assert.equal(board.snapshot(), first);
  await clock.advance(1_000);
  assert.equal(board.snapshot().revision, first.revision + 1);
  rows(TRADES, 1);
  assert.equal(board.snapshot().revision, first.revision + 2);
});

Deno.test("a series stays the same object from board to board until there is something else to say of it", async () => {
  const { clock, rows, tell, view } = boardStage();
  tell({ type: "stream-connected", key: TRADES });
  rows(TRADES, 5);
  const [trades, book] = [view(TRADES), view(BOOK)];
  await clock.advance(1_000);
  assert.notEqual(view(TRADES), trades);
  assert.equal(view(BOOK), book);
  rows(BOOK, 1);
  assert.notEqual(view(BOOK), book);
  await clock.advance(61_000);
  const over = view(TRADES);
  await clock.advance(15_000);
  assert.equal(view(TRADES), over);
  await clock.advance(12 * 3_600_000);
  assert.equal(view(TRADES).sentence, "recording, last row at 2024-01-01 12:00:00 UTC");
});

Deno.test("however often somebody looks, a board says what one says that nobody has looked at", () => {
  const step = fc.record({
    key: fc.constantFrom(TRADES, BOOK),
    waitMs: fc.constantFrom(0, 300, 1_000, 45_000, 61_000, 86_400_000, -5_000),
    rows: fc.nat(3),
    type: fc.constantFrom("rows", "stream-connected" as const, "stream-connecting" as const),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const [seen, unseen] = [boardStage(), boardStage()];
    let now = START;
    for (const { board, clock } of [seen, unseen]) {
      clock.now = () => now;
      board.configure([TRADES, BOOK].map((key) => ({ key, state: "starting" })));
    }
    for (const { key, waitMs, rows, type } of steps) {
      for (const stage of [seen, unseen]) type === "rows" ? stage.rows(key, rows) : stage.tell({ type, key });
      seen.board.snapshot();
      now += waitMs;
      seen.board.snapshot();
    }
    now += 15_000;
    assert.deepEqual(seen.board.snapshot().series, unseen.board.snapshot().series);
  }));
});

Deno.test("listeners are told at most once a second, of news only, also of news that somebody else saw first", async () => {
  const { board, clock, tell } = boardStage();
  let told = 0;
  const end = board.subscribe(() => told++);
  await clock.advance(1_000);
  assert.equal(told, 1);
  for (let n = 0; n < 100; n++) tell({ type: "duplicates-dropped", key: TRADES, rows: 1 });
  board.snapshot();
  await clock.advance(1_000);
  assert.equal(told, 2);
  await clock.advance(13_000);
  assert.equal(told, 2);
  await clock.advance(1_000);
  assert.equal(told, 3);
  end();
  tell({ type: "duplicates-dropped", key: TRADES, rows: 1 });
  await clock.advance(60_000);
  assert.equal(told, 3);
});
