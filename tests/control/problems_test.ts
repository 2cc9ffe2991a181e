import assert from "node:assert/strict";
import { type BoardStage, boardStage, BOOK, CANDLES, START, TRADES } from "./board_stage.ts";

const MINUTE_MS = 60_000;

function problemsOf({ board }: BoardStage): string[] {
  return board.snapshot().problems.map(({ severity, sentence }) => `${severity}: ${sentence}`);
}

/** Everything is as it should be: candles wait, the streams record and have a row each second. */
async function healthy(): Promise<BoardStage & { pass(seconds: number, keys: string[]): Promise<void> }> {
  const stage = boardStage();
  const { tell, rows, clock } = stage;
  tell({ type: "venue-opened", exchange: "binance", epoch: 1 });
  tell({ type: "stream-connected", key: TRADES }, { type: "stream-connected", key: BOOK });
  tell({ type: "collect-finished", key: CANDLES, rows: 1, requests: 1, error: null });
  const pass = async (seconds: number, keys: string[]) => {
    for (let second = 0; second < seconds; second++) {
      await clock.advance(1_000);
      for (const key of keys) rows(key, 1);
    }
  };
  await pass(10, [TRADES, BOOK]);
  return { ...stage, pass };
}

Deno.test("where all is well there is no problem, and the verdict says what is recorded", async () => {
  const stage = await healthy();
  assert.deepEqual(problemsOf(stage), []);
  assert.deepEqual(stage.board.snapshot().verdict, {
    state: "ok",
    sentence: "Recording 3 series from 1 exchange.",
  });
});

Deno.test("starting is no problem at first, and one after a minute", async () => {
  const stage = boardStage();
  assert.deepEqual(stage.board.snapshot().verdict, {
    state: "starting",
    sentence: "Starting: 0 of 3 series run.",
  });
  await stage.clock.advance(MINUTE_MS + 1_000);
  assert.equal(problemsOf(stage).length, 3);
  assert.match(problemsOf(stage)[0], /^warning: binance BTC\/USDT trades: still starting after 1 min/);
});

Deno.test("with every job stopped the verdict says that nothing is recorded", () => {
  const { board } = boardStage();
  board.configure([{ key: TRADES, state: "stopped" }]);
  assert.equal(board.snapshot().verdict.state, "warning");
  assert.match(board.snapshot().verdict.sentence, /^Nothing is being recorded/);
});

Deno.test("a dropped stream is a warning, and an error from its third failure on", async () => {
  const stage = await healthy();
  const drop = () =>
    stage.tell({ type: "stream-dropped", key: TRADES, error: "closed", retryAt: stage.clock.now() + 4_000 });
  drop();
  assert.deepEqual(problemsOf(stage), [
    "warning: binance BTC/USDT trades: closed; 1 failure in a row, next try at 12:00:14 UTC.",
  ]);
  assert.equal(
    stage.board.snapshot().verdict.sentence,
    "Recording 2 series from 1 exchange; 1 series needs a look.",
  );
  drop();
  drop();
  assert.match(problemsOf(stage)[0], /^error: .* 3 failures in a row/);
  assert.deepEqual(stage.board.snapshot().verdict, {
    state: "error",
    sentence: "Recording 2 series from 1 exchange; 1 series is failing.",
  });
});

Deno.test("the verdict says how many series it is about, and what else", async () => {
  const { tell, board, clock } = await healthy();
  const verdict = () => board.snapshot().verdict.sentence.replace(/^.*; /, "");
  const drop = (key: string) =>
    tell({ type: "stream-dropped", key, error: "closed", retryAt: clock.now() + 4_000 });
  tell({
    type: "disk-changed",
    was: "ok",
    state: "low",
    freeBytes: 8e8,
    reason: "",
    problem: "Little is left.",
  });
  assert.equal(verdict(), "1 thing needs a look.");
  drop(TRADES);
  assert.equal(verdict(), "1 series and 1 other thing need a look.");
  drop(BOOK);
  assert.equal(verdict(), "2 series and 1 other thing need a look.");
});

Deno.test("a stream is silent by its own rhythm: a busy one after a minute, a quiet one much later", async () => {
  const stage = await healthy();
  await stage.pass(61, [BOOK]);
  assert.match(problemsOf(stage).join(), /trades: no row for 1 min, longer than its usual rhythm/);

  const quiet = boardStage([TRADES]);
  quiet.tell({ type: "stream-connected", key: TRADES });
  for (let n = 0; n < 6; n++) {
    quiet.rows(TRADES, 1);
    await quiet.clock.advance(2 * MINUTE_MS);
  }
  await quiet.clock.advance(37 * MINUTE_MS);
  assert.deepEqual(problemsOf(quiet), []);
  await quiet.clock.advance(3 * MINUTE_MS);
  assert.equal(problemsOf(quiet).length, 1);
});

Deno.test("a stream whose rhythm is not known yet is given an hour", async () => {
  const stage = boardStage([TRADES]);
  stage.tell({ type: "stream-connected", key: TRADES });
  await stage.clock.advance(59 * MINUTE_MS);
  assert.deepEqual(problemsOf(stage), []);
  await stage.clock.advance(2 * MINUTE_MS);
  assert.equal(problemsOf(stage).length, 1);
});

Deno.test("holes are told with number, length, cause and outlook, and are gone once healed", async () => {
  const stage = await healthy();
  const from = START * 1000;
  const gap = { type: "gap-opened", cause: "outage", reason: "the connection was lost" } as const;
  stage.tell({ ...gap, key: TRADES, from, to: from + 90e6 }, {
    ...gap,
    key: TRADES,
    from: from + 100e6,
    to: from + 130e6,
  });
  stage.tell({ ...gap, key: BOOK, from, to: from + 5e6 });
  assert.deepEqual(problemsOf(stage).toSorted(), [
    "warning: binance BTC/USDT order book: 1 gap of 5.0 s in all (outage). An order book's past cannot be fetched.",
    "warning: binance BTC/USDT trades: 2 gaps of 2 min in all (outage). It is asked for again.",
  ]);
  stage.tell({ type: "gap-healed", key: TRADES, from, to: from + 130e6, rows: 100 });
  assert.equal(problemsOf(stage).length, 1);
});

Deno.test("refused rows are told for an hour, with the number and the last reason", async () => {
  const stage = await healthy();
  stage.tell({ type: "rows-rejected", key: TRADES, rows: 1_200, reason: "price is missing" });
  assert.deepEqual(problemsOf(stage), [
    "warning: binance BTC/USDT trades: 1,200 rows refused so far, the last one because of: price is missing",
  ]);
});

Deno.test("quarantined files and failures of the program's own parts are told, those of one part as one", async () => {
  const stage = await healthy();
  stage.tell({ type: "quarantined", path: ".tapedeck/quarantine/x.parquet", reason: "footer is missing" });
  const failed = { type: "actor-failed", path: "/supervisor/archiver", restarts: 1 } as const;
  stage.tell({ ...failed, error: "first" }, { ...failed, error: "second" });
  assert.deepEqual(problemsOf(stage).toSorted(), [
    "warning: .tapedeck/quarantine/x.parquet could not be read and was put into quarantine, unchanged: footer is missing",
    "warning: A part of the program (/supervisor/archiver) failed 2 times in the last hour: second",
  ]);
  await stage.clock.advance(60 * MINUTE_MS);
  const left = problemsOf(stage).join();
  assert.match(left, /x\.parquet could not be read/);
  assert.doesNotMatch(left, /A part of the program/);
});

Deno.test("a failed venue is an error, one that was told to wait a warning until the time is over", async () => {
  const stage = await healthy();
  const waitUntil = stage.clock.now() + 30_000;
  stage.tell({ type: "budget-changed", exchange: "binance", used: 1, waitUntil });
  assert.match(problemsOf(stage)[0], /^warning: binance told us to ask for nothing until 12:00:40 UTC/);
  await stage.pass(31, [TRADES, BOOK]);
  assert.deepEqual(problemsOf(stage), []);
  stage.tell({
    type: "venue-failed",
    exchange: "binance",
    error: "disk full",
    retryAt: stage.clock.now() + 2_000,
  });
  assert.deepEqual(problemsOf(stage), [
    "error: binance cannot be recorded: disk full; next try at 12:00:43 UTC.",
  ]);
});

Deno.test("errors come before warnings, and what nobody wants recorded is no problem", async () => {
  const stage = await healthy();
  stage.tell({ type: "stream-ended", key: TRADES, reason: "delisted" });
  await stage.clock.advance(1_000);
  stage.tell({ type: "rows-rejected", key: BOOK, rows: 1, reason: "crossed" });
  assert.deepEqual(problemsOf(stage).map((problem) => problem.split(":")[0]), ["error", "warning"]);
  stage.board.configure([{ key: TRADES, state: "stopped" }]);
  assert.deepEqual(problemsOf(stage), []);
});

Deno.test("what the disk does not let us do comes first, and nothing else that fails because of it", async () => {
  const stage = await healthy();
  const disk = { type: "disk-changed", was: "ok", freeBytes: 8e8, reason: "" } as const;
  stage.tell({ ...disk, state: "low", problem: "Little is left." });
  assert.deepEqual(problemsOf(stage), ["warning: Little is left."]);
  assert.deepEqual(stage.board.snapshot().disk, { state: "low", freeBytes: 8e8 });
  stage.tell({ type: "venue-failed", exchange: "binance", error: "no space", retryAt: null });
  stage.tell({ type: "actor-failed", path: "/supervisor", error: "no space", restarts: 1 });
  stage.tell({ ...disk, state: "unwritable", problem: "Nothing is left." });
  stage.tell({ type: "stream-paused", key: TRADES, reason: "the disk is full" });
  assert.equal(problemsOf(stage)[0], "error: Nothing is left.");
  assert.ok(!problemsOf(stage).some((words) => words.includes("no space;") || words.includes("A part of")));
  stage.tell({ ...disk, state: "ok", problem: null });
  assert.ok(!problemsOf(stage).some((words) => words.includes("left")));
});

Deno.test("a paused stream says why, and counts no failure", async () => {
  const stage = await healthy();
  stage.tell({ type: "stream-paused", key: TRADES, reason: "the disk is full" });
  const { state, sentence, errors } = stage.view(TRADES);
  assert.deepEqual([state, sentence, errors], ["paused", "paused: the disk is full", 0]);
});

Deno.test("a clock that differs by a minute or more is an error, until it is compared anew or not any more", async () => {
  const stage = await healthy();
  const compared = (aheadMs: number) => stage.tell({ type: "clock-compared", exchange: "binance", aheadMs });
  compared(-59_000);
  assert.deepEqual(problemsOf(stage), []);
  compared(-12 * MINUTE_MS);
  assert.deepEqual(problemsOf(stage), [
    "error: This machine's clock is 12 min behind that of binance: set it right. Rows that seem to come from more " +
    "than an hour ahead are refused.",
  ]);
  compared(2 * MINUTE_MS);
  assert.match(problemsOf(stage)[0], /^error: This machine's clock is 2 min ahead of that of binance/);
  compared(100);
  assert.deepEqual(problemsOf(stage), []);
});

Deno.test("what could not be sealed or merged is told while it fails, what is lost for a day", async () => {
  const stage = await healthy();
  stage.tell({ type: "archiving-failed", what: TRADES, error: "no space left" });
  stage.tell({ type: "damage-found", what: TRADES, words: '"a.parquet" is gone' });
  assert.deepEqual(problemsOf(stage).toSorted(), [
    'error: "a.parquet" is gone.',
    "error: binance/trades/BTC-USDT could not be sealed or merged: no space left. Its rows are safe where they are; " +
    "it is tried again each minute.",
  ]);
  await stage.pass(151, [TRADES, BOOK]);
  assert.deepEqual(problemsOf(stage), ['error: "a.parquet" is gone.']);
});

Deno.test("a config that was not taken is an error until one is, and says what needs a new start", async () => {
  const stage = await healthy();
  stage.tell({ type: "config-refused", error: "line 3: a is no known key\nline 4: b is no known key" });
  assert.deepEqual(problemsOf(stage), [
    "error: The config file has an error and was not taken: line 3: a is no known key; line 4: b is no known key. " +
    "Recording goes on with the one before.",
  ]);
  stage.tell({ type: "config-taken", restart: ["storage.local_path"] });
  assert.deepEqual(problemsOf(stage), [
    "warning: storage.local_path has changed: restart tapedeck for that.",
  ]);
  stage.tell({ type: "config-taken", restart: [] });
  assert.deepEqual(problemsOf(stage), []);
});
