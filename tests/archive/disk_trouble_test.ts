/** A data folder that is gone, and clocks that are wrong, as the archive sees them. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { isDiskFault, isDiskFull } from "../../actors/archive/disk_fault.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import { lockFolder } from "../../actors/archive/lock.ts";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createSettler } from "../../actors/archive/settle.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { failingDisk } from "./failing_disk.ts";
import { DAY_US, ofTrades, readAll, rigOn, temporaryDisk, TRADES, trades } from "./samples.ts";

const HOUR_MS = 3_600_000;

Deno.test("a folder that was removed is not made anew, nor is an empty one taken for it", () => {
  using folder = temporaryDisk();
  const root = join(folder.root, "data");
  Deno.mkdirSync(root);
  nextEpoch(openRealDisk(root));
  const disk = openRealDisk(root);
  Deno.renameSync(root, join(folder.root, "away"));
  const isGone = /Cannot make "a\/b": the data folder ".*data" is gone/;
  assert.throws(() => disk.create("a/b"), (error) => isDiskFault(error) && isGone.test(String(error)));
  assert.throws(() => disk.openAppend("a/b"), isGone);
  Deno.mkdirSync(join(root, ".tapedeck"), { recursive: true });
  assert.throws(() => disk.create("a/b"), isGone);
  assert.deepEqual([...Deno.readDirSync(root)].map(({ name }) => name), [".tapedeck"]);
  Deno.removeSync(root, { recursive: true });
  Deno.renameSync(join(folder.root, "away"), root);
  disk.create("a/b").close();
  assert.equal(nextEpoch(disk), 2);
});

Deno.test("a lock knows whether its folder is still there, and the same", () => {
  using folder = temporaryDisk();
  const root = join(folder.root, "data");
  const lock = lockFolder(root, { pid: 1, since: "2024-03-05T00:00:00.000Z" });
  assert.ok(lock.isThere());
  Deno.renameSync(root, join(folder.root, "away"));
  assert.ok(!lock.isThere());
  const other = lockFolder(root, { pid: 2, since: "2024-03-06T00:00:00.000Z" });
  assert.deepEqual([lock.isThere(), other.isThere()], [false, true]);
  other.release();
  Deno.removeSync(root, { recursive: true });
  Deno.renameSync(join(folder.root, "away"), root);
  assert.ok(lock.isThere());
  lock.release();
});

Deno.test("an epoch that a full disk did not take is taken when there is room, and no number comes twice", () => {
  let isFull = false;
  const disk = failingDisk(createCrashDisk(), (operation) => isFull && operation === "write");
  assert.equal(nextEpoch(disk), 1);
  isFull = true;
  for (let n = 0; n < 3; n++) assert.throws(() => nextEpoch(disk), /no space left/);
  isFull = false;
  assert.deepEqual([nextEpoch(disk), nextEpoch(disk)], [2, 3]);
});

Deno.test("a disk's errors are told from others, also where they caused them", () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });
  assert.ok(["ENOSPC", "EDQUOT", "EFBIG"].every((code) => isDiskFull(withCode(code))));
  assert.ok(
    ["EROFS", "EIO", "EACCES"].every((code) => isDiskFault(withCode(code)) && !isDiskFull(withCode(code))),
  );
  assert.ok(isDiskFault(new Error("Cannot seal", { cause: withCode("ENOSPC") })));
  for (const error of [withCode("ENOENT"), new Error("its rows came to nothing"), "EIO"]) {
    assert.ok(!isDiskFault(error), String(error));
  }
});

Deno.test("by a clock that is ahead a day is merged before it is over, and again with what came after", async () => {
  const rig = rigOn(createCrashDisk());
  const { archive, clock, journal } = rig;
  const settle = createSettler(archive);
  const names = () => archive.disk.list(TRADES).map(({ name }) => name);
  const record = async (epoch: number, from: number, to: number) => {
    const writer = journal(epoch);
    await writer.append({ key: TRADES, rows: ofTrades(trades(from, to)) });
    await writer.close();
    await sealAll(archive, "sandbox", () => true);
  };
  const noon = DAY_US / 1_000 + 12 * HOUR_MS;
  clock.set(noon);
  await record(2, 0, 1_000);
  clock.set(noon + 24 * HOUR_MS);
  assert.equal((await settle()).size, 0);
  assert.deepEqual(names(), ["2024-03-05.parquet"]);

  clock.set(noon);
  await record(3, 1_000, 2_000);
  await settle();
  assert.equal(names().length, 2, "the part waits for the day's end");
  clock.set(DAY_US / 1_000 + 26 * HOUR_MS);
  await settle();
  assert.deepEqual(names(), ["2024-03-05.parquet"]);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 2_000)));
});
