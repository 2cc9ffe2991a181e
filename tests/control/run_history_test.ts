import assert from "node:assert/strict";
import fc from "fast-check";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { RunRecord } from "../../schemas/wire.ts";
import { backfill, inFolder, MINUTES, NOW, onStage, type Stage, TRADES } from "./run_history_stage.ts";

Deno.test("a collect is running from its start, then done with what it got, after a new start of the program too", () =>
  inFolder(async (path) => {
    const done = {
      id: "collect_1",
      kind: "collect",
      exchange: "binance",
      pairs: ["BTC/USDT"],
      type: "ohlc",
      span: "1m",
      status: "done",
      started_at: NOW / 1_000,
      finished_at: NOW / 1_000 + 1.5,
      duration_seconds: 1.5,
      rows: 3,
      requests: 2,
      error: null,
    };
    await onStage(path, async ({ clock, list, begin, finish }) => {
      begin();
      const running = { status: "running", finished_at: null, duration_seconds: null, rows: 0, requests: 0 };
      assert.deepEqual(list(), [{ ...done, ...running }]);
      await clock.advance(1_500);
      finish(MINUTES, { rows: 3, requests: 2 });
      assert.deepEqual(list(), [done]);
    });
    await onStage(path, ({ list }) => assert.deepEqual(list(), [done]));
  }));

Deno.test("a collect that fails has its error", () =>
  inFolder((path) =>
    onStage(path, ({ list, begin, finish }) => {
      begin(TRADES);
      finish(TRADES, { rows: 7, error: "timed out" });
      const [{ status, error, rows, span, type }] = list();
      assert.deepEqual([status, error, rows, span, type], ["error", "timed out", 7, null, "trades"]);
    })
  ));

Deno.test("what a kill left running is interrupted at the next start, and nobody claims to know when it ended", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ begin }) => {
      begin();
      await clock.advance(1_000);
    }, { end: "killed", clock });
    await onStage(path, ({ list, begin }) => {
      begin(TRADES);
      const [now, before] = list();
      assert.deepEqual([now.status, now.id], ["running", "collect_2"]);
      assert.deepEqual([before.status, before.error], ["error", "interrupted: the program ended"]);
      assert.deepEqual([before.finished_at, before.duration_seconds], [null, null]);
    }, { clock });
  }));

Deno.test("an orderly stop ends what runs", () =>
  inFolder(async (path) => {
    await onStage(path, ({ begin }) => begin());
    await onStage(path, ({ list }) => {
      const [{ status, error, finished_at }] = list();
      assert.deepEqual([status, error, finished_at], [
        "error",
        "interrupted: the program ended",
        NOW / 1_000,
      ]);
    });
  }));

const ENDINGS: Array<{ name: string; end(stage: Stage): void; error: string; others: "running" | "error" }> =
  [
    {
      name: "its exchange failed",
      end: ({ history, clock }) =>
        history.witness({
          type: "venue-failed",
          exchange: "binance",
          error: "out of memory",
          retryAt: null,
          at: clock.now(),
        }),
      error: "interrupted: out of memory",
      others: "running",
    },
    {
      name: "the disk is gone",
      end: ({ history, clock }) =>
        history.witness({
          type: "disk-changed",
          state: "gone",
          was: "ok",
          freeBytes: null,
          problem: "Plug it in.",
          reason: "the disk is gone",
          at: clock.now(),
        }),
      error: "interrupted: the disk is gone",
      others: "error",
    },
    {
      name: "no job names it any more",
      end: ({ history }) => history.configured(new Set([TRADES])),
      error: "interrupted: its job is paused, or no longer in the config",
      others: "running",
    },
  ];

for (const { name, end, error, others } of ENDINGS) {
  Deno.test(`a collect that nobody will finish is ended: ${name}`, () =>
    inFolder((path) =>
      onStage(path, (stage) => {
        stage.begin(MINUTES);
        stage.begin(TRADES);
        end(stage);
        const [other, meant] = stage.list();
        assert.deepEqual([meant.status, meant.error, other.status], ["error", error, others]);
        stage.finish(MINUTES, { rows: 5 });
        assert.equal(stage.list()[1].error, error);
      })
    ));
}

Deno.test("a collect that begins anew ends the one before; one that never began is none", () =>
  inFolder((path) =>
    onStage(path, ({ list, begin, finish }) => {
      finish();
      assert.deepEqual(list(), []);
      begin();
      begin();
      finish();
      assert.deepEqual(list().map(({ status, error }) => [status, error]), [
        ["done", null],
        ["error", "interrupted: it began anew"],
      ]);
    })
  ));

Deno.test("of the runs that got nothing new a series has only the newest; the others stay", () =>
  inFolder((path) =>
    onStage(path, async ({ clock, list, begin, finish }) => {
      const outcomes = [{ rows: 0 }, { rows: 1 }, { rows: 0 }, { rows: 0, error: "refused" }, { rows: 0 }];
      for (const outcome of outcomes) {
        for (const key of [MINUTES, TRADES]) {
          begin(key);
          finish(key, outcome);
        }
        await clock.advance(60_000);
      }
      const ids = (exchange: string) => list({ exchange }).map(({ id }) => Number(id.split("_")[1]));
      assert.deepEqual(ids("binance"), [9, 7, 3]);
      assert.deepEqual(ids("kraken"), [10, 8, 4]);
    })
  ));

Deno.test("backfills and collects are in one list, the newest first", () =>
  inFolder((path) =>
    onStage(path, async ({ clock, store, list, begin }) => {
      const task = {
        key: MINUTES,
        exchange: "binance",
        label: "BTC/USDT",
        state: "done" as const,
        startedAt: NOW,
        done: 1,
        total: 1,
        failed: 0,
        rows: 10,
        requests: 4,
      };
      store.put(backfill({ tasks: [task, task] }));
      await clock.advance(1_000);
      begin();
      await clock.advance(1_000);
      store.put(
        backfill({ id: "all", exchange: null, status: "running", startedAt: clock.now(), finishedAt: null }),
      );
      assert.deepEqual(list().map(({ id }) => id), ["all", "collect_1", "binance_all_1"]);
      const [, , { rows, requests, duration_seconds }] = list();
      assert.deepEqual([rows, requests, duration_seconds], [20, 8, 2.5]);
      assert.deepEqual(list({ kind: "backfill" }).map(({ id }) => id), ["all", "binance_all_1"]);
      assert.deepEqual(list({ kind: "collect" }).map(({ id }) => id), ["collect_1"]);
      assert.deepEqual(list({ exchange: "kraken" }).map(({ id }) => id), ["all"]);
      assert.deepEqual(list({ status: "running", limit: 1 }).map(({ id }) => id), ["all"]);
    })
  ));

Deno.test("a list is what a filter over all runs gives, written or not, and its pages have each run once", () =>
  inFolder((folder) => {
    let file = 0;
    const step = fc.record({
      key: fc.constantFrom(MINUTES, TRADES, "kraken/ohlc/ETH-USD/1h"),
      rows: fc.nat(2),
      error: fc.constantFrom(null, null, "refused"),
      stays: fc.boolean(),
      passMs: fc.constantFrom(0, 0, 400, 1_000),
    });
    const query = fc.record({
      status: fc.constantFrom(undefined, "running" as const, "done" as const, "error" as const),
      exchange: fc.constantFrom(undefined, "binance", "kraken"),
      limit: fc.integer({ min: 1, max: 5 }),
    });
    return fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        query,
        (steps, { status, exchange, limit }) =>
          onStage(`${folder}.${file++}`, async ({ clock, list, begin, finish }) => {
            for (const { key, stays, passMs, ...counts } of steps) {
              begin(key);
              if (!stays) finish(key, counts);
              await clock.advance(passMs);
            }
            const all = list({ limit: 1_000 });
            const wanted = all.filter((run) =>
              (!status || run.status === status) && (!exchange || run.exchange === exchange)
            );
            const paged: RunRecord[] = [];
            let page = list({ status, exchange, limit });
            while (page.length > 0) {
              assert.ok(page.length <= limit);
              paged.push(...page);
              page = list({ status, exchange, limit, before: page.at(-1)!.started_at });
            }
            assert.deepEqual(paged, wanted);
            assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
          }),
      ),
      { numRuns: 40 },
    );
  }));

Deno.test("facts of other kinds change nothing", () =>
  inFolder((path) =>
    onStage(path, ({ history, list, begin }) => {
      begin();
      const others: VenueFact[] = [
        { type: "venue-opened", exchange: "binance", epoch: 2, at: NOW },
        { type: "stream-connected", key: MINUTES, at: NOW },
      ];
      for (const fact of others) history.witness(fact);
      assert.deepEqual(list().map(({ status }) => status), ["running"]);
    })
  ));
