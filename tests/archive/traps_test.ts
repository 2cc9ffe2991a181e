/** Things that have gone wrong in recorders, each a small story. Others stand with what they are about. */
import assert from "node:assert/strict";
import type { Trade } from "../../schemas/market.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { recover } from "../../actors/archive/recover.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { faultDisk } from "./fault_disk.ts";
import * as sample from "./samples.ts";

const { DAY_US, TRADES } = sample;
const HOUR_MS = 3_600_000;
const DAY_FILE = `${TRADES}/2024-03-05.parquet`;
const hours = (n: number) => DAY_US / 1000 + n * HOUR_MS;

async function sealTrades(rig: sample.Rig, epoch: number, rows: Trade[]): Promise<void> {
  const journal = rig.journal(epoch);
  await journal.append({ key: TRADES, rows: sample.ofTrades(rows) });
  await journal.close();
  await sealAll(rig.archive, "", () => true);
}

async function settle({ archive }: sample.Rig): Promise<void> {
  for (const merge of dueMerges(archive, TRADES)) await mergeFiles(archive, merge);
}

const coverage = ({ archive }: sample.Rig) => coverageOf(archive.ledgers.of(TRADES).proof);
const runs = (rig: sample.Rig) => coverage(rig).idRuns.map(({ firstId, lastId }) => [firstId, lastId]);
const isComplete = (rig: sample.Rig, ts: number) =>
  coverage(rig).stretches.some(({ state, from, to }) => state === "complete" && ts >= from && ts < to);
const rowsIn = (rig: sample.Rig) => sample.allRows(rig.archive, TRADES);

Deno.test("a clean stop leaves no segment behind, and the next epoch is higher all the same", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  const epoch = nextEpoch(folder.disk);
  await sealTrades(rig, epoch, sample.trades(0, 5));
  assert.deepEqual(folder.disk.list(".tapedeck/journal/sandbox"), []);
  assert.equal(nextEpoch(folder.disk), epoch + 1);
});

Deno.test("a day's file that was deleted by hand is asked for again, taken again, and complete again", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, new TestClock(hours(30)));
  await sealTrades(rig, 2, sample.trades(0, 100));
  await settle(rig);
  folder.disk.remove(DAY_FILE);
  const again = sample.rigOn(folder.disk, new TestClock(hours(31)));
  assert.match(
    (await recover(again.archive)).problems.join(),
    /2024-03-05\.parquet" is gone with its 100 rows/,
  );
  assert.deepEqual([runs(again), isComplete(again, DAY_US + 50e6)], [[], false]);
  assert.equal(coverage(again).stretches[0].cause, "lost");
  await sealTrades(again, 4, sample.trades(0, 100, { tsRecv: null }));
  await settle(again);
  assert.deepEqual([runs(again), isComplete(again, DAY_US + 50e6)], [[[0, 99]], true]);
  assert.deepEqual(await rowsIn(again), sample.trades(0, 100, { tsRecv: null }));
});

Deno.test("with a clock an hour ahead a day is merged too early; what comes late joins it, each row once", async () => {
  using folder = sample.temporaryDisk();
  const clock = new TestClock(hours(24.6));
  const rig = sample.rigOn(folder.disk, clock);
  // It is 23:36, and the segment's header says that it was begun when the day was over.
  const late = rig.journal(3);
  await late.append({ key: TRADES, rows: sample.ofTrades(sample.trades(40, 50)) });
  await sealTradesBeside(rig, 2, sample.trades(0, 40));
  clock.set(hours(25.1));
  await settle(rig);
  assert.deepEqual(folder.disk.list(TRADES).map(({ name }) => name), ["2024-03-05.parquet"]);
  // The clock is set right, and the rest of the day arrives.
  clock.set(hours(24.2));
  await late.append({ key: TRADES, rows: sample.ofTrades(sample.trades(50, 60)) });
  await late.close();
  await sealAll(rig.archive, "", () => true);
  await settle(rig);
  assert.deepEqual(await rowsIn(rig), sample.trades(0, 60));
  clock.set(hours(25.1));
  await settle(rig);
  assert.deepEqual(folder.disk.list(TRADES).map(({ name }) => name), ["2024-03-05.parquet"]);
  assert.deepEqual(await rowsIn(rig), sample.trades(0, 60));
});

/** Seals one epoch's rows while another's segment is open. */
async function sealTradesBeside(rig: sample.Rig, epoch: number, rows: Trade[]): Promise<void> {
  const journal = rig.journal(epoch);
  await journal.append({ key: TRADES, rows: sample.ofTrades(rows) });
  await journal.close();
  await sealAll(rig.archive, "", (name) => name.epoch === epoch);
}

Deno.test("a batch whose sync failed and whose bytes reached the disk all the same counts once, ids or none", async () => {
  for (let at = 1; at <= 12; at++) {
    const memory = createCrashDisk();
    const disk = faultDisk(memory, { at, lasts: 1, code: "EIO", unsynced: "reach" });
    const rig = sample.rigOn(disk);
    const journal = rig.journal(2);
    const nameless = sample.trades(0, 4, { id: null });
    await journal.append({ key: TRADES, rows: sample.ofTrades(nameless.slice(0, 2)) });
    await journal.append({ key: TRADES, rows: sample.ofTrades(nameless.slice(2)) });
    await journal.close();
    const again = sample.rigOn(memory);
    assert.deepEqual((await recover(again.archive)).problems, []);
    assert.deepEqual(await rowsIn(again), nameless, `operation ${at}`);
  }
});

/** A trade that stands for those of `firstId` to `id`, which all have its time. */
const aggregate = (firstId: number, id: number) =>
  sample.trade(id, DAY_US + id * 1e6, { firstId, lastId: id });
const byRest = (from: number, to: number, atId?: number) =>
  sample.trades(from, to, { tsRecv: null }).map((row) =>
    atId === undefined ? row : { ...row, ts: DAY_US + atId * 1e6 }
  );
/** How often each id is counted. */
const counts = (rows: unknown[]) => {
  const counted = new Map<number, number>();
  for (const { id, firstId } of rows as Trade[]) {
    for (let n = firstId ?? Number(id); n <= Number(id); n++) counted.set(n, (counted.get(n) ?? 0) + 1);
  }
  return [...counted].sort((a, b) => a[0] - b[0]);
};
const once = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => [from + i, 1]);

Deno.test("an answer whose page ends inside a live aggregate counts none of its trades twice", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  await sealTrades(rig, 2, [aggregate(10, 14)]);
  await sealTrades(rig, 3, [...byRest(5, 10), ...byRest(10, 13, 14)]);
  await sealTrades(rig, 4, [...byRest(13, 15, 14), ...byRest(15, 17)]);
  assert.deepEqual(counts(await rowsIn(rig)), once(5, 17));
  assert.deepEqual(runs(rig), [[5, 16]]);
});

Deno.test("where a page came first, an aggregate that reaches over its end waits: the rest is a hole until REST fills it", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  await sealTrades(rig, 2, [...byRest(5, 10), ...byRest(10, 13, 14)]);
  await sealTrades(rig, 3, [aggregate(10, 14), sample.trade(15, DAY_US + 15e6)]);
  assert.deepEqual(counts(await rowsIn(rig)), [...once(5, 13), [15, 1]]);
  assert.deepEqual(runs(rig), [[5, 12], [15, 15]]);
  assert.equal(isComplete(rig, DAY_US + 14e6 + 5e5), false);
  await sealTrades(rig, 4, byRest(13, 15, 14));
  assert.deepEqual([counts(await rowsIn(rig)), runs(rig)], [once(5, 16), [[5, 15]]]);
});

Deno.test("in one segment an aggregate stands for its trades, in whatever order they came", async () => {
  for (
    const rows of [[aggregate(10, 14), ...byRest(12, 15, 14)], [...byRest(10, 15, 14), aggregate(10, 14)]]
  ) {
    using folder = sample.temporaryDisk();
    const rig = sample.rigOn(folder.disk);
    await sealTrades(rig, 2, rows);
    assert.deepEqual(await rowsIn(rig), [aggregate(10, 14)]);
    assert.deepEqual(runs(rig), [[10, 14]]);
  }
});

Deno.test("ids that begin anew are other trades: both are kept, and nothing is claimed between them", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  const relisted = sample.trades(0, 30).map((row) => ({ ...row, ts: row.ts + 7200e6 }));
  await sealTrades(rig, 2, sample.trades(0, 20));
  await sealTrades(rig, 3, relisted.slice(0, 10));
  await sealTrades(rig, 4, relisted.slice(5));
  assert.deepEqual(await rowsIn(rig), [...sample.trades(0, 20), ...relisted]);
  assert.deepEqual(runs(rig), [[0, 19], [0, 29]]);
  assert.deepEqual(
    [10e6, 3600e6, 7200e6 + 10e6].map((us) => isComplete(rig, DAY_US + us)),
    [true, false, true],
  );
});

Deno.test("ids beyond 2^53 are texts that prove nothing, and no two of them are taken for one", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk);
  // As doubles these three are one number.
  const ids = ["9007199254740992", "9007199254740993", "9007199254740994"];
  const rows = ids.map((id, i) => ({ ...sample.trade(i, DAY_US), id, price: 1 + i }));
  await sealTrades(rig, 2, rows);
  assert.deepEqual(await rowsIn(rig), rows);
  assert.deepEqual(coverage(rig), { stretches: [], idRuns: [] });
});

Deno.test("a part that went bad since is set aside before a merge, and its rows are asked for again", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, new TestClock(hours(30)));
  await sealTrades(rig, 2, sample.trades(0, 10));
  await sealTrades(rig, 3, sample.trades(10, 20));
  const path = `${folder.root}/${TRADES}/2024-03-05.part-2-0.parquet`;
  const bytes = Deno.readFileSync(path);
  bytes[300] ^= 1;
  Deno.writeFileSync(path, bytes);
  await settle(rig);
  assert.deepEqual([runs(rig), await rowsIn(rig)], [[[10, 19]], sample.trades(10, 20)]);
  await settle(rig);
  await sealTrades(rig, 4, sample.trades(0, 10));
  await settle(rig);
  assert.deepEqual(folder.disk.list(TRADES).map(({ name }) => name), ["2024-03-05.parquet"]);
  assert.deepEqual(await rowsIn(rig), sample.trades(0, 20));
});
