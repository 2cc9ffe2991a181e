/** A sync may end anywhere: what its remote says of itself is never more than it has. */
import assert from "node:assert/strict";
import { coverageOf } from "../../../actors/archive/coverage.ts";
import type { Rclone } from "../../../actors/control/sync/mod.ts";
import * as sample from "../../archive/samples.ts";
import { DAY_FILE, filesIn, onStage, openedFrom, type Stage, TRADES } from "./stage.ts";

const CHANGES = ["copy", "copyto", "moveto", "delete"];
const ALL = sample.trades(0, 160);

/** rclone until it has changed the remote so often; then nothing goes any more. */
function endingAfter(rclone: Rclone, changes: number): { rclone: Rclone; hasEnded(): boolean } {
  let left = changes;
  let hasEnded = false;
  return {
    hasEnded: () => hasEnded,
    rclone: {
      run(run) {
        hasEnded ||= CHANGES.includes(run.args[0]) && left-- === 0;
        if (hasEnded) throw new Error("the machine is off");
        return rclone.run(run);
      },
    },
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.remove(to, { recursive: true }).catch(() => {});
  await new Deno.Command("cp", { args: ["-a", from, to] }).output();
}

/** Every row is one of ours, and where time is said to be complete, each of ours is there. */
async function checkClaims(there: string): Promise<void> {
  const { archive, rows } = await openedFrom(there);
  const found = new Set(rows.map(({ id }) => id));
  assert.deepEqual(rows.filter(({ id }, i) => ALL[Number(id)].ts !== rows[i].ts), []);
  for (const { state, from, to } of coverageOf(archive.ledgers.of(TRADES).proof).stretches) {
    if (state !== "complete") continue;
    const missing = ALL.filter(({ id, ts }) => ts >= from && ts < to && !found.has(id));
    assert.deepEqual(missing, [], `claimed and not there`);
  }
}

/** A day's file and a part are there; then the part was merged, with one that never was there, and new ones came. */
async function grown(stage: Stage): Promise<void> {
  await stage.record(2, 0, 100);
  await stage.merge();
  await stage.record(3, 100, 120);
  assert.equal((await stage.sync()).error, null);
  await copyFolder(stage.there, `${stage.there}-before`);
  await stage.record(4, 120, 140);
  await stage.merge();
  await stage.record(5, 140, 160);
}

Deno.test("a sync that ends after any of its steps leaves a remote without false claims, and is finished by the next", async () => {
  await using stage = await onStage();
  await grown(stage);
  let isThrough = false;
  let steps = 0;
  for (; !isThrough; steps++) {
    await copyFolder(`${stage.there}-before`, stage.there);
    stage.forgetRemotes();
    const { rclone, hasEnded } = endingAfter(stage.rclone, steps);
    const { error, notes } = await stage.sync({ rclone });
    isThrough = !hasEnded();
    assert.equal(error === null && notes.length === 0, isThrough, error ?? undefined);
    await checkClaims(stage.there);
  }
  assert.equal(steps - 1, 6);

  await copyFolder(`${stage.there}-before`, stage.there);
  stage.forgetRemotes();
  await stage.sync({ rclone: endingAfter(stage.rclone, 3).rclone });
  assert.equal((await stage.sync()).error, null);
  assert.deepEqual(filesIn(stage.there), [DAY_FILE, `${TRADES}/2024-03-05.part-5-0.parquet`]);
  const { problems, rows } = await openedFrom(stage.there);
  assert.deepEqual([problems, rows], [[], ALL]);
});
