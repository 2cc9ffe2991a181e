/** What the run history keeps, for how long, and when it is written. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { COLLECTS_SCHEMA, createCollectStore } from "../../actors/control/collect_store.ts";
import { createRunHistory } from "../../actors/control/run_history.ts";
import type { RunStore } from "../../actors/control/run_store.ts";
import { RunQuery } from "../../schemas/wire.ts";
import { backfill, inFolder, MINUTES, NOW, onStage, TRADES } from "./run_history_stage.ts";

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
