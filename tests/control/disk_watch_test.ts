import assert from "node:assert/strict";
import type { FolderLook } from "../../actors/control/disk_report.ts";
import { type DiskFact, diskWatch } from "../../actors/control/disk_watch.ts";
import { createSystem } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

const GB = 1e9;
const LOOK_MS = 10_000;

function stage(initial: FolderLook | Promise<FolderLook>) {
  const clock = new TestClock();
  const system = createSystem({ clock, random: Math.random });
  const told: DiskFact[] = [];
  let [found, minFreeBytes] = [initial, GB];
  const watch = system.spawn(
    "disk-watch",
    diskWatch({
      look: () => Promise.resolve(found),
      rules: () => ({ dataFolder: "/tape", minFreeBytes }),
      tell: (fact) => told.push(fact),
    }),
  );
  return {
    told,
    states: () => told.map(({ was, state }) => `${was} to ${state}`),
    async find(next: typeof found, ms = LOOK_MS) {
      found = next;
      await clock.advance(ms);
    },
    async limit(bytes: number) {
      minFreeBytes = bytes;
      watch.tell({ type: "look" });
      await clock.advance(0);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([system.stop(0), clock.advance(2_000)]);
    },
  };
}

function free(gb: number): FolderLook {
  return { isThere: true, freeBytes: gb * GB, fault: null };
}

Deno.test("the first look is told, and then each change, within ten seconds", async () => {
  await using watched = stage(free(5));
  await watched.find(free(5), 0);
  assert.deepEqual(watched.states(), ["ok to ok"]);
  await watched.find(free(4.9));
  assert.equal(watched.told.length, 1);
  await watched.find(free(3));
  assert.deepEqual(watched.told.at(-1)!.freeBytes, 3 * GB);
  await watched.find(free(0.5));
  await watched.find(free(5));
  assert.deepEqual(watched.states(), ["ok to ok", "ok to ok", "ok to full", "full to ok"]);
});

Deno.test("another limit counts at once", async () => {
  await using watched = stage(free(5));
  await watched.find(free(5), 0);
  await watched.limit(5 * GB);
  await watched.limit(3 * GB);
  await watched.limit(6 * GB);
  assert.deepEqual(watched.states(), ["ok to ok", "ok to low", "low to ok", "ok to full"]);
});

Deno.test("a disk that does not answer is told of after half a minute, and again when it does", async () => {
  const hanging = Promise.withResolvers<FolderLook>();
  await using watched = stage(hanging.promise);
  await watched.find(hanging.promise, 29_000);
  assert.equal(watched.told.length, 0);
  await watched.find(hanging.promise, 12_000);
  assert.deepEqual(watched.states(), ["ok to unwritable"]);
  assert.match(watched.told[0].problem!, /cannot be written \(no answer for 30 s\)/);
  hanging.resolve(free(5));
  await watched.find(free(5), 0);
  assert.deepEqual(watched.states(), ["ok to unwritable", "unwritable to ok"]);
});
