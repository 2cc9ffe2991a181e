/** Purges and restores as the actor does them by itself and on demand. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { syncLogLine } from "../../../actors/control/sync/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import * as sample from "../../archive/samples.ts";
import { keepInStep } from "./keep.ts";
import { ALL, DAY_END, DAY_MS, dayFile, flipped, withDay } from "./moves.ts";
import { before, DAY_FILE, filesIn, onStage, TRADES } from "./stage.ts";

const MONTH = { remote: "tape:", purge_after_days: 30 };
const LOW = { remote: "tape:", purge_when_low: true };
const MINUTE_MS = 60_000;
const clockAt = (days: number) => new TestClock(DAY_END + days * DAY_MS);

Deno.test("what is old enough is purged after a sync, told, and counted in the storage view", async () => {
  await using stage = await onStage();
  const { length: bytes } = await withDay(stage, ["tape:"]);
  await using kept = keepInStep(stage, [MONTH], { clock: clockAt(40) });
  await kept.syncNow();
  const fact = await kept.next("purge-finished");
  assert.deepEqual([fact.remote, fact.files, fact.bytes, fact.error], ["tape:", 1, bytes, null]);
  assert.equal(
    syncLogLine(fact)!.words,
    `1 file (${bytes.toLocaleString("en-US")} bytes) removed here; every remote was seen to hold what went`,
  );
  const storage = await kept.storage();
  const [remote] = storage.remotes;
  assert.deepEqual([remote.purged_files, remote.purged_bytes, remote.last_purge_error], [1, bytes, null]);
  assert.deepEqual([storage.last_purge, storage.purging, storage.awaited_files], [fact.at / 1000, false, 0]);
  assert.deepEqual(filesIn(stage.dataFolder), []);
});

Deno.test("a purge on demand says whether any remote is to have one", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  await using kept = keepInStep(stage, ["tape:"], { clock: clockAt(40), intervalSeconds: 0 });
  assert.equal(await kept.purgeNow(), false);
  kept.configure([MONTH], 0);
  assert.equal(await kept.purgeNow(), true);
  assert.equal((await kept.next("purge-finished")).files, 1);
});

Deno.test("when space gets low room is made within a minute, and not before", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  let free = 2e9;
  const options = { clock: clockAt(40), intervalSeconds: 0, freeBytes: () => free };
  await using kept = keepInStep(stage, [LOW], options);
  await kept.clock.advance(30 * MINUTE_MS);
  assert.equal(filesIn(stage.dataFolder).length, 1);
  free = 1e9;
  await kept.clock.advance(MINUTE_MS);
  assert.equal((await kept.next("purge-finished")).files, 1);
  assert.deepEqual(filesIn(stage.dataFolder), []);
});

Deno.test("a purge that fails says why in the view and in the log, and nothing goes", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  const rclone = before(stage.rclone, "lsjson", (args) => {
    if (args.some((arg) => arg.includes("look.list")) && args.includes("tape:")) throw new Error("no answer");
  });
  await using kept = keepInStep(stage, [MONTH], { clock: clockAt(40), intervalSeconds: 0, rclone });
  await kept.purgeNow();
  const fact = await kept.next("purge-finished");
  assert.deepEqual(syncLogLine(fact), {
    level: "error",
    where: "tape:",
    words: 'Cannot purge what "tape:" is to hold: no answer',
  });
  assert.equal((await kept.storage()).remotes[0].last_purge_error, fact.error);
  assert.deepEqual(dayFile(stage), bytes);
});

Deno.test("a restore on demand says what is to come, how far it is, and what came of it", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  await using kept = keepInStep(stage, [MONTH], { clock: clockAt(40), intervalSeconds: 0 });
  assert.deepEqual(await kept.restore(ALL), { type: "nothing" });
  await kept.purgeNow();
  await kept.next("purge-finished");
  const begun = await kept.restore(ALL);
  assert.ok(begun.type === "begun");
  assert.deepEqual([begun.files, begun.bytes], [1, bytes.length]);
  const fact = await kept.next("restore-finished");
  assert.deepEqual([fact.series, fact.why, fact.files, fact.error], [TRADES, "asked", 1, null]);
  assert.deepEqual(dayFile(stage), bytes);
  const { restores, remotes } = await kept.storage();
  const [job] = restores as Array<Record<string, unknown>>;
  assert.deepEqual([job.id, job.series, job.state, job.files, job.total_files], [
    begun.id,
    TRADES,
    "done",
    1,
    1,
  ]);
  assert.equal(remotes[0].purged_files, 0);
  const unknown = await kept.restore({ ...ALL, pair: "BTC/USDX" });
  assert.ok(unknown.type === "unknown-series");
  assert.match(unknown.reason, /nearest: BTC\/USDT/);
});

Deno.test("a restore that fails says so, and the next one is begun all the same", async () => {
  await using stage = await onStage();
  const bytes = await withDay(stage, ["tape:"]);
  await using kept = keepInStep(stage, [MONTH], { clock: clockAt(40), intervalSeconds: 0 });
  await kept.purgeNow();
  await kept.next("purge-finished");
  Deno.writeFileSync(join(stage.there, DAY_FILE), flipped(bytes));
  await kept.restore(ALL);
  const failed = await kept.next("restore-finished");
  assert.match(failed.error!, /has other bytes/);
  Deno.writeFileSync(join(stage.there, DAY_FILE), bytes);
  await kept.restore(ALL);
  assert.equal((await kept.next("restore-finished")).error, null);
  const { restores } = await kept.storage();
  assert.deepEqual((restores as Array<{ state: string }>).map(({ state }) => state), ["done", "failed"]);
});

Deno.test("late rows of a moved day have its file brought back after a sync; then they are merged, synced and moved again", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  const clock = clockAt(40);
  await using kept = keepInStep(stage, [MONTH], { clock, intervalSeconds: 0 });
  await kept.purgeNow();
  await kept.next("purge-finished");
  await stage.record(3, 100, 110);
  await stage.merge();
  assert.deepEqual(filesIn(stage.dataFolder), [`${TRADES}/2024-03-05.part-3-0.parquet`], "the part waits");
  assert.equal((await kept.storage()).awaited_files, 1);
  await kept.syncNow();
  const fact = await kept.next("restore-finished");
  assert.deepEqual([fact.why, fact.files, fact.error], ["late", 1, null]);
  await stage.merge();
  assert.deepEqual(await sample.allRows(stage.archive, TRADES), sample.trades(0, 110));
  const bytes = dayFile(stage);
  await kept.syncNow();
  assert.equal((await kept.next("purge-finished")).files, 1);
  assert.deepEqual(filesIn(stage.dataFolder), []);
  assert.deepEqual(Deno.readFileSync(join(stage.there, DAY_FILE)), bytes);
});

Deno.test("where there is no room for a late day's file its rows wait, and the log says so", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  let free = 1e12;
  const options = { clock: clockAt(40), intervalSeconds: 0, freeBytes: () => free };
  await using kept = keepInStep(stage, [MONTH], options);
  await kept.purgeNow();
  await kept.next("purge-finished");
  await stage.record(3, 100, 110);
  free = 1e9;
  await kept.syncNow();
  const fact = await kept.next("restore-finished");
  assert.match(fact.error!, /^Cannot restore .* the disk has 0 MB to spare/);
  assert.equal(syncLogLine(fact)!.level, "error");
  assert.deepEqual(await sample.allRows(stage.archive, TRADES), sample.trades(100, 110));
});

Deno.test("a stop ends a restore, and waits for rclone's end", async () => {
  await using stage = await onStage();
  await withDay(stage, ["tape:"]);
  const began = Promise.withResolvers<void>();
  let hasEnded = false;
  const rclone = before(stage.rclone, "copyto", async () => {
    began.resolve();
    await new Promise((done) => setTimeout(done, 200));
    hasEnded = true;
  });
  const kept = keepInStep(stage, [MONTH], { clock: clockAt(40), intervalSeconds: 0, rclone });
  await kept.purgeNow();
  await kept.next("purge-finished");
  await kept.restore(ALL);
  await began.promise;
  await kept.stop();
  assert.ok(hasEnded);
  assert.deepEqual(filesIn(stage.dataFolder), []);
  await kept[Symbol.asyncDispose]();
});
