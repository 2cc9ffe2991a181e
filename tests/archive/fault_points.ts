/** A day on a disk that fails at one of its operations. */
import assert from "node:assert/strict";
import { seededRandom } from "../../actors/kernel/mod.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { SEGMENTS } from "./crash_day.ts";
import { goOn, liveThroughSegment, newWorld } from "./crash_world.ts";
import { DiskFault, type Fault, faultDisk } from "./fault_disk.ts";

export const FAULTS: Array<Omit<Fault, "at">> = [
  { lasts: 1, code: "EIO", unsynced: "reach" },
  { lasts: 1, code: "EIO", unsynced: "spoil" },
  { lasts: 25, code: "EIO", unsynced: "reach" },
  { lasts: 3, code: "EIO", unsynced: "spoil" },
  { lasts: 60, code: "ENOSPC", unsynced: "reach" },
  { lasts: 200, code: "ENOSPC", unsynced: "spoil" },
];

const isFault = (error: unknown) => error instanceof DiskFault || (error as Error).cause instanceof DiskFault;

/** A segment of the day; whoever fails starts again from what is on disk, as often as it takes. */
async function insist(world: ReturnType<typeof newWorld>, i: number, at: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    try {
      return await liveThroughSegment(world, i);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }
  assert.fail(`${at}: the day does not end`);
}

/** Lives through the day with a fault in it, loses power at its end, and goes on. Returns how many operations. */
export async function faultAt(fault: Fault, heals: boolean): Promise<number> {
  const at = `${fault.code} for ${fault.lasts} from operation ${fault.at}, unsynced bytes ${fault.unsynced}`;
  const disk = createCrashDisk();
  const faulty = faultDisk(disk, fault);
  const world = newWorld(faulty);
  for (const i of SEGMENTS.keys()) await insist(world, i, at);
  if (fault.unsynced === "reach") assert.deepEqual(world.problems, [], at);
  world.disk = disk.afterCrash(seededRandom(fault.at));
  await goOn(world, at, { heals });
  return faulty.operations();
}
