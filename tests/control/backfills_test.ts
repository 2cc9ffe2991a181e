import assert from "node:assert/strict";
import type { BackfillCommand, BackfillFact } from "../../schemas/backfill.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";
import { BackfillRecord } from "../../schemas/wire.ts";
import { recordOf } from "../../actors/control/backfill_run.ts";
import { backfills, type BackfillsMessage } from "../../actors/control/backfills.ts";
import { openRunStore, type RunStore } from "../../actors/control/run_store.ts";
import { type ActorRef, createSystem, seededRandom } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

const NOW = Date.UTC(2024, 2, 5);
const START = "2024-03-01 00:00:00";
const BTC = "binance/ohlc/BTC-USDT/1m";
const ETH = "binance/ohlc/ETH-USDT/1m";
const KRAKEN = "kraken/ohlc/BTC-USDT/1m";
const COUNTS = { done: 0, total: 0, failed: 0, rows: 0, requests: 0 };

function configOf(...jobs: object[]): Config {
  const parsed = parseConfig({ histo_jobs: jobs });
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return parsed.config;
}
const CONFIG = configOf(
  { exchange: "binance", pairs: ["BTC/USDT", "ETH/USDT"], span: 60 },
  { exchange: "kraken", pairs: ["BTC/USDT"], span: 60 },
);

interface Stage {
  ref: ActorRef<BackfillsMessage>;
  clock: TestClock;
  store: RunStore;
  /** What the cells were told, in order. */
  told: BackfillCommand[];
  start(request?: Partial<Parameters<typeof ask>[1]>): Promise<string | null>;
  settled(): Promise<void>;
}

const ask = (
  ref: ActorRef<BackfillsMessage>,
  request: { exchange?: string; pairs?: string[]; start: string; parallel: boolean },
) => ref.ask<string | null>((reply) => ({ type: "start-backfill", request, reply }), 1_000);

async function onStage(
  path: string,
  act: (stage: Stage) => Promise<void>,
  config = CONFIG,
  interrupted?: "go-on" | "leave",
): Promise<void> {
  const clock = new TestClock(NOW);
  const system = createSystem({ clock, random: seededRandom(1) });
  const told: BackfillCommand[] = [];
  const store = openRunStore(path);
  const ref = system.spawn(
    "backfills",
    backfills({ config: () => config, store, tell: (command) => void told.push(command), interrupted }),
  );
  const settled = async () => {
    await ref.ask<boolean>((reply) => ({ type: "stop-backfill", id: "none", reply }), 1_000);
  };
  await settled();
  try {
    await act({
      ref,
      clock,
      store,
      told,
      settled,
      start: (request) => ask(ref, { start: START, parallel: false, ...request }),
    });
  } finally {
    await system.stop(100);
    store.close();
  }
}

async function inFolder(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-runs-" });
  try {
    await act(`${folder}/runs.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const finished = (
  run: string,
  key: string,
  more: Partial<Extract<BackfillFact, { type: "backfill-finished" }>> = {},
): BackfillFact => ({
  ...COUNTS,
  type: "backfill-finished",
  run,
  key,
  outcome: "done",
  reason: null,
  at: NOW,
  ...more,
});
const keysOf = (commands: BackfillCommand[]) => commands.map(({ type, key }) => `${type} ${key}`);

Deno.test("series are asked for one after the other, exchanges too", () =>
  inFolder((path) =>
    onStage(path, async ({ ref, told, store, start, settled }) => {
      const id = (await start())!;
      assert.equal(id, `all_all_${NOW / 1000}-1`);
      for (const key of [BTC, ETH, KRAKEN]) {
        assert.equal(told.length, 1);
        assert.deepEqual(told.pop(), {
          type: "backfill",
          run: id,
          key,
          fromUs: Date.UTC(2024, 2, 1) * 1000,
        });
        ref.tell(finished(id, key, { rows: 10, requests: 2, done: 2, total: 2 }));
        await settled();
      }
      const record = BackfillRecord.parse(recordOf(store.find(id)!, NOW));
      assert.equal(record.status, "done");
      assert.deepEqual(Object.keys(record.progress), ["binance BTC/USDT", "ETH/USDT", "kraken BTC/USDT"]);
      assert.equal(record.progress["ETH/USDT"].rows, 10);
      assert.match(record.log.at(-1)!, /done: 30 rows$/);
    })
  ));

Deno.test("in parallel, exchanges are asked side by side", () =>
  inFolder((path) =>
    onStage(path, async ({ told, start }) => {
      await start({ parallel: true });
      assert.deepEqual(keysOf(told), [`backfill ${BTC}`, `backfill ${KRAKEN}`]);
    })
  ));

Deno.test("only configured jobs are asked for, and ids never collide", () =>
  inFolder((path) =>
    onStage(path, async ({ start }) => {
      assert.equal(await start({ exchange: "okx" }), null);
      assert.equal(await start({ pairs: ["SOL/USDT"] }), null);
      const ids = [
        await start({ exchange: "kraken", pairs: ["BTC/USDT"] }),
        await start({ exchange: "kraken" }),
      ];
      assert.deepEqual(ids, [`kraken_BTCUSDT_${NOW / 1000}-1`, `kraken_all_${NOW / 1000}-1`]);
      assert.equal(await start({ exchange: "kraken" }), `kraken_all_${NOW / 1000}-2`);
    })
  ));

Deno.test("progress is counted in windows, with rows a second and the time that is left", () =>
  inFolder((path) =>
    onStage(path, async ({ ref, clock, store, start, settled }) => {
      const id = (await start({ exchange: "kraken" }))!;
      await clock.advance(10_000);
      ref.tell({
        ...COUNTS,
        type: "backfill-progressed",
        run: id,
        key: KRAKEN,
        done: 25,
        total: 100,
        rows: 500,
        at: NOW,
      });
      await settled();
      assert.deepEqual(recordOf(store.find(id)!, clock.now()).progress, {
        "BTC/USDT": { done: 25, total: 100, failed: 0, rows: 500, rows_per_second: 50, eta_seconds: 30 },
      });
    })
  ));

Deno.test("a series that failed makes the run an error that says why, and the others are asked all the same", () =>
  inFolder((path) =>
    onStage(path, async ({ ref, told, store, start, settled }) => {
      const id = (await start({ exchange: "binance" }))!;
      ref.tell(finished(id, BTC, { outcome: "failed", reason: "binance answers 503", done: 3, total: 4 }));
      await settled();
      assert.equal(told.at(-1)!.key, ETH);
      ref.tell(finished(id, ETH));
      await settled();
      const { status, error, log } = recordOf(store.find(id)!, NOW);
      assert.deepEqual([status, error], ["error", "binance BTC/USDT: binance answers 503"]);
      assert.match(log[2], /binance BTC\/USDT: failed: binance answers 503 \(3 of 4 windows done, 0 rows/);
    })
  ));

Deno.test("a cancelled run begins nothing more, and ends when what is in flight has ended", () =>
  inFolder((path) =>
    onStage(path, async ({ ref, told, store, start, settled }) => {
      const id = (await start({ exchange: "binance" }))!;
      const stop = () => ref.ask<boolean>((reply) => ({ type: "stop-backfill", id, reply }), 1_000);
      assert.equal(await stop(), true);
      assert.deepEqual(keysOf(told), [`backfill ${BTC}`, `cancel-backfill ${BTC}`]);
      assert.equal(store.find(id)!.status, "cancelling");
      ref.tell(finished(id, BTC, { outcome: "cancelled" }));
      await settled();
      assert.equal(store.find(id)!.status, "cancelled");
      assert.equal(told.length, 2);
      assert.equal(await stop(), false);
    })
  ));

Deno.test("a cell that starts anew is told again what it was asked for", () =>
  inFolder((path) =>
    onStage(path, async ({ ref, told, start, settled }) => {
      await start({ exchange: "binance" });
      ref.tell({ type: "venue-opened", exchange: "binance", epoch: 7, at: NOW });
      ref.tell({ type: "venue-opened", exchange: "kraken", epoch: 8, at: NOW });
      await settled();
      assert.deepEqual(keysOf(told), [`backfill ${BTC}`, `backfill ${BTC}`]);
    })
  ));

Deno.test("a run that the end of the program interrupted says so and goes on; one that was being cancelled is over", () =>
  inFolder(async (path) => {
    let ids: string[] = [];
    await onStage(path, async ({ ref, start }) => {
      ids = [(await start({ exchange: "binance" }))!, (await start({ exchange: "kraken" }))!];
      await ref.ask<boolean>((reply) => ({ type: "stop-backfill", id: ids[1], reply }), 1_000);
    });
    await onStage(path, ({ told, store }) => {
      assert.deepEqual(told.map(({ run, key }) => [run, key]), [[ids[0], BTC]]);
      const [going, over] = ids.map((id) => store.find(id)!);
      assert.equal(going.status, "running");
      assert.ok(going.log.some((line) => line.endsWith("interrupted by the end of the program; going on")));
      assert.equal(over.status, "cancelled");
      return Promise.resolve();
    });
  }));

Deno.test("runs that ended longer ago than they are kept are forgotten", () =>
  inFolder(async (path) => {
    await onStage(path, async ({ ref, clock, store, start, settled }) => {
      const id = (await start({ exchange: "kraken" }))!;
      ref.tell(finished(id, KRAKEN));
      await settled();
      await clock.advance(91 * 86_400_000);
      await settled();
      assert.equal(store.find(id), null);
    });
    await onStage(path, ({ store }) => {
      assert.deepEqual(store.all(), []);
      return Promise.resolve();
    });
  }));

Deno.test("a history of runs that cannot be read is put aside with the reason, and made anew", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path, "no database, but long enough to be looked at by SQLite for a header");
    const store = openRunStore(path);
    assert.deepEqual(store.all(), []);
    assert.match(store.quarantined!.reason, /not a database/);
    assert.ok(Deno.statSync(store.quarantined!.path).isFile);
    store.close();
    return Promise.resolve();
  }));

Deno.test("where nothing goes on by itself, an interrupted run is over for now, and under way on disk", () =>
  inFolder(async (path) => {
    await onStage(path, async ({ start }) => void await start());
    await onStage(
      path,
      async ({ told, store, ref, start }) => {
        const [run] = store.all();
        assert.deepEqual([told, run.status], [[], "error"]);
        assert.match(run.error!, /^interrupted by the end of the program; `tapedeck start` goes on with it$/);
        const stopped = await ref.ask<boolean>(
          (reply) => ({ type: "stop-backfill", id: run.id, reply }),
          1_000,
        );
        assert.equal(stopped, false);
        assert.notEqual(await start({ exchange: "kraken" }), null, "another can be begun");
      },
      CONFIG,
      "leave",
    );
    await onStage(path, ({ store }) => {
      assert.deepEqual(store.all().map(({ status }) => status), ["running", "running"]);
      return Promise.resolve();
    });
  }));
