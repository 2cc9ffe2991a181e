import assert from "node:assert/strict";
import { join } from "@std/path";
import {
  installedRclone,
  type Rclone,
  type SyncFact,
  syncLogLine,
} from "../../../actors/control/sync/mod.ts";
import { Storage } from "../../../schemas/wire_storage.ts";
import { keepInStep } from "./keep.ts";
import { before, onStage, type Stage, TRADES } from "./stage.ts";

const HOUR_MS = 3_600_000;
const START_MS = 5_000;

/** Each run that brings rows waits until it is let go; the remote's name tells which. */
function held(rclone: Rclone, remote: string): { rclone: Rclone; reached: Promise<void>; release(): void } {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    release: released.resolve,
    rclone: before(rclone, "copy", async (args) => {
      if (!args.includes(remote)) return;
      reached.resolve();
      await released.promise;
    }),
  };
}

Deno.test("remotes are synced soon after the start, and an interval after each success", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await using kept = keepInStep(stage, ["tape:"]);
  assert.equal((await kept.storage()).last_sync, null);
  await kept.clock.advance(START_MS - 1);
  assert.deepEqual(kept.facts, []);
  await kept.clock.advance(1);
  const first = await kept.next("sync-finished");
  assert.deepEqual([first.outcome, first.files, first.error], ["done", 1, null]);
  assert.equal((await kept.storage()).last_sync, first.at / 1000);
  await stage.record(3, 10, 20);
  await kept.clock.advance(HOUR_MS - 1);
  assert.equal(kept.facts.filter(({ type }) => type === "sync-started").length, 1);
  await kept.clock.advance(1);
  assert.equal((await kept.next("sync-finished")).files, 1);
});

Deno.test("with an interval of 0 a remote is synced on demand alone", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await using kept = keepInStep(stage, ["tape:"], { intervalSeconds: 0 });
  await kept.clock.advance(100 * HOUR_MS);
  assert.deepEqual(kept.facts, []);
  assert.equal(await kept.syncNow(), true);
  assert.equal((await kept.next("sync-finished")).outcome, "done");
});

Deno.test("without remotes there is nothing to sync", async () => {
  await using stage = await onStage();
  await using kept = keepInStep(stage, []);
  assert.equal(await kept.syncNow(), false);
  const storage = await kept.storage();
  assert.deepEqual([storage.remotes, storage.last_sync, storage.rclone_available], [[], null, true]);
});

Deno.test("a remote that fails is tried again, later each time, and holds up no other", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await using kept = keepInStep(stage, ["nowhere:x", "tape:"]);
  await kept.clock.advance(START_MS);
  const ends = [await kept.next("sync-finished"), await kept.next("sync-finished")];
  const [failed, done] = ends.sort((a, b) => a.remote < b.remote ? -1 : 1);
  assert.deepEqual([failed.outcome, done.outcome], ["failed", "done"]);
  assert.match(failed.error!, /add "nowhere" with rclone config/);
  const storage = await kept.storage();
  assert.equal(storage.last_sync, null);
  assert.deepEqual(storage.remotes.map(({ state, last_success }) => [state, last_success]), [
    ["retrying", null],
    ["idle", done.at / 1000],
  ]);
  const waits: number[] = [];
  for (let retry = failed; waits.length < 4; retry = await kept.next("sync-finished")) {
    waits.push(retry.retryAt! - retry.at);
    await kept.clock.advance(waits.at(-1)!);
  }
  assert.deepEqual(waits, [20_000, 35_000, 65_000, 125_000]);
});

Deno.test("rclone that is not there costs the sync alone, and is found when it has come", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  let isThere = false;
  const missing = installedRclone(join(stage.folder, "no-rclone"));
  const rclone: Rclone = { run: (run) => (isThere ? stage.rclone : missing).run(run) };
  await using kept = keepInStep(stage, ["tape:"], { rclone });
  assert.deepEqual([(await kept.storage()).rclone_available, (await kept.storage()).rclone_version], [
    false,
    null,
  ]);
  await kept.syncNow();
  const { outcome, error } = await kept.next("sync-finished");
  assert.equal(outcome, "failed");
  assert.match(error!, /rclone is not installed/);
  isThere = true;
  await kept.clock.advance(HOUR_MS);
  assert.equal((await kept.next("sync-finished")).outcome, "done");
  assert.match((await kept.storage()).rclone_version as string, /^v1\./);
});

Deno.test("a sync that is asked for while one is under way comes after it", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  const slow = held(stage.rclone, "tape:");
  await using kept = keepInStep(stage, ["tape:"], { rclone: slow.rclone });
  await kept.syncNow();
  await slow.reached;
  assert.equal((await kept.storage()).remotes[0].state, "syncing");
  await kept.syncNow();
  await kept.syncNow();
  assert.equal(kept.facts.filter(({ type }) => type === "sync-started").length, 1);
  slow.release();
  await kept.next("sync-finished");
  await kept.next("sync-finished");
  assert.equal(kept.facts.filter(({ type }) => type === "sync-started").length, 2);
});

Deno.test("a remote that leaves the config ends its sync, and the others go on", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await stage.addRemote("other", { type: "alias", remote: join(stage.folder, "other") });
  const endless = program(stage, "exec sleep 600");
  const began = Promise.withResolvers<void>();
  const rclone: Rclone = {
    run(run) {
      if (run.args[0] !== "copy" || !run.args.includes("tape:")) return stage.rclone.run(run);
      began.resolve();
      return endless.run(run);
    },
  };
  await using kept = keepInStep(stage, ["tape:", "other:"], { rclone });
  await kept.syncNow();
  await began.promise;
  kept.configure(["other:"]);
  const ends = [await kept.next("sync-finished"), await kept.next("sync-finished")];
  const outcomes = ends.map(({ remote, outcome }) => `${remote} ${outcome}`).sort();
  assert.deepEqual(outcomes, ["other: done", "tape: stopped"]);
  assert.deepEqual((await kept.storage()).remotes.map(({ remote }) => remote), ["other:"]);
});

/** Run as rclone is. Written before anything else runs: a script that is being written cannot be started. */
function program(stage: Stage, script: string): Rclone {
  const path = join(stage.folder, "program");
  Deno.writeTextFileSync(path, `#!/bin/sh\n${script}\n`);
  Deno.chmodSync(path, 0o755);
  return installedRclone(path);
}

Deno.test("a stop ends rclone, also one that does not listen, and waits for its end", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  const began = Promise.withResolvers<void>();
  let hasEnded = false;
  const deaf = program(stage, "trap '' TERM; while true; do sleep 0.1; done");
  const rclone: Rclone = {
    async run(run) {
      if (run.args[0] !== "copy") return await stage.rclone.run(run);
      began.resolve();
      try {
        return await deaf.run(run);
      } finally {
        hasEnded = true;
      }
    },
  };
  const kept = keepInStep(stage, ["tape:"], { rclone });
  await kept.syncNow();
  await began.promise;
  await kept.stop();
  assert.ok(hasEnded);
  await kept[Symbol.asyncDispose]();
});

Deno.test("the storage view has the fields of the contract, and how each file was checked", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  await using kept = keepInStep(stage, ["tape:"]);
  await kept.syncNow();
  const { at, bytes } = await kept.next("sync-finished");
  const storage = await kept.storage();
  assert.deepEqual(Storage.parse(storage), storage);
  assert.deepEqual(storage.remotes, [{
    provider: "rclone",
    remote: "tape:",
    purge_after_days: null,
    purge_when_low: false,
    state: "idle",
    last_success: at / 1000,
    last_error: null,
    next_sync: (at + HOUR_MS) / 1000,
    files: 1,
    bytes,
    files_checked_by_hash: 1,
    files_checked_by_size: 0,
    progress: null,
    purged_files: 0,
    purged_bytes: 0,
    last_purge_error: null,
  }]);
});

Deno.test("what came of a sync is known after a restart", async () => {
  await using stage = await onStage();
  await stage.record(2, 0, 10);
  const kept = keepInStep(stage, ["tape:"]);
  await kept.syncNow();
  const { at } = await kept.next("sync-finished");
  await kept[Symbol.asyncDispose]();
  await using again = keepInStep(stage, ["tape:"]);
  assert.equal((await again.storage()).last_sync, at / 1000);
});

Deno.test("the log says what was copied, and why a sync failed and when it is tried again", () => {
  const base = {
    type: "sync-finished" as const,
    remote: "tape:",
    bytes: 2048,
    at: 0,
    retryAt: null,
    error: null,
  };
  const words = (fact: SyncFact) => syncLogLine(fact)?.words;
  assert.equal(
    words({ ...base, outcome: "done", files: 2, removed: 3 }),
    "2 files (2,048 bytes) copied and checked, 3 merged parts removed there",
  );
  assert.equal(
    words({
      ...base,
      outcome: "failed",
      files: 1,
      removed: 0,
      error: `Cannot copy "${TRADES}/x"`,
      retryAt: 60_000,
    }),
    `Cannot copy "${TRADES}/x"; 1 file (2,048 bytes) copied and checked before; again at 1970-01-01T00:01:00.000Z`,
  );
});
