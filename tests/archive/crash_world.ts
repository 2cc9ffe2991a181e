/** A recorder's life on a disk that crashes or fails: it goes on as the supervisor would have it go on. */
import assert from "node:assert/strict";
import type { Archive } from "../../actors/archive/archive.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import type { Batch, Journal } from "../../actors/archive/journal.ts";
import { parseFilePath, partPath } from "../../actors/archive/layout.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { purgeFile } from "../../actors/archive/purge.ts";
import { recover } from "../../actors/archive/recover.ts";
import { restoreFile } from "../../actors/archive/restore.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { Crash, createCrashDisk } from "./crash_disk.ts";
import * as day from "./crash_day.ts";
import * as sample from "./samples.ts";

export interface World extends day.Witness {
  disk: Disk;
  /** What people were told at the starts. */
  problems: string[];
  /** Files that were copied to the remote, and verified, before they were moved. */
  remote: Map<string, Uint8Array>;
}

export const newWorld = (disk: Disk): World => ({
  disk,
  written: [],
  acknowledged: [],
  problems: [],
  remote: new Map(),
});

/** The journal passes the disk's error on as the cause of its own. */
export const isCrash = (error: unknown) => error instanceof Crash || (error as Error).cause instanceof Crash;

const clockAt = (hours: number) => new TestClock(day.DAY_US / 1000 + hours * 3_600_000);

async function start(world: World, hours: number): Promise<sample.Rig> {
  const rig = sample.rigOn(world.disk, clockAt(hours));
  world.problems.push(...(await recover(rig.archive)).problems);
  return rig;
}

async function appendAll(world: World, journal: Journal, batches: Batch[]): Promise<void> {
  await Promise.all(batches.map(async (batch) => {
    world.written.push(batch);
    await journal.append(batch);
    world.acknowledged.push(batch);
  }));
}

async function settle(archive: Archive): Promise<void> {
  for (const key of day.KEYS) for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
}

/** Merges all parts of a day into one bigger part, as the archiver does with very many. */
async function compact(archive: Archive, key: string): Promise<void> {
  const parts = [...archive.ledgers.of(key).files.keys()].filter((path) => parseFilePath(path).part);
  if (parts.length < 2) return;
  const { period, part } = parseFilePath(parts.at(-1)!);
  const output = partPath(key, period.name, { ...part!, generation: part!.generation + 1 });
  await mergeFiles(archive, { key, period, inputs: parts, output });
}

/** Moves a series' merged day to the remote. */
function moveDay(world: World, archive: Archive, key: string): void {
  const path = `${key}/2024-03-05.parquet`;
  const line = archive.ledgers.of(key).files.get(path);
  if (!line) return;
  world.remote.set(path, world.disk.read(path));
  purgeFile(archive, { path, sha256: line.sha256, remote: "s3:tape" });
}

/** Brings it back, as rclone does: in pieces, and without a sync. */
function restoreDay({ remote, disk }: World, archive: Archive, key: string): void {
  const path = `${key}/2024-03-05.parquet`;
  if (!archive.ledgers.of(key).moved.has(path)) return;
  const bytes = remote.get(path)!;
  const file = disk.create(`${path}.tmp`);
  for (const piece of [bytes.subarray(0, 100), bytes.subarray(100)]) file.write(piece);
  file.close();
  restoreFile(archive, path);
}

/** What a cell appends that starts again: not what was acknowledged, nor what nothing can tell from a repeat. */
function leftOf({ written, acknowledged }: World, i: number): Batch[] {
  return day.SEGMENTS[i].filter((batch) =>
    !(batch.key === day.NAMELESS ? written : acknowledged).includes(batch)
  );
}

/** Lives through the day: each segment appended in two goes, closed, sealed, and merged when it is due. */
export async function liveThroughDay(world: World): Promise<void> {
  for (const i of day.SEGMENTS.keys()) await liveThroughSegment(world, i);
}

export async function liveThroughSegment(world: World, i: number): Promise<void> {
  const rig = await start(world, i < 2 ? 20 : 26);
  const journal = rig.journal(nextEpoch(world.disk));
  const left = leftOf(world, i);
  await appendAll(world, journal, left.slice(0, 2));
  await appendAll(world, journal, left.slice(2));
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  if (i === 1) await compact(rig.archive, day.TRADES);
  await settle(rig.archive);
  if (i === 2) moveDay(world, rig.archive, day.NAMELESS);
  if (i < 3) return;
  restoreDay(world, rig.archive, day.NAMELESS);
  await settle(rig.archive);
  moveDay(world, rig.archive, day.TRADES);
  restoreDay(world, rig.archive, day.TRADES);
}

/** Checks what `disk` holds, as the next start and any reader find it. */
export async function checkAll(world: World, archive: Archive, disk: Disk, at: string): Promise<void> {
  for (const key of day.KEYS) {
    const rows = await sample.readAll({ disk }, key);
    const moved = await movedRows(world, archive, key);
    const all = { ...rows, rows: [...rows.rows, ...moved] } as typeof rows;
    const readable = day.checkRows(world, key, all, at);
    const { stretches } = coverageOf(archive.ledgers.of(key).proof);
    day.checkClaims(stretches.filter(({ state }) => state === "complete"), key, readable, at);
    checkFiles(archive, disk, key, at);
  }
  checkQuarantine(disk, at);
}

/** What the remote has of the files that the ledger calls moved. */
async function movedRows({ remote }: World, archive: Archive, key: string): Promise<unknown[]> {
  const paths = [...archive.ledgers.of(key).moved.keys()];
  if (paths.length === 0) return [];
  const disk = createCrashDisk();
  for (const path of paths) {
    const file = disk.create(path);
    file.write(remote.get(path)!);
    file.close();
  }
  await recover(sample.rigOn(disk).archive);
  return (await sample.readAll({ disk }, key)).rows;
}

/** The ledger lists what lies in the folder, as it is. */
function checkFiles(archive: Archive, disk: Disk, key: string, at: string): void {
  const listed = [...archive.ledgers.of(key).files.values()].map(({ path, bytes }) => `${path} ${bytes}`);
  const found = disk.list(key).map(({ name }) => `${key}/${name}`).map((path) =>
    `${path} ${disk.size(path)}`
  );
  assert.deepEqual(listed.sort(), found.sort(), `${at}: ledger and folder of ${key} differ`);
}

/** Each file that is kept has a note that says what it was. */
function checkQuarantine(disk: Disk, at: string): void {
  for (const path of filesBelow(disk, ".tapedeck/quarantine")) {
    if (path.endsWith(".tmp")) continue;
    if (!path.endsWith(".json")) assert.ok(disk.size(`${path}.json`), `${at}: ${path} has no note`);
    else {assert.ok(
        JSON.parse(new TextDecoder().decode(disk.read(path))).reason,
        `${at}: ${path} says nothing`,
      );}
  }
}

const filesBelow = (disk: Disk, folder: string): string[] =>
  disk.list(folder).flatMap(({ name, isFolder }) =>
    isFolder ? filesBelow(disk, `${folder}/${name}`) : [`${folder}/${name}`]
  );

/** Recovers and checks; fetches again what can be told apart, merges, and checks as the next start finds it. */
export async function goOn(world: World, at: string, { fresh = 50, heals = true } = {}): Promise<void> {
  const { archive, journal } = await start(world, 27);
  await checkAll(world, archive, world.disk, at);
  if (!heals) return;
  const again = journal(nextEpoch(world.disk));
  await appendAll(world, again, day.AGAIN);
  await appendAll(world, again, [day.ofNameless(fresh, fresh + 1)]);
  await again.close();
  await sealAll(archive, "sandbox", () => true);
  await settle(archive);
  await checkAll(world, (await start(world, 28)).archive, world.disk, `${at}, healed`);
}
