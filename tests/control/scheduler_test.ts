import assert from "node:assert/strict";
import { createSystem } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Schedule } from "../../actors/control/agenda.ts";
import type { ScheduledJob } from "../../actors/control/next_run.ts";
import { scheduler, type SchedulerMessage, type SchedulerWord } from "../../actors/control/scheduler.ts";

const MINUTE_MS = 60_000;
const START = Date.UTC(2024, 0, 1, 12, 0, 20);
const MINUTES: ScheduledJob = { key: "binance/ohlc/BTC-USDT/1m", spanS: 60, settleMs: 2_000 };
const HOURS: ScheduledJob = { key: "binance/ohlc/BTC-USDT/1h", spanS: 3_600, settleMs: 2_000 };

interface Stage {
  clock: TestClock;
  tell(message: SchedulerMessage): Promise<void>;
  open(exchange?: string): Promise<void>;
  finish(key: string, error?: string): Promise<void>;
  schedule(): Promise<Schedule>;
  /** Runs told so far, as `seconds since the start: key`. */
  runs: string[];
  /** Next runs as last told, ms. */
  next: Map<string, number | null>;
}

async function onStage(body: (stage: Stage) => Promise<void>) {
  const clock = new TestClock(START);
  const system = createSystem({ clock, random: () => 0.5 });
  const runs: string[] = [];
  const next = new Map<string, number | null>();
  const parent = system.spawn<SchedulerWord>("parent", () => (word) => {
    if (word.type === "collect") runs.push(`${(clock.now() - START) / 1000}: ${word.key.split("/").at(-1)}`);
    else next.set(word.key, word.nextRunAt);
  });
  const ref = system.spawn("scheduler", scheduler({ parent }));
  const tell = async (message: SchedulerMessage) => {
    assert.ok(ref.tell(message));
    await clock.advance(0);
  };
  await body({
    clock,
    runs,
    next,
    tell,
    open: (exchange = "binance") => tell({ type: "venue-opened", exchange, epoch: 1, at: clock.now() }),
    finish: (key, error) =>
      tell({ type: "collect-finished", key, rows: 1, requests: 1, error: error ?? null, at: clock.now() }),
    schedule: () => ref.ask<Schedule>((reply) => ({ type: "schedule", reply }), 1_000),
  });
  const stopped = system.stop();
  await clock.advance(0);
  await stopped;
}

/** The stage once `jobs` have had their first run. */
function afterFirstRuns(jobs: ScheduledJob[], body: (stage: Stage) => Promise<void>) {
  return onStage(async (stage) => {
    await stage.tell({ type: "configure", jobs });
    await stage.open();
    await stage.clock.advance(1_000);
    for (const job of jobs) await stage.finish(job.key);
    stage.runs.length = 0;
    await body(stage);
  });
}

Deno.test("jobs run once their exchange is open, those of one exchange a little apart", () =>
  onStage(async ({ clock, tell, open, runs }) => {
    const kraken = { ...MINUTES, key: "kraken/ohlc/BTC-USD/5m", spanS: 300 };
    await tell({ type: "configure", jobs: [MINUTES, HOURS, kraken] });
    await clock.advance(5_000);
    assert.deepEqual(runs, []);
    await open("binance");
    await open("kraken");
    assert.deepEqual(runs, ["5: 1m", "5: 5m"]);
    await clock.advance(1_000);
    assert.deepEqual(runs, ["5: 1m", "5: 5m", "5.25: 1h"]);
  }));

Deno.test("a job runs after each candle's close and its time to settle", () =>
  afterFirstRuns([MINUTES], async ({ clock, runs, finish, next }) => {
    assert.equal(next.get(MINUTES.key), Date.UTC(2024, 0, 1, 12, 1, 2));
    for (let minute = 0; minute < 3; minute++) {
      await clock.advance(MINUTE_MS);
      await finish(MINUTES.key);
    }
    assert.deepEqual(runs, ["42: 1m", "102: 1m", "162: 1m"]);
    assert.equal(next.get(MINUTES.key), Date.UTC(2024, 0, 1, 12, 4, 2));
  }));

Deno.test("a run still going is not started again; the closes it missed make one run", () =>
  afterFirstRuns([MINUTES], async ({ clock, runs, finish }) => {
    await clock.advance(10 * MINUTE_MS);
    assert.deepEqual(runs, ["42: 1m"]);
    await finish(MINUTES.key);
    assert.deepEqual(runs, ["42: 1m", "601: 1m"]);
    await finish(MINUTES.key);
    await clock.advance(MINUTE_MS);
    assert.deepEqual(runs, ["42: 1m", "601: 1m", "642: 1m"]);
  }));

Deno.test("a clock set ahead by days makes one run, and the rhythm goes on", () =>
  afterFirstRuns([MINUTES, HOURS], async ({ clock, runs, next }) => {
    clock.set(START + 3 * 86_400_000);
    await clock.advance(15_000);
    assert.deepEqual(runs.map((run) => run.split(" ")[1]), ["1m", "1h"]);
    assert.equal(next.get(HOURS.key), Date.UTC(2024, 0, 4, 13, 0, 2));
  }));

Deno.test("a clock set back does not silence a job until it has caught up", () =>
  afterFirstRuns([MINUTES], async ({ clock, runs, next }) => {
    clock.set(START - 5 * 3_600_000);
    await clock.advance(15_000);
    assert.equal(next.get(MINUTES.key), Date.UTC(2024, 0, 1, 7, 1, 2));
    await clock.advance(MINUTE_MS);
    assert.equal(runs.length, 1);
  }));

Deno.test("a failed run is tried again before the next close, each time later", () =>
  afterFirstRuns([HOURS], async ({ clock, runs, finish, next }) => {
    await finish(HOURS.key, "timeout");
    await clock.advance(2_500);
    assert.deepEqual(runs, ["3.5: 1h"]);
    await finish(HOURS.key, "timeout");
    await clock.advance(5_000);
    assert.deepEqual(runs, ["3.5: 1h", "8.5: 1h"]);
    await finish(HOURS.key);
    assert.equal(next.get(HOURS.key), Date.UTC(2024, 0, 1, 13, 0, 2));
  }));

Deno.test("stopped, nothing runs and no next run is shown; started again, all run at once", () =>
  afterFirstRuns([MINUTES], async ({ clock, runs, next, tell, schedule }) => {
    await tell({ type: "stop" });
    await tell({ type: "stop" });
    assert.equal(next.get(MINUTES.key), null);
    assert.deepEqual(await schedule(), { running: false, jobs: [{ key: MINUTES.key, nextRunAt: null }] });
    await clock.advance(10 * MINUTE_MS);
    assert.deepEqual(runs, []);
    await tell({ type: "start" });
    await tell({ type: "start" });
    assert.deepEqual(runs, ["601: 1m"]);
    assert.equal((await schedule()).running, true);
  }));

Deno.test("configured anew, a new job runs at once, the others keep their time, one left out is gone", () =>
  afterFirstRuns([MINUTES, HOURS], async ({ clock, runs, next, tell, schedule }) => {
    const fives = { ...MINUTES, key: "binance/ohlc/BTC-USDT/5m", spanS: 300 };
    await tell({ type: "configure", jobs: [HOURS, fives] });
    assert.deepEqual(runs, ["1: 5m"]);
    assert.equal(next.get(MINUTES.key), null);
    assert.deepEqual((await schedule()).jobs.map(({ key }) => key), [HOURS.key, fives.key]);
    await clock.advance(2 * MINUTE_MS);
    assert.deepEqual(runs, ["1: 5m"]);
  }));

Deno.test("while its exchange has failed a job waits; opened anew, it runs, whatever was under way", () =>
  afterFirstRuns([MINUTES], async ({ clock, runs, tell, open }) => {
    await clock.advance(MINUTE_MS);
    await tell({ type: "venue-failed", exchange: "binance", error: "x", retryAt: null, at: clock.now() });
    await clock.advance(3 * MINUTE_MS);
    assert.deepEqual(runs, ["42: 1m"]);
    await open();
    assert.deepEqual(runs, ["42: 1m", "241: 1m"]);
  }));

Deno.test("a run that is over for a job no longer there changes nothing", () =>
  afterFirstRuns([MINUTES], async ({ finish, schedule }) => {
    await finish("binance/ohlc/ETH-USDT/1m", "timeout");
    assert.equal((await schedule()).jobs.length, 1);
  }));
