import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import { type Columns, join, whole } from "../../actors/archive/columns.ts";
import { dropDuplicates, newTally } from "../../actors/archive/duplicates.ts";
import { readFooter } from "../../actors/archive/footer.ts";
import type { TradeIds } from "../../actors/archive/frames.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { mergeSorted } from "../../actors/archive/merge_sorted.ts";
import { toColumns, toRows } from "../../actors/archive/rows.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { rowsSource } from "../../actors/archive/sources.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createCrashDisk } from "./crash_disk.ts";
import * as sample from "./samples.ts";

const { BOOKS, CANDLES, DAY_US, TRADES } = sample;
const DAY_FILE = `${TRADES}/2024-03-05.parquet`;

const ALL_TIME = { from: -Infinity, to: Infinity };

async function mergeInMemory(parts: Trade[][], tradeIds: TradeIds, batchRows: number) {
  const options = { type: "trades" as const, tradeIds, tally: newTally(), batchRows };
  const sources = parts.map((rows) =>
    rowsSource(() => toColumns(sample.ofTrades(rows)), -Infinity, { ...ALL_TIME, after: null, tradeIds })
  );
  const merged = mergeSorted(sources, tradeIds);
  const batches: Columns[] = await Array.fromAsync(dropDuplicates(merged, options));
  return { rows: toRows(join("trades", batches.map(whole))).rows as Trade[], tally: options.tally };
}

Deno.test("a merge is the union of its inputs by identity, in order, whatever the size of its batches", async () => {
  const ids = fc.array(fc.nat(40), { maxLength: 30 });
  const inputs = fc.record({
    parts: fc.array(ids, { maxLength: 5 }),
    tradeIds: fc.constantFrom<TradeIds>("serial", "opaque"),
    batchRows: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(inputs, async ({ parts, tradeIds, batchRows }) => {
      // Several trades share a time: id 3k, 3k + 1 and 3k + 2.
      const rowsOf = (ids: number[]) => ids.map((id) => sample.trade(id, DAY_US + Math.floor(id / 3)));
      const { rows, tally } = await mergeInMemory(parts.map(rowsOf), tradeIds, batchRows);
      const union = [...new Set(parts.flat())].sort((a, b) => a - b);
      assert.deepEqual(rows.map(({ id }) => Number(id)).sort((a, b) => a - b), union);
      if (tradeIds === "serial") assert.deepEqual(rows, rowsOf(union));
      assert.ok(rows.every(({ ts }, i) => i === 0 || ts >= rows[i - 1].ts));
      const all = parts.flat().length;
      assert.deepEqual(tally, { rowsIn: all, duplicates: all - union.length, conflicts: 0 });
    }),
    { numRuns: 1000 },
  );
});

Deno.test("where copies of a trade differ, REST's fields win, the live time of receipt stays, and it is counted", async () => {
  const live = sample.trade(5, DAY_US, { amount: 1, tsRecv: DAY_US + 77 });
  const rest = sample.trade(5, DAY_US, { amount: 2, tsRecv: null });
  for (const parts of [[[live], [rest]], [[rest], [live]]]) {
    const { rows, tally } = await mergeInMemory(parts, "serial", 10);
    // The second case keeps REST's row and takes the live one's time.
    assert.deepEqual(rows, [{ ...rest, tsRecv: DAY_US + 77 }]);
    assert.deepEqual(tally, { rowsIn: 2, duplicates: 1, conflicts: 1 });
  }
});

Deno.test("trades of one id at two times are two trades", async () => {
  const rows = [sample.trade(5, DAY_US), sample.trade(5, DAY_US + 9e9)];
  assert.deepEqual((await mergeInMemory([rows.slice(0, 1), rows.slice(1)], "serial", 10)).rows, rows);
});

async function sealTrades(rig: sample.Rig, epoch: number, ...segments: Trade[][]): Promise<void> {
  const journal = rig.journal(epoch);
  for (const rows of segments) {
    await journal.append({ key: TRADES, rows: sample.ofTrades(rows) });
    await journal.roll();
  }
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}

const fileNames = (folder: { disk: sample.Rig["archive"]["disk"] }, key: string) =>
  folder.disk.list(key).map(({ name }) => name);

async function settle(rig: sample.Rig): Promise<void> {
  for (const key of rig.archive.ledgers.keys("")) {
    for (const merge of dueMerges(rig.archive, key)) await mergeFiles(rig.archive, merge);
  }
}

const clockAt = (hours: number) => new TestClock(DAY_US / 1000 + hours * 3_600_000);

Deno.test("a day's parts become its file an hour after its end, and late rows join it", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(20));
  await sealTrades(rig, 2, sample.trades(0, 10), sample.trades(12, 20), sample.trades(10, 12));
  rig.clock.set(DAY_US / 1000 + 24.9 * 3_600_000);
  await settle(rig);
  assert.equal(fileNames(folder, TRADES).length, 3);
  rig.clock.set(DAY_US / 1000 + 25.1 * 3_600_000);
  await settle(rig);
  assert.deepEqual(fileNames(folder, TRADES), ["2024-03-05.parquet"]);
  assert.deepEqual(
    readFooter(folder.disk, DAY_FILE).note!.inputs,
    [0, 1, 2].map((n) => `2024-03-05.part-2-${n}.parquet`),
  );
  await sealTrades(rig, 3, sample.trades(20, 25));
  await settle(rig);
  assert.deepEqual(fileNames(folder, TRADES), ["2024-03-05.parquet"]);
  assert.deepEqual(await sample.allRows(rig.archive, TRADES), sample.trades(0, 25));
});

Deno.test("a day is not merged while a segment begun in it is left", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(20));
  await sealTrades(rig, 2, sample.trades(0, 10));
  const open = rig.journal(3);
  await open.append({ key: BOOKS, rows: sample.ofBooks([sample.bookFrame(1, 0)]) });
  rig.clock.set(DAY_US / 1000 + 26 * 3_600_000);
  assert.deepEqual(dueMerges(rig.archive, TRADES), []);
  await open.close();
  await sealAll(rig.archive, "sandbox", () => true);
  assert.equal(dueMerges(rig.archive, TRADES).length, 1);
});

Deno.test("many parts become one bigger part, which stands in their place and leaves newer ones behind it", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(2));
  await sealTrades(rig, 2, ...Array.from({ length: 257 }, (_, i) => sample.trades(i, i + 1)));
  await settle(rig);
  assert.deepEqual(fileNames(folder, TRADES), [
    "2024-03-05.part-2-255x1.parquet",
    "2024-03-05.part-2-256.parquet",
  ]);
  assert.deepEqual(await sample.allRows(rig.archive, TRADES), sample.trades(0, 257));
});

/** What is to be merged of candle parts with so many rows each, in their order. */
function plannedOf(rows: number[]): string[] {
  const disk = createCrashDisk();
  const { archive } = sample.rigOn(disk, clockAt(2));
  const lineOf = (rows: number, n: number): Evidence => {
    const path = `${CANDLES}/2024.part-2-${n}.parquet`;
    return { kind: "file", path, rows, from: DAY_US, to: DAY_US + 1, bytes: 1, sha256: "" };
  };
  const year: Evidence = { ...lineOf(1e9, 0), path: `${CANDLES}/2024.parquet` } as Evidence;
  archive.ledgers.append(CANDLES, [year, ...rows.map(lineOf)]);
  return dueMerges(archive, CANDLES).flatMap(({ inputs, output }) =>
    [inputs[0], inputs.at(-1)!, output].map((path) => path.slice(CANDLES.length + 1, -".parquet".length))
  );
}

Deno.test("what was merged into a bigger part is left alone until there are as many of its size", () => {
  const small = Array<number>(63).fill(15);
  assert.deepEqual(plannedOf([960, ...small]), []);
  assert.deepEqual(plannedOf([960, ...small, 15]), [
    "2024.part-2-1",
    "2024.part-2-64",
    "2024.part-2-64x1",
  ]);
  const big = Array<number>(63).fill(960);
  assert.deepEqual(plannedOf([...big, ...small, 960]), [
    "2024.part-2-0",
    "2024.part-2-126",
    "2024.part-2-126x1",
  ]);
  const mixed = Array.from({ length: 300 }, (_, i) => i % 20 === 0 ? 5_000 : 15);
  assert.deepEqual(plannedOf(mixed), ["2024.part-2-0", "2024.part-2-63", "2024.part-2-63x1"]);
});

/** Candles sealed one after the other, each time with what is due merged. */
function candleYear(rig: sample.Rig) {
  const journal = rig.journal(2);
  return async (from: number, to: number, close?: number) => {
    const rows = Array.from({ length: to - from }, (_, i) => sample.candle(from + i, close ? { close } : {}));
    await journal.append({ key: CANDLES, rows: sample.ofCandles(rows) });
    await journal.roll();
    await sealAll(rig.archive, "sandbox", () => true);
    await settle(rig);
  };
}

Deno.test("candles are merged into their year when parts hold a quarter of it; of two answers the later stays", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(2));
  const sealed = candleYear(rig);
  await sealed(0, 100);
  assert.deepEqual(fileNames(folder, CANDLES), ["2024.parquet"]);
  await sealed(100, 120);
  assert.equal(fileNames(folder, CANDLES).length, 2);
  await sealed(108, 123, 42_003);
  assert.deepEqual(fileNames(folder, CANDLES), ["2024.parquet"]);
  const rows = await sample.allRows(rig.archive, CANDLES);
  assert.equal(rows.length, 123);
  assert.deepEqual(rows[109], sample.candle(109, { close: 42_003 }));
  assert.equal(rig.archive.ledgers.of(CANDLES).files.get(`${CANDLES}/2024.parquet`)!.conflicts, 12);
});

Deno.test("of two answers the later stays also when many parts of candles were merged in between", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(2));
  const sealed = candleYear(rig);
  await sealed(0, 1000);
  for (let i = 0; i < 65; i++) await sealed(i, i + 1, 42_000 + i);
  assert.deepEqual(fileNames(folder, CANDLES), [
    "2024.parquet",
    "2024.part-2-64x1.parquet",
    "2024.part-2-65.parquet",
  ]);
  await sealed(0, 1, 43_000);
  const rows = await sample.allRows(rig.archive, CANDLES);
  assert.deepEqual(rows.slice(0, 2), [
    sample.candle(0, { close: 43_000 }),
    sample.candle(1, { close: 42_001 }),
  ]);
});

Deno.test("a file of another program where a period's file belongs is never replaced", async () => {
  using folder = sample.temporaryDisk();
  const rig = sample.rigOn(folder.disk, clockAt(2));
  await sealTrades(rig, 2, sample.trades(0, 10));
  Deno.writeTextFileSync(`${folder.root}/${DAY_FILE}`, "mine");
  rig.clock.set(DAY_US / 1000 + 30 * 3_600_000);
  await settle(rig);
  assert.equal(Deno.readTextFileSync(`${folder.root}/${DAY_FILE}`), "mine");
});
