import assert from "node:assert/strict";
import { join } from "@std/path";
import type { RestoreWish } from "../../../actors/control/sync/mod.ts";
import * as sample from "../../archive/samples.ts";
import { ALL, dayFile, doorOf, flipped, purge, purged, restore, withDay } from "./moves.ts";
import { before, DAY_FILE, DAY_US, filesIn, onStage, type Stage, TRADES } from "./stage.ts";

const MONTH = { remote: "tape:", purge_after_days: 30 };
const MOVES = { remotes: [MONTH] };

async function withMovedDay(stage: Stage): Promise<Uint8Array> {
  const bytes = await withDay(stage, ["tape:"]);
  await purged(stage, MOVES);
  return bytes;
}

Deno.test("what was purged comes back byte by byte, and is read as before", async () => {
  await using stage = await onStage();
  const bytes = await withMovedDay(stage);
  assert.deepEqual(await sample.allRows(stage.archive, TRADES), []);
  const job = await restore(stage, MOVES);
  assert.deepEqual([job.state, job.files, job.bytes, job.error], ["done", 1, bytes.length, null]);
  assert.deepEqual(dayFile(stage), bytes);
  assert.deepEqual(await sample.allRows(stage.archive, TRADES), sample.trades(0, 100));
  assert.equal((await stage.sync()).error, null);
});

Deno.test("a range brings back the files that have something of it, and no others", async () => {
  await using stage = await onStage();
  for (let day = 0; day < 3; day++) await stage.record(2 + day, day * 86_400, day * 86_400 + 50);
  await stage.merge(80);
  await stage.sync();
  assert.equal((await purge(stage, MOVES))[0].files, 3);
  const within = (from: number, to: number): RestoreWish => ({
    ...ALL,
    fromUs: DAY_US + from,
    toUs: DAY_US + to,
  });
  await restore(stage, MOVES, within(86_400e6, 86_400e6 + 1));
  assert.deepEqual(filesIn(stage.dataFolder), [`${TRADES}/2024-03-06.parquet`]);
  await restore(stage, MOVES, within(-5e6, 1));
  assert.deepEqual(filesIn(stage.dataFolder).length, 2);
});

Deno.test("what comes back with other bytes is refused, and nothing of it stays here", async () => {
  await using stage = await onStage();
  const bytes = await withMovedDay(stage);
  Deno.writeFileSync(join(stage.there, DAY_FILE), flipped(bytes));
  const { state, files, error } = await restore(stage, MOVES);
  assert.deepEqual([state, files], ["failed", 0]);
  assert.match(error!, /what is there has other bytes than what was moved there/);
  assert.deepEqual(filesIn(stage.dataFolder), []);
  Deno.removeSync(join(stage.there, DAY_FILE));
  assert.match((await stage.sync()).error!, /was moved there and is not there any more/);
  assert.match((await restore(stage, MOVES)).error!, /^Cannot bring "sandbox\/trades.*" back from "tape:": /);
});

Deno.test("where the remote on record has lost it, another one gives it back", async () => {
  await using stage = await onStage();
  await stage.addRemote("other", { type: "alias", remote: join(stage.folder, "other") });
  const bytes = await withDay(stage, ["tape:", "other:"]);
  const moves = { remotes: [MONTH, { remote: "other:" }] };
  await purged(stage, moves);
  Deno.removeSync(join(stage.there, DAY_FILE));
  assert.equal((await restore(stage, moves)).error, null);
  assert.deepEqual(dayFile(stage), bytes);
});

Deno.test("what was brought back stays as long as if its period had just ended, and goes last where space is low", async () => {
  await using stage = await onStage();
  const bytes = await withMovedDay(stage);
  assert.equal((await restore(stage, { ...MOVES, days: 40 })).error, null);
  assert.deepEqual(await purge(stage, { ...MOVES, days: 69.99 }), []);
  assert.deepEqual(dayFile(stage), bytes);
  await purged(stage, { ...MOVES, days: 70 });
});

Deno.test("what would take the space that others need is not begun", async () => {
  await using stage = await onStage();
  await withMovedDay(stage);
  const { error } = await restore(stage, { ...MOVES, minFreeGb: 8, freeGb: 10 });
  assert.match(error!, /^Cannot restore \d+ MB: the disk has 0 MB to spare, .*; free space, or restore less/);
  assert.deepEqual(filesIn(stage.dataFolder), []);
});

Deno.test("a restore that ends after any of its steps leaves the file moved or here, and is done by the next", async () => {
  await using stage = await onStage();
  const bytes = await withMovedDay(stage);
  for (const verb of ["copyto", "lsjson"]) {
    const stop = new AbortController();
    const ending = before(stage.rclone, verb, () => stop.abort(new Error("the machine is off")));
    const attempt = restore(stage, { ...MOVES, rclone: ending, signal: stop.signal });
    await assert.rejects(attempt, /the machine is off/);
    assert.deepEqual(filesIn(stage.dataFolder), []);
  }
  const deaf = { ...doorOf(stage.archive), restore: () => Promise.reject(new Error("the archive is away")) };
  assert.equal((await restore(stage, { ...MOVES, door: deaf })).error, "the archive is away");
  assert.deepEqual(filesIn(stage.dataFolder), []);
  assert.equal((await restore(stage, MOVES)).error, null);
  assert.deepEqual(dayFile(stage), bytes);
});

Deno.test("a series that there is not, is named with what there is", async () => {
  await using stage = await onStage();
  await withMovedDay(stage);
  await assert.rejects(restore(stage, MOVES, { ...ALL, exchange: "sandbx" }), /did you mean sandbox\?/);
});
