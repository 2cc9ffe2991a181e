import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { BackfillRun } from "../../actors/control/backfill_run.ts";
import { COLLECTS_SCHEMA, createCollectStore } from "../../actors/control/collect_store.ts";
import { createRunHistory, type RunHistory } from "../../actors/control/run_history.ts";
import { openRunStore, type RunStore } from "../../actors/control/run_store.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import { RunQuery, RunRecord } from "../../schemas/wire.ts";

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTES = "binance/ohlc/BTC-USDT/1m";
const TRADES = "kraken/trades/ETH-USD";

interface Stage {
  clock: TestClock;
  store: RunStore;
  history: RunHistory;
  failures: string[];
  list(query?: Partial<RunQuery>): RunRecord[];
  begin(key?: string): void;
  finish(key?: string, counts?: { rows?: number; requests?: number; error?: string | null }): void;
}

/** `end`: how the program ends. */
async function onStage(
  path: string,
  body: (stage: Stage) => void | Promise<void>,
  { end = "stopped", clock = new TestClock(NOW) }: { end?: "stopped" | "killed"; clock?: TestClock } = {},
): Promise<void> {
  const failures: string[] = [];
  const store = openRunStore(path, (error) => void failures.push(error.message));
  const history = createRunHistory({ store, clock, retentionDays: () => 90 });
  try {
    await body({
      clock,
      store,
      history,
      failures,
      list: (query) => history.list(RunQuery.parse(query ?? {})).map((record) => RunRecord.parse(record)),
      begin: (key = MINUTES) => history.witness({ type: "collect-started", key, at: clock.now() }),
      finish: (key = MINUTES, { rows = 1, requests = 1, error = null } = {}) =>
        history.witness({ type: "collect-finished", key, rows, requests, error, at: clock.now() }),
    });
  } finally {
    if (end === "stopped") history.close();
    store.close();
  }
}

async function inFolder(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-history-" });
  try {
    await act(`${folder}/runs.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const backfill = (rest: Partial<BackfillRun> = {}): BackfillRun => ({
  id: "binance_all_1",
  exchange: "binance",
  pairs: null,
  start: "2026-01-01",
  fromUs: 0,
  parallel: false,
  status: "done",
  startedAt: NOW,
  finishedAt: NOW + 2_500,
  error: null,
  tasks: [],
  log: [],
  ...rest,
});

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
      error: "interrupted: it is no longer in the config",
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

Deno.test("thousands of runs a minute are written in one transaction a second", () =>
  inFolder((path) =>
    onStage(path, async ({ clock, store, failures, list }) => {
      let writes = 0;
      const counted: RunStore = {
        ...store,
        attempt(write) {
          writes++;
          return store.attempt(write);
        },
      };
      const history = createRunHistory({ store: counted, clock, retentionDays: () => 90 });
      const before = writes;
      for (let n = 0; n < 1_200; n++) {
        const key = `binance/ohlc/C${n}-USDT/1m`;
        history.witness({ type: "collect-started", key, at: clock.now() });
        if (n % 10 === 9) await clock.advance(100);
        history.witness({
          type: "collect-finished",
          key,
          rows: 1,
          requests: 1,
          error: null,
          at: clock.now(),
        });
      }
      assert.ok(writes - before <= 12, String(writes - before));
      history.close();
      assert.equal(list({ limit: 1_000, status: "done" }).length, 1_000);
      assert.deepEqual(failures, []);
    })
  ));

Deno.test("a disk that takes nothing is told of once; the list stays true, and is written when there is room", () =>
  inFolder(async (path) => {
    await onStage(path, async ({ clock, failures, list, begin, finish }) => {
      begin();
      await clock.advance(1_000);
      const other = new DatabaseSync(path);
      other.exec(
        "create trigger full before insert on collects begin select raise(abort, 'disk is full'); end",
      );
      finish();
      begin(TRADES);
      await clock.advance(5_000);
      assert.deepEqual(failures, ["disk is full"]);
      assert.deepEqual(list().map(({ status }) => status), ["running", "done"]);
      assert.deepEqual(list({ status: "running" }).map(({ exchange }) => exchange), ["kraken"]);
      assert.deepEqual(list({ limit: 1, exchange: "binance" }).map(({ status }) => status), ["done"]);
      other.exec("drop trigger full");
      other.close();
      await clock.advance(1_000);
    }, { end: "killed" });
    await onStage(
      path,
      ({ list }) => assert.deepEqual(list().map(({ status }) => status), ["error", "done"]),
    );
  }));

Deno.test("runs are forgotten after their time, those under way are not", () =>
  inFolder((path) =>
    onStage(path, async ({ clock, list, begin, finish }) => {
      begin();
      finish();
      begin(TRADES);
      await clock.advance(91 * 86_400_000);
      begin();
      await clock.advance(1_000);
      assert.deepEqual(list().map(({ id }) => id), ["collect_3", "collect_2"]);
    })
  ));

Deno.test("no more than so many collects are kept: the oldest go, not those under way; ids are not given twice", () => {
  const database = new DatabaseSync(":memory:");
  database.exec(COLLECTS_SCHEMA);
  const store = createCollectStore(database, 100);
  const run = (id: number, status: "running" | "done") => ({
    id,
    key: MINUTES,
    status,
    startedUs: id,
    finishedUs: null,
    rows: 1,
    requests: 1,
    error: null,
  });
  store.write([run(1, "running")]);
  for (let id = 2; id <= 500; id++) store.write([run(id, "done")]);
  const ids = store.list(RunQuery.parse({ limit: 1_000 })).map(({ id }) => id);
  assert.ok(ids.length <= 101 && ids.length >= 100);
  assert.deepEqual([ids[0], ids.at(-1), ids.at(-2)], [500, 1, 500 - ids.length + 2]);
  database.exec("delete from collects");
  assert.equal(createCollectStore(database, 100).firstId, 501);
  database.close();
});

Deno.test("only so many backfills that are over are kept", () =>
  inFolder((path) =>
    onStage(path, ({ store, history }) => {
      store.put(backfill({ id: "going", status: "running", finishedAt: null }));
      for (let n = 0; n < 2_010; n++) store.put(backfill({ id: `b${n}` }));
      history.tidy();
      const ids = store.all().map(({ id }) => id);
      assert.deepEqual([ids.length, ids[0], ids.at(-1), ids.at(-2)], [2_001, "b2009", "going", "b10"]);
    })
  ));

Deno.test("a file from before there were collects keeps its backfills, and its version", () =>
  inFolder(async (path) => {
    const former = new DatabaseSync(path);
    former.exec(
      "create table runs (id text primary key, started_at real not null, run text not null) strict",
    );
    former.exec("pragma user_version = 1");
    former.prepare("insert into runs values (?, ?, ?)").run(
      "old",
      NOW,
      JSON.stringify(backfill({ id: "old" })),
    );
    former.close();
    await onStage(path, ({ store, list, begin, finish }) => {
      assert.equal(store.quarantined, null);
      begin();
      finish();
      assert.deepEqual(list().map(({ id }) => id).sort(), ["collect_1", "old"]);
    });
    const now = new DatabaseSync(path);
    assert.equal((now.prepare("pragma user_version").get() as { user_version: number }).user_version, 1);
    now.close();
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
