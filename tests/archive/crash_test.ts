import assert from "node:assert/strict";
import type { Evidence } from "../../schemas/evidence.ts";
import type { BookFrame, Candle, Rows, Trade } from "../../schemas/market.ts";
import type { Archive } from "../../actors/archive/archive.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import type { Batch, Journal } from "../../actors/archive/journal.ts";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { recover } from "../../actors/archive/recover.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { seededRandom } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { Crash, type CrashDisk, createCrashDisk } from "./crash_disk.ts";
import * as sample from "./samples.ts";

const { BOOKS, CANDLES, DAY_US, MINUTE_US, TRADES } = sample;
/** Its trades have no ids: nothing can tell that one of them is there twice. */
const NAMELESS = "sandbox/trades/ETH-USDT";
const KEYS = [TRADES, NAMELESS, CANDLES, BOOKS];

const answer = (fromMinute: number, toMinute: number): Evidence => {
  const [from, to] = [DAY_US + fromMinute * MINUTE_US, DAY_US + toMinute * MINUTE_US];
  return { kind: "answer", from, to, askedAt: to };
};
const recorded = (from: number, to: number): Evidence => ({
  kind: "recorded",
  from: DAY_US + from,
  to: DAY_US + to,
});
const ofTrades = (rows: Trade[]): Batch => ({ key: TRADES, rows: sample.ofTrades(rows) });
const ofNameless = (from: number, to: number): Batch => ({
  key: NAMELESS,
  rows: sample.ofTrades(sample.trades(from, to, { id: null })),
});
const ofCandles = (from: number, to: number): Batch => ({
  key: CANDLES,
  rows: sample.ofCandles(Array.from({ length: to - from }, (_, i) => sample.candle(from + i))),
  evidence: [answer(from, to)],
});
const ofBooks = (from: number, to: number): Batch => ({
  key: BOOKS,
  rows: sample.ofBooks(Array.from({ length: to - from }, (_, i) => sample.bookFrame(1, from + i))),
  evidence: [recorded(from * 1e6, to * 1e6)],
});
const byRest = { tsRecv: null };
const HOLE: Evidence = {
  kind: "gap",
  from: DAY_US + 34e6,
  to: DAY_US + 36e6 + 1,
  cause: "id-hole",
  reason: "35 was skipped",
  firstId: 35,
  lastId: 35,
};

/** The day, segment by segment; the last one comes when the day is over and merged. */
const SEGMENTS: Batch[][] = [
  [
    ofTrades(sample.trades(0, 12)),
    ofCandles(0, 4),
    ofBooks(0, 3),
    ofTrades(sample.trades(12, 30)),
    ofNameless(0, 9),
  ],
  [
    { ...ofTrades([...sample.trades(30, 35), ...sample.trades(36, 40)]), evidence: [HOLE] },
    ofTrades(sample.trades(33, 38, byRest)),
    ofNameless(9, 15),
    ofCandles(4, 6),
    ofBooks(3, 5),
  ],
  [ofTrades(sample.trades(86_398, 86_403)), ofCandles(5, 8), ofNameless(20, 22)],
  [ofTrades(sample.trades(38, 45, byRest)), ofBooks(5, 6)],
];

/** One row by its identity and what it says; when it was received may differ between copies. */
function namesOf(rows: Rows): string[] {
  switch (rows.type) {
    case "trades":
      return rows.rows.map(({ id, ts, price }: Trade) => `${id} ${ts} ${price}`);
    case "ohlc":
      return rows.rows.map(({ ts, close }: Candle) => `${ts} ${close}`);
    case "orderbook":
      return rows.rows.map(({ session, frame, levels }: BookFrame) =>
        `${session} ${frame} ${JSON.stringify(levels)}`
      );
    default:
      throw rows satisfies never;
  }
}

const newNames = () => new Map(KEYS.map((key) => [key, new Set<string>()]));
const addNames = (names: Map<string, Set<string>>, { key, rows }: Batch) =>
  namesOf(rows!).forEach((name) => names.get(key)!.add(name));

/** What the exchange had. */
const TRUTH = newNames();
for (const batch of SEGMENTS.flat()) addNames(TRUTH, batch);

interface World {
  disk: CrashDisk;
  written: Map<string, Set<string>>;
  acknowledged: Map<string, Set<string>>;
}

const newWorld = (disk: CrashDisk): World => ({ disk, written: newNames(), acknowledged: newNames() });

async function start(disk: Disk, hoursIntoDay: number) {
  const rig = sample.rigOn(disk, nextEpoch(disk), new TestClock(DAY_US / 1000 + hoursIntoDay * 3_600_000));
  const { problems } = await recover(rig.archive);
  assert.deepEqual(problems, []);
  return rig;
}

async function appendAll(world: World, journal: Journal, batches: Batch[]): Promise<void> {
  await Promise.all(batches.map(async (batch) => {
    addNames(world.written, batch);
    await journal.append(batch);
    addNames(world.acknowledged, batch);
  }));
}

async function settle(archive: Archive): Promise<void> {
  for (const key of KEYS) for (const merge of dueMerges(archive, key)) await mergeFiles(archive, merge);
}

/** Lives through the day: each segment appended in two goes, closed, sealed, and merged when it is due. */
async function liveThroughDay(world: World): Promise<void> {
  for (const [i, batches] of SEGMENTS.entries()) {
    const rig = await start(world.disk, i < 2 ? 20 : 26);
    const journal = rig.journal(nextEpoch(world.disk));
    await appendAll(world, journal, batches.slice(0, 2));
    await appendAll(world, journal, batches.slice(2));
    await journal.close();
    await sealAll(rig.archive, "sandbox", () => true);
    await settle(rig.archive);
  }
}

async function checkAll(world: World, archive: Archive, at: string): Promise<void> {
  for (const key of KEYS) {
    const rows = await sample.readAll(archive, key);
    const names = namesOf(rows);
    const readable = new Set(names);
    assert.equal(names.length, readable.size, `${at}: ${key} has rows twice`);
    assert.ok(world.acknowledged.get(key)!.isSubsetOf(readable), `${at}: ${key} lost acknowledged rows`);
    assert.ok(readable.isSubsetOf(world.written.get(key)!), `${at}: ${key} has rows that nobody wrote`);
    checkClaims(archive, key, readable, at);
  }
}

const tsByName = new Map(
  SEGMENTS.flat().flatMap(({ rows }) => namesOf(rows!).map((name, i) => [name, rows!.rows[i].ts] as const)),
);

function checkClaims(archive: Archive, key: string, readable: Set<string>, at: string): void {
  const complete = coverageOf(archive.ledgers.of(key).proof).stretches.filter(({ state }) =>
    state === "complete"
  );
  for (const name of TRUTH.get(key)!) {
    const ts = tsByName.get(name)!;
    const isClaimed = complete.some(({ from, to }) => ts >= from && ts < to);
    assert.ok(!isClaimed || readable.has(name), `${at}: ${key} claims ${name} and does not have it`);
  }
}

/** The journal passes the disk's error on as the cause of its own. */
const isCrash = (error: unknown) => error instanceof Crash || (error as Error).cause instanceof Crash;

/** Recovers and checks; fetches again what can be told apart, merges, and checks as the next start finds it. */
async function goOn(world: World, at: string, { fresh = 50, heals = true } = {}): Promise<void> {
  const { archive, journal } = await start(world.disk, 27);
  await checkAll(world, archive, at);
  if (!heals) return;
  const again = journal(nextEpoch(world.disk));
  await appendAll(world, again, SEGMENTS.flat().filter(({ key }) => key !== NAMELESS));
  await appendAll(world, again, [ofNameless(fresh, fresh + 1)]);
  await again.close();
  await sealAll(archive, "sandbox", () => true);
  await settle(archive);
  await checkAll(world, (await start(world.disk, 28)).archive, `${at}, healed`);
}

Deno.test("after a crash at any operation of a day nothing acknowledged is missing, nothing is there twice, no claim is wrong", async () => {
  const calm = newWorld(createCrashDisk());
  await liveThroughDay(calm);
  await goOn(calm, "without a crash");
  const points = calm.disk.operations();
  for (let k = 1; k <= points; k++) {
    const random = seededRandom(k);
    const world = newWorld(createCrashDisk(k));
    await assert.rejects(liveThroughDay(world).then(() => goOn(world, "no crash", { fresh: 49 })), isCrash);
    // Every third time the recovery crashes as well.
    const stopAt = k % 3 === 0 ? 1 + Math.floor(random() * 30) : Infinity;
    world.disk = world.disk.afterCrash(random, stopAt);
    try {
      await goOn(world, `crash at ${k}`, { heals: k % 4 === 0 });
    } catch (error) {
      if (!isCrash(error)) throw error;
      world.disk = world.disk.afterCrash(random);
      await goOn(world, `crash at ${k} and at ${stopAt} after it`, { fresh: 51, heals: k % 4 === 0 });
    }
  }
  console.log(`${points} crash points`);
});
