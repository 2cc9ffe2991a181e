import assert from "node:assert/strict";
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
  rigOn,
  temporaryDisk,
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
