import assert from "node:assert/strict";
import type { Trade } from "../../schemas/market.ts";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import {
  allRows,
  bookFrame,
  BOOKS,
  candle,
  CANDLES,
  DAY_US,
  ofBooks,
  ofCandles,
  ofTrades,
  type Rig,
  rigOn,
  temporaryDisk,
  trade,
  TRADES,
  trades,
} from "./samples.ts";

Deno.test("a sealed segment's rows are read back as they were appended", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const journal = rig.journal(2);
  const [some, candles, frames] = [trades(0, 50), [candle(0), candle(1)], [bookFrame(7, 0), bookFrame(7, 1)]];
  await Promise.all([
    journal.append({ key: TRADES, rows: ofTrades(some) }),
    journal.append({ key: CANDLES, rows: ofCandles(candles) }),
    journal.append({ key: BOOKS, rows: ofBooks(frames) }),
  ]);
  assert.deepEqual(await allRows(rig.archive, TRADES), some);
  await journal.close();
  assert.deepEqual(rig.closed, [".tapedeck/journal/sandbox/2-0.wal"]);
  assert.deepEqual(await sealAll(rig.archive, "", () => true), []);
  assert.deepEqual(folder.disk.list(".tapedeck/journal/sandbox"), []);
  assert.deepEqual(await allRows(rig.archive, TRADES), some);
  assert.deepEqual(await allRows(rig.archive, CANDLES), candles);
  assert.deepEqual(await allRows(rig.archive, BOOKS), frames);
  const { idRuns } = coverageOf(rig.archive.ledgers.of(TRADES).proof);
  assert.deepEqual(idRuns, [{ firstId: 0, lastId: 49, from: DAY_US, to: DAY_US + 49e6 }]);
});

/** Seals each list of trades as a segment of its own. */
async function sealEach(rig: Rig, ...segments: Trade[][]): Promise<void> {
  const journal = rig.journal(2);
  for (const rows of segments) {
    await journal.append({ key: TRADES, rows: ofTrades(rows) });
    await journal.roll();
  }
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}

const filesOf = (rig: Rig) => [...rig.archive.ledgers.of(TRADES).files.values()];
const runsOf = (rig: Rig) =>
  coverageOf(rig.archive.ledgers.of(TRADES).proof).idRuns.map(({ firstId, lastId }) => [firstId, lastId]);

Deno.test("ids that are durable already, and ids that came twice, are sealed once", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  await sealEach(rig, trades(0, 10), [...trades(5, 12), ...trades(9, 14)], trades(3, 6));
  assert.deepEqual(filesOf(rig).map(({ rows, firstId, lastId }) => [rows, firstId, lastId]), [[10, 0, 9], [
    4,
    10,
    13,
  ]]);
  assert.deepEqual(await allRows(rig.archive, TRADES), trades(0, 14));
  assert.deepEqual(runsOf(rig), [[0, 13]]);
});

Deno.test("ids that begin anew at another time are new trades", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const relisted = trades(0, 5).map((row) => ({ ...row, ts: row.ts + 40e6 }));
  await sealEach(rig, trades(0, 20), relisted);
  assert.deepEqual(await allRows(rig.archive, TRADES), [...trades(0, 20), ...relisted]);
  assert.deepEqual(runsOf(rig), [[0, 19], [0, 4]]);
});

Deno.test("what came out of order is sorted, and cut at midnight", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const rows = trades(86_395, 86_405);
  await sealEach(rig, rows.toReversed());
  assert.deepEqual(filesOf(rig).map(({ path, rows }) => [path.slice(TRADES.length + 1), rows]), [
    ["2024-03-06.part-2-0.parquet", 5],
    ["2024-03-05.part-2-0.parquet", 5],
  ]);
  assert.deepEqual(await allRows(rig.archive, TRADES), rows);
  assert.deepEqual(runsOf(rig), [[86_395, 86_404]]);
});

Deno.test("an aggregate stands for all of its ids, and no part of them is counted again", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const aggregate = trade(14, DAY_US + 14e6, { firstId: 10, lastId: 14 });
  await sealEach(rig, trades(0, 10), [aggregate], [
    trade(12, DAY_US + 14e6, { tsRecv: null }),
    trade(15, DAY_US + 15e6),
  ]);
  assert.deepEqual((await allRows(rig.archive, TRADES)).slice(10), [aggregate, trade(15, DAY_US + 15e6)]);
  assert.deepEqual(runsOf(rig), [[0, 15]]);
});

Deno.test("the ledger has the SHA-256 of each file, and what encloses its rows", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  await sealEach(rig, trades(0, 10));
  const [{ path, sha256, bytes, from, to }] = filesOf(rig);
  const content = Deno.readFileSync(`${folder.root}/${path}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  assert.equal(sha256, Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  assert.deepEqual([bytes, from, to], [content.length, DAY_US, DAY_US + 9e6 + 1]);
});

Deno.test("evidence without rows reaches the ledger", async () => {
  using folder = temporaryDisk();
  const rig = rigOn(folder.disk);
  const journal = rig.journal(2);
  const gap = {
    kind: "gap" as const,
    from: DAY_US,
    to: DAY_US + 5e6,
    cause: "outage" as const,
    reason: "socket dropped",
  };
  await journal.append({ key: BOOKS, evidence: [gap] });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  const { stretches } = coverageOf(rig.archive.ledgers.of(BOOKS).proof);
  assert.deepEqual(stretches, [{ from: DAY_US, to: DAY_US + 5e6, state: "gap", cause: "outage" }]);
});
