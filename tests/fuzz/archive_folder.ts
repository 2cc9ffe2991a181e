/** A data folder with something of everything, in memory, to be copied and harmed. */
import assert from "node:assert/strict";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import { QUARANTINE, segmentPath } from "../../actors/archive/layout.ts";
import { recover } from "../../actors/archive/recover.ts";
import { seededRandom } from "../../actors/kernel/mod.ts";
import { type CrashDisk, createCrashDisk } from "../archive/crash_disk.ts";
import { KEYS, namesOf, SEGMENTS } from "../archive/crash_day.ts";
import { liveThroughSegment, newWorld, type World } from "../archive/crash_world.ts";
import { readAll, rigOn } from "../archive/samples.ts";
import type { Disk } from "../../actors/archive/disk.ts";

export interface Folder {
  disk: CrashDisk;
  world: World;
  /** What there is to read before it is harmed, by series. */
  wholeRows: Map<string, Set<string>>;
}

/** The segment whose successor tells what it must hold. */
export const FOLLOWED = ".tapedeck/journal/sandbox/5-0.wal";

/** Parts, merged files, one that was moved, ledgers that tell of losses; two closed segments and an open one. */
export async function makeFolder(): Promise<Folder> {
  const disk = createCrashDisk();
  const world = newWorld(disk);
  for (const i of [0, 1, 2]) await liveThroughSegment(world, i);
  await loseSome(world);
  const epoch = nextEpoch(disk);
  const journal = rigOn(disk).journal(epoch);
  assert.equal(segmentPath({ exchange: "sandbox", epoch, n: 0 }), FOLLOWED);
  await append(world, journal, 0);
  await journal.roll();
  await append(world, journal, 1);
  await journal.close();
  await append(world, rigOn(disk).journal(nextEpoch(disk)), 2);
  const wholeRows = new Map<string, Set<string>>();
  for (const key of KEYS) wholeRows.set(key, new Set(namesOf(key, await readAll({ disk }, key))));
  return { disk, world, wholeRows };
}

/** Appends the last segment's batches, of which each call takes one. */
async function append(world: World, journal: ReturnType<ReturnType<typeof rigOn>["journal"]>, i: number) {
  const batch = SEGMENTS[3][i];
  world.written.push(batch);
  await journal.append(batch);
}

/** A segment comes to harm and is recovered: what it held is lost, and the ledgers say so. */
async function loseSome(world: World): Promise<void> {
  const { disk } = world;
  const rig = rigOn(disk);
  const journal = rig.journal(nextEpoch(disk));
  for (const batch of SEGMENTS[1]) {
    world.written.push(batch);
    await journal.append(batch);
  }
  await journal.close();
  const [path] = rig.closed;
  const bytes = disk.read(path);
  bytes[bytes.length >> 1] ^= 1;
  put(disk, path, bytes);
  const { problems } = await recover(rig.archive);
  assert.equal(problems.length, 1);
}

/** Puts other bytes in a file's place. */
export function put(disk: Disk, path: string, bytes: Uint8Array): void {
  if (disk.size(path) !== null) disk.remove(path);
  const file = disk.create(path);
  file.write(bytes);
  file.syncNow();
  file.close();
  disk.syncFolder(path.slice(0, path.lastIndexOf("/")));
}

/** Everything is synced, so what a crash leaves is a copy. */
export const copyOf = (disk: CrashDisk): CrashDisk => disk.afterCrash(seededRandom(1));

/** Every file's bytes, but those in quarantine, the epoch and the journal's. */
export function contentOf(disk: Disk, folder = ""): Map<string, string> {
  const files = new Map<string, string>();
  for (const { name, isFolder } of disk.list(folder)) {
    const path = folder ? `${folder}/${name}` : name;
    if (path === QUARANTINE) continue;
    if (isFolder) { for (const [below, bytes] of contentOf(disk, path)) files.set(below, bytes); }
    else files.set(path, new TextDecoder("latin1").decode(disk.read(path)));
  }
  return files;
}
