import assert from "node:assert/strict";
import fc from "fast-check";
import type { Disk } from "../../../actors/archive/disk.ts";
import { type Columns, numbers } from "../../../actors/archive/columns.ts";
import { openReader, type Reader } from "../../../actors/archive/reader/reader.ts";
import { cursorOf, parseCursor, readPage } from "../../../actors/archive/reader/page.ts";
import { mergeFiles } from "../../../actors/archive/merge.ts";
import { dueMerges } from "../../../actors/archive/merge_plan.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { seededRandom } from "../../../actors/kernel/mod.ts";
import { parquetRows } from "../../e2e/parquet_rows.ts";
import { createCrashDisk } from "../crash_disk.ts";
import { failingDisk } from "../failing_disk.ts";
import type { ChurnStart } from "./churn.ts";
import * as sample from "../samples.ts";

const { BOOKS, CANDLES, DAY_US, ofTrades, readAll, rigOn, temporaryDisk, TRADES, trades } = sample;

/** Its trades have no ids: nothing can tell that one of them is there twice. */
const NAMELESS = "sandbox/trades/ETH-USDT";
const KEYS: ChurnStart["keys"] = [TRADES, NAMELESS, BOOKS];
const DAY = 86_400e6;
const ALL = { fromUs: -Infinity, toUs: Infinity };

/** How often each row was read, by its number; fails where rows are out of order. */
async function countRows(reader: Reader, key: string, range = ALL): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  let last = -Infinity;
  for await (const columns of reader.batches({ key, ...range })) {
    for (let row = 0; row < columns.length; row++) {
      const at = orderOf(columns, row);
      assert(at >= last, `${key}: row at ${at} behind one at ${last}`);
      last = at;
      const i = numbers(columns, "price")[row];
      seen.set(i, (seen.get(i) ?? 0) + 1);
    }
  }
  return seen;
}

/** Books: days in order, sessions within them. */
function orderOf(columns: Columns, row: number): number {
  const ts = numbers(columns, "ts")[row];
  return columns.type === "orderbook" ? Math.floor(ts / DAY) * 1e7 + numbers(columns, "session")[row] : ts;
}

function counted(disk: Disk): { disk: Disk; lists(): number } {
  let lists = 0;
  return { disk: { ...disk, list: (path) => (lists++, disk.list(path)) }, lists: () => lists };
}

function startChurn(): { worker: Worker; [Symbol.dispose](): void } {
  const worker = new Worker(new URL("./churn.ts", import.meta.url), { type: "module" });
  return { worker, [Symbol.dispose]: () => worker.terminate() };
}

Deno.test("whatever is sealed and merged under a reader, it gives every row exactly once", async () => {
  using folder = temporaryDisk();
  const { disk, lists } = counted(folder.disk);
  const counts = new SharedArrayBuffer(12);
  const count = new Int32Array(counts);
  using churn = startChurn();
  const rounds = Number(Deno.env.get("TAPEDECK_CHURN_ROUNDS") ?? 120);
  const seed = Number(Deno.env.get("TAPEDECK_CHURN_SEED") ?? 7);
  churn.worker.postMessage({ root: folder.root, keys: KEYS, rounds, seed, counts } satisfies ChurnStart);
  const random = seededRandom(seed);
  const reader = openReader(disk);
  let reads = 0;
  while (Atomics.load(count, 2) === 0) {
    const key = KEYS[reads % KEYS.length];
    const acknowledged = Atomics.load(count, 1);
    const newest = DAY_US + acknowledged * 144e6;
    const fromUs = reads % 10 === 0 ? -Infinity : newest - (1 + random() * 6) * DAY;
    const seen = await countRows(reader, key, { fromUs, toUs: Infinity });
    const issued = Atomics.load(count, 0);
    const times = key === BOOKS ? 2 : 1;
    for (const [i, n] of seen) {
      assert.equal(n, times, `${key}: row ${i} was read ${n} times`);
      assert(i < issued, `${key}: row ${i} was never written`);
    }
    if (fromUs === -Infinity) {
      for (let i = 0; i < acknowledged; i++) assert(seen.has(i), `${key}: row ${i} is missing`);
    }
    reads++;
    await new Promise((done) => setTimeout(done));
  }
  // A read that nothing disturbs lists the journal once.
  console.log(`      ${reads} reads, ${lists() - reads} listings more than undisturbed ones take`);
  for (const key of KEYS) assert.equal((await countRows(reader, key)).size, rounds * 30);
});

/** Nameless trades: what is read twice is there twice. */
const nameless = (from: number, to: number) => ofTrades(trades(from, to, { id: null }));
const everyDayIsOver = (rig: sample.Rig) => rig.clock.set(DAY_US / 1000 + 90 * 3_600_000);

Deno.test("rows of a segment that was sealed and could not be removed are read once", async () => {
  const disk = failingDisk(createCrashDisk(), (operation) => operation === "remove");
  const { archive, journal } = rigOn(disk);
  const writer = journal(2, { tradeIds: "opaque" });
  // Over midnight: of the second day's part the ledger may not know yet.
  await writer.append({ key: TRADES, rows: nameless(86_390, 86_410) });
  await writer.close();
  await assert.rejects(sealAll(archive, "sandbox", () => true), /no space left/);
  assert.deepEqual(disk.list(TRADES).length, 2);
  assert.deepEqual(await readAll(archive, TRADES), nameless(86_390, 86_410));
});

Deno.test("a segment that is sealed between the look at the ledger and at itself is looked for again", async () => {
  const disk = createCrashDisk();
  const { archive, journal } = rigOn(disk);
  const writer = journal(2, { tradeIds: "opaque" });
  await writer.append({ key: TRADES, rows: nameless(0, 20) });
  await writer.close();
  const segments = disk.list(".tapedeck/journal/sandbox");
  await sealAll(archive, "sandbox", () => true);
  // Once, the reader sees the segment listed and the ledger as it was before.
  let looks = 0;
  const late: Disk = {
    ...disk,
    list: (path) => path.endsWith("journal/sandbox") && ++looks === 1 ? segments : disk.list(path),
    size: (path) => path.endsWith(".jsonl") && looks < 2 ? null : disk.size(path),
  };
  assert.deepEqual(await readAll({ disk: late }, TRADES), nameless(0, 20));
  assert.equal(looks, 2);
});

Deno.test("a file that was merged anew before the ledger knew counts with what it says it replaces", async () => {
  let isFull = false;
  const disk = failingDisk(
    createCrashDisk(),
    (operation, path) => isFull && operation === "write" && path.endsWith(".jsonl"),
  );
  const rig = rigOn(disk);
  const { archive, journal } = rig;
  async function seal(from: number, to: number, epoch: number): Promise<void> {
    const writer = journal(epoch, { tradeIds: "opaque" });
    await writer.append({ key: TRADES, rows: nameless(from, to) });
    await writer.close();
    await sealAll(archive, "sandbox", () => true);
  }
  await seal(0, 10, 2);
  everyDayIsOver(rig);
  await mergeFiles(archive, dueMerges(archive, TRADES)[0]);
  await seal(10, 15, 3);
  const [merge] = dueMerges(archive, TRADES);
  isFull = true;
  await assert.rejects(mergeFiles(archive, merge), /no space left/);
  assert.deepEqual(
    disk.list(TRADES).map(({ name }) => name).length,
    2,
    "the file and the part that is in it",
  );
  assert.deepEqual(await readAll(archive, TRADES), nameless(0, 15));
});

Deno.test("a file that is gone for good is an error that names it, and so is a damaged one", async () => {
  using folder = temporaryDisk();
  const { disk } = folder;
  const { archive, journal } = rigOn(disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 5000)) });
  await writer.close();
  await sealAll(archive, "sandbox", () => true);
  const path = `${TRADES}/2024-03-05.part-2-0.parquet`;
  const bytes = disk.read(path);
  using file = Deno.openSync(`${folder.root}/${path}`, { write: true });
  file.seekSync(1000, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(500).fill(0xa5));
  await assert.rejects(
    readAll(archive, TRADES),
    new RegExp(`Cannot read "${path}": .*tapedeck verify --deep`),
  );
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(bytes);
  assert.deepEqual(await readAll(archive, TRADES), ofTrades(trades(0, 5000)));
  disk.remove(path);
  await assert.rejects(
    readAll(archive, TRADES),
    /Cannot read .*: the ledger lists it, and it is gone; put it back/,
  );
});

Deno.test("of a range only its rows are read, from file, part and journal", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const { archive, journal } = rig;
  const writer = journal(2);
  const reader = openReader(folder.disk);
  const read = async (fromUs: number, toUs: number) => {
    const batches = await Array.fromAsync(reader.batches({ key: TRADES, fromUs, toUs }));
    return batches.flatMap((columns) => [...numbers(columns, "id")]);
  };
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 100)) });
  await writer.roll();
  await sealAll(archive, "sandbox", () => true);
  everyDayIsOver(rig);
  await mergeFiles(archive, dueMerges(archive, TRADES)[0]);
  await writer.append({ key: TRADES, rows: ofTrades(trades(100, 200)) });
  await writer.roll();
  await sealAll(archive, "sandbox", () => true);
  await writer.append({ key: TRADES, rows: ofTrades(trades(200, 300)) });
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  assert.deepEqual(await read(-Infinity, Infinity), ids(0, 300));
  assert.deepEqual(await read(DAY_US + 90e6, DAY_US + 210e6), ids(90, 210), "half-open");
  assert.deepEqual(await read(DAY_US + 250e6, DAY_US + 250e6 + 1), [250]);
  assert.deepEqual(await read(DAY_US + DAY, Infinity), []);
  assert.deepEqual(reader.series(), [TRADES]);
  const complete = reader.stretches(TRADES, DAY_US + 1, DAY_US + 299e6);
  assert.deepEqual(complete.map(({ state }) => state), ["complete"], "by the journal's ids, too");
  await writer.close();
});

Deno.test("a reader finds the rows of DuckDB, of every type", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const writer = rig.journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 500)) });
  await writer.append({
    key: CANDLES,
    rows: sample.ofCandles(Array.from({ length: 50 }, (_, i) => sample.candle(i))),
  });
  await writer.append({
    key: BOOKS,
    rows: sample.ofBooks(Array.from({ length: 20 }, (_, i) => sample.bookFrame(1, i))),
  });
  await writer.close();
  await sealAll(rig.archive, "sandbox", () => true);
  for (const key of [TRADES, CANDLES, BOOKS]) {
    const there = (await parquetRows(`${folder.root}/${key}`)).map((
      { ts, price, open },
    ) => [ts, price ?? open]);
    const read = await Array.fromAsync(openReader(folder.disk).batches({ key, ...ALL }));
    const price = key === CANDLES ? "open" : "price";
    assert.deepEqual(
      read.flatMap((columns) =>
        Array.from(numbers(columns, "ts"), (ts, row) => [ts, numbers(columns, price)[row]])
      ).sort(),
      there.sort(),
    );
  }
});

Deno.test("pages of any size give every row once, and end between groups", async () => {
  using folder = temporaryDisk();
  const { journal } = rigOn(folder.disk);
  const writer = journal(2, { tradeIds: "opaque" });
  // Five trades share each second.
  const rows = trades(0, 100).map((row) => ({
    ...row,
    id: null,
    ts: DAY_US + Math.floor(row.price * 10 % 20) * 1e6,
  }));
  await writer.append({ key: TRADES, rows: ofTrades(rows.map((row, i) => ({ ...row, amount: i }))) });
  const reader = openReader(folder.disk);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 120 }), async (limit) => {
      const amounts: number[] = [];
      let after: Parameters<typeof readPage>[1]["after"];
      for (;;) {
        const { batches, next } = await readPage(reader, { key: TRADES, ...ALL, after }, limit);
        const page = batches.flatMap((columns) => [...numbers(columns, "amount")]);
        assert(page.length > 0 && page.length <= Math.max(limit, 5));
        amounts.push(...page);
        if (!next) break;
        after = parseCursor(cursorOf(next));
      }
      assert.deepEqual(amounts.toSorted((a, b) => a - b), rows.map((_, i) => i));
    }),
    { numRuns: 60 },
  );
  await writer.close();
});
