/** A day on a disk that stops at one of its operations. */
import assert from "node:assert/strict";
import { seededRandom } from "../../actors/kernel/mod.ts";
import { createCrashDisk, type Tearing } from "./crash_disk.ts";
import { goOn, isCrash, liveThroughDay, newWorld } from "./crash_world.ts";

/** The operations of a day without a crash: each is a point to crash at. */
export async function countPoints(): Promise<number> {
  const disk = createCrashDisk();
  const calm = newWorld(disk);
  await liveThroughDay(calm);
  await goOn(calm, "without a crash");
  return disk.operations();
}

/** Crashes at operation k, and, every third seed, in the recovery too. */
export async function crashAt(k: number, seed: number, tearing: Tearing): Promise<void> {
  const random = seededRandom(seed);
  const crashing = createCrashDisk(k);
  const world = newWorld(crashing);
  await assert.rejects(liveThroughDay(world).then(() => goOn(world, "no crash", { fresh: 49 })), isCrash);
  const stopAt = seed % 3 === 0 ? 1 + Math.floor(random() * 40) : Infinity;
  const at = `crash at ${k}, seed ${seed}, ${tearing}`;
  const again = crashing.afterCrash(random, stopAt, tearing);
  world.disk = again;
  const heals = seed % 4 === 0;
  try {
    await goOn(world, at, { heals });
  } catch (error) {
    if (!isCrash(error)) throw error;
    world.disk = again.afterCrash(random, Infinity, tearing);
    await goOn(world, `${at}, and at ${stopAt} after it`, { fresh: 51, heals });
  }
  // Where pages are torn, what was never acknowledged may look like damage.
  if (tearing === "prefix") assert.deepEqual(world.problems, [], at);
}
