import assert from "node:assert/strict";
import { NOT_RECORDING } from "../../../actors/venue/continuity.ts";
import { BOOK, ETHER, inOneLife, KRAKEN, MINUTE, SECOND, type Stage, TRADES } from "./stage.ts";

const CANDLES = "binance/ohlc/BTC-USDT/1m";

const FULL = {
  state: "full",
  was: "ok",
  freeBytes: 8e8,
  problem: "The disk has 0.8 GB left: recording is paused. Free space, or lower it.",
  reason: "the disk has 0.8 GB left",
} as const;
const GONE = {
  ...FULL,
  state: "gone",
  reason: "the data folder is gone",
  problem: "Bring it back.",
} as const;
const ROOM = { state: "ok", was: "full", freeBytes: 8e9, problem: null, reason: null } as const;

/** Kinds and sentences, newest first. */
const shown = ({ list }: Stage) => list().map(({ kind, sentence }) => ({ kind, sentence }));

Deno.test("a full disk is one incident of all exchanges, with their holes", () =>
  inOneLife(async (stage) => {
    const { clock, happens, connected, hole, list } = stage;
    connected(TRADES, KRAKEN);
    happens("disk-changed", FULL);
    for (const key of [TRADES, KRAKEN]) happens("stream-paused", { key, reason: FULL.reason });
    await clock.advance(5 * MINUTE);
    const [open] = list();
    assert.equal(
      open.sentence,
      "The disk has taken no rows since 14:00 UTC (the disk has 0.8 GB left): 2 series are not recorded.",
    );
    assert.deepEqual([open.severity, open.exchange, open.advice], ["error", null, FULL.problem]);
    happens("disk-changed", ROOM);
    connected(TRADES, KRAKEN);
    for (const key of [TRADES, KRAKEN]) hole(key, 5 * MINUTE, { cause: "overload", reason: FULL.reason });
    await clock.advance(2 * MINUTE);
    const sentence =
      "The disk took no rows from 14:00 to 14:05 UTC (the disk has 0.8 GB left): 2 series have a gap.";
    assert.deepEqual(shown(stage), [{ kind: "disk", sentence }]);
  }));

Deno.test("what fails because the folder is gone is told of with the folder", () =>
  inOneLife(async (stage) => {
    const { clock, happens, connected, hole } = stage;
    connected(TRADES);
    await clock.advance(MINUTE);
    happens("venue-failed", { exchange: "binance", error: "no such file", retryAt: clock.now() });
    happens("actor-failed", { path: "supervisor", error: "no such file", restarts: 1 });
    await clock.advance(2 * SECOND);
    happens("disk-changed", GONE);
    happens("venue-failed", { exchange: "binance", error: "no such file", retryAt: clock.now() });
    happens("stream-dropped", { key: TRADES, error: "no such file", retryAt: clock.now() });
    happens("archiving-failed", { what: TRADES, error: "no such file" });
    await clock.advance(MINUTE);
    happens("disk-changed", ROOM);
    happens("venue-opened", { exchange: "binance", epoch: 2 });
    connected(TRADES);
    hole(TRADES, 62 * SECOND, { reason: NOT_RECORDING });
    await clock.advance(3 * MINUTE);
    const sentence =
      "The disk took no rows from 14:01:02 to 14:02:02 UTC (the data folder is gone): 1 series has a gap.";
    assert.deepEqual(shown(stage), [{ kind: "disk", sentence }]);
  }));

Deno.test("a disk that is only short of space keeps streams from nothing", () =>
  inOneLife(async (stage) => {
    const { clock, happens, list } = stage;
    happens("disk-changed", { ...FULL, state: "low" });
    await clock.advance(3 * MINUTE);
    assert.equal(list()[0].severity, "warning");
    happens("disk-changed", ROOM);
    await clock.advance(2 * MINUTE);
    const sentence =
      "The disk was short of space from 14:00 to 14:03 UTC (the disk has 0.8 GB left); history waited: " +
      "no gap is known.";
    assert.deepEqual(shown(stage), [{ kind: "disk", sentence }]);
  }));

Deno.test("rows that came faster than the disk took them make an overload", () =>
  inOneLife(async (stage) => {
    const { clock, connected, dropped, hole } = stage;
    connected(TRADES, BOOK);
    dropped(TRADES);
    await clock.advance(SECOND);
    connected(TRADES);
    hole(TRADES, SECOND, { cause: "overload", reason: "rows came faster than the disk took them" });
    await clock.advance(2 * MINUTE);
    const sentence = "binance BTC/USDT trades was paused from 14:00:00 to 14:00:01 UTC " +
      "(rows came faster than the disk took them): 1 series has a gap.";
    assert.deepEqual(shown(stage), [{ kind: "overload", sentence }]);
  }));

Deno.test("ids that were skipped, and rows that nobody believes, are told apart", () =>
  inOneLife(async (stage) => {
    const { clock, happens, hole, healed } = stage;
    happens("rows-rejected", { key: TRADES, rows: 2, reason: "its price is 0" });
    hole(TRADES, SECOND, { cause: "rejected", reason: "its price is 0" });
    await clock.advance(2 * MINUTE);
    healed(ETHER, hole(ETHER, 30 * SECOND, { cause: "id-hole", reason: "ids 7 to 9 did not come" }));
    await clock.advance(2 * MINUTE);
    assert.deepEqual(shown(stage), [
      {
        kind: "skipped",
        sentence: "Rows of binance ETH/USDT trades did not arrive from 14:01:30 to 14:02:00 UTC: " +
          "1 series has a gap; it was refilled.",
      },
      {
        kind: "rejected",
        sentence: "binance sent 2 rows that could not be believed at 14:00:00 UTC (its price is 0): " +
          "1 series has a gap.",
      },
    ]);
  }));

Deno.test("a run that fails again and again becomes an error, and is over with the first that works", () =>
  inOneLife(async ({ clock, happens, list }) => {
    const collect = (error: string | null) =>
      happens("collect-finished", { key: CANDLES, rows: 0, requests: 1, error });
    const seen: Array<[string, number]> = [];
    for (let n = 0; n < 3; n++) {
      collect("timed out");
      await clock.advance(MINUTE);
      seen.push([list()[0].severity, list()[0].failures]);
    }
    assert.deepEqual(seen, [["info", 1], ["info", 2], ["error", 3]]);
    assert.equal(
      list()[0].sentence,
      "Recent history of binance BTC/USDT 1m candles cannot be collected since 14:00 UTC (timed out).",
    );
    collect(null);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
    assert.equal(list()[0].severity, "error", "that it was one is not forgotten");
  }));

Deno.test("a backfill of many series that fails is one incident", () =>
  inOneLife(async (stage) => {
    const { clock, happens } = stage;
    const counts = { done: 1, total: 3, failed: 2, rows: 10, requests: 3 };
    for (const key of [TRADES, CANDLES, ETHER]) {
      const outcome = key === ETHER ? "cancelled" : "failed";
      happens("backfill-finished", { run: "r", key, outcome, reason: "2 windows failed", ...counts });
    }
    await clock.advance(2 * MINUTE);
    const sentence = "A backfill of 2 series of binance failed at 14:00:00 UTC (2 windows failed).";
    assert.deepEqual(shown(stage), [{ kind: "failed-backfill", sentence }]);
  }));

Deno.test("damage is told of as it was found", () =>
  inOneLife(async (stage) => {
    const { clock, happens } = stage;
    happens("damage-found", { what: TRADES, words: "a file of binance BTC/USDT trades is missing" });
    await clock.advance(3 * MINUTE);
    happens("damage-found", { what: TRADES, words: "2024-01-01.parquet is missing" });
    await clock.advance(SECOND);
    happens("quarantined", { path: "q/2024-01-02.parquet", reason: "its footer is missing" });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(shown(stage).map(({ sentence }) => sentence), [
      "Things on disk were found that are not as they were written from 14:03:00 to 14:03:01 UTC, 2 in all, " +
      "the last one: q/2024-01-02.parquet could not be read and was put into quarantine, unchanged: " +
      "its footer is missing.",
      "A file of binance BTC/USDT trades is missing; found at 14:00:00 UTC.",
    ]);
  }));

Deno.test("what cannot be sealed is open for as long as it is told of", () =>
  inOneLife(async ({ clock, happens, list }) => {
    for (let n = 0; n < 3; n++) {
      happens("archiving-failed", { what: TRADES, error: "input/output error" });
      await clock.advance(MINUTE);
    }
    assert.equal(
      list({ open: true })[0].sentence,
      `${TRADES} cannot be sealed or merged since 14:00 UTC (input/output error).`,
    );
    await clock.advance(3 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
    assert.equal(
      list()[0].sentence,
      `${TRADES} could not be sealed or merged from 14:00 to 14:02 UTC (input/output error).`,
    );
  }));

Deno.test("a clock that is wrong is one incident, whatever the exchange", () =>
  inOneLife(async (stage) => {
    const { clock, happens } = stage;
    const compare = (exchange: string, aheadMs: number) => happens("clock-compared", { exchange, aheadMs });
    compare("binance", -120_000);
    compare("kraken", 200);
    await clock.advance(MINUTE);
    const sentence = "This machine's clock has been 2 min behind that of binance since 14:00 UTC.";
    assert.deepEqual(shown(stage), [{ kind: "clock", sentence }]);
    compare("binance", 100);
    await clock.advance(2 * MINUTE);
    assert.match(
      shown(stage)[0].sentence,
      /clock was 2 min behind that of binance from 14:00:00 to 14:01:00 UTC\.$/,
    );
  }));

Deno.test("each remote has its incident, until a sync of it succeeds", () =>
  inOneLife(async (stage) => {
    const { clock, happens, list } = stage;
    const sync = (remote: string, error: string | null) =>
      happens("sync-finished", {
        remote,
        outcome: error === null ? "done" : "failed",
        files: 0,
        bytes: 0,
        removed: 0,
        error,
        retryAt: error === null ? null : clock.now() + MINUTE,
      });
    sync("b2:tape", "no such host");
    sync("s3:tape", null);
    await clock.advance(10 * MINUTE);
    assert.deepEqual(shown(stage), [
      { kind: "sync", sentence: "Nothing could be synced to b2:tape since 14:00 UTC (no such host)." },
    ]);
    sync("b2:tape", null);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
    assert.equal(list()[0].sentence, "Syncs to b2:tape failed from 14:00 to 14:10 UTC (no such host).");
  }));

Deno.test("a config with an error is one until it is mended", () =>
  inOneLife(async (stage) => {
    const { clock, happens, list } = stage;
    happens("config-refused", { error: "line 3: unknown key\nline 9: expected a number" });
    await clock.advance(SECOND);
    const words = "line 3: unknown key; line 9: expected a number";
    assert.deepEqual(shown(stage), [
      {
        kind: "config",
        sentence: `The config file has an error and is not taken since 14:00 UTC (${words}).`,
      },
    ]);
    happens("config-taken", { restart: [] });
    await clock.advance(2 * MINUTE);
    assert.deepEqual(list({ open: true }), []);
  }));

Deno.test("a part that fails three times in a minute is one incident", () =>
  inOneLife(async (stage) => {
    const { clock, happens } = stage;
    for (let n = 1; n <= 3; n++) {
      happens("actor-failed", { path: "supervisor/archiver", error: "out of memory", restarts: n });
      await clock.advance(20 * SECOND);
    }
    await clock.advance(2 * MINUTE);
    const sentence =
      "A part of tapedeck failed 3 times from 14:00:00 to 14:00:40 UTC and was started again (out of memory).";
    assert.deepEqual(shown(stage), [{ kind: "fault", sentence }]);
  }));
