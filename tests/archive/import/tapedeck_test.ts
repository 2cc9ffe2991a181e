import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Evidence } from "../../../schemas/evidence.ts";
import type { BookFrame, Candle, Rows, Trade } from "../../../schemas/market.ts";
import { openArchive } from "../../../actors/archive/archive.ts";
import { nextEpoch } from "../../../actors/archive/epoch.ts";
import { openJournal } from "../../../actors/archive/journal.ts";
import { lockFolder } from "../../../actors/archive/lock.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import {
  bookFrame,
  candle,
  DAY_US,
  HOUR_US,
  MINUTE_US,
  ofBooks,
  ofCandles,
  ofTrades,
  trades,
} from "../samples.ts";
import { type ImportStage, onImportStage, sourceOf } from "./stage.ts";

const TRADES = "sandbox/trades/BTC-USDT";
const CANDLES = "sandbox/ohlc/BTC-USDT/1m";
const BOOKS = "sandbox/orderbook/BTC-USDT";
const DAY = "2024-03-05";

const test = (name: string, body: (stage: ImportStage) => Promise<void>) =>
  Deno.test(name, () => onImportStage(body));

interface Batch {
  key: string;
  rows?: Rows;
  evidence?: Evidence[];
}

/** What a recorder of that folder wrote; `left`: in its journal still. */
async function record(
  stage: ImportStage,
  folder: string,
  batches: Batch[],
  state: "sealed" | "left" = "sealed",
) {
  await Deno.mkdir(folder, { recursive: true });
  const [disk, { clock }, exchange] = [openRealDisk(folder), stage, batches[0].key.split("/")[0]];
  const tradeIds = exchange === "sandbox" ? "serial" as const : "opaque" as const;
  const journal = openJournal({ disk, exchange, epoch: nextEpoch(disk), clock, tradeIds, onClosed() {} });
  for (const batch of batches) await journal.append(batch);
  await journal.close();
  if (state === "left") return;
  await sealAll(openArchive({ disk, clock, tell() {} }), "", () => true);
}

test("two recorders with different holes make one archive that is whole", async (stage) => {
  const outage = (from: number, to: number): Evidence => ({
    kind: "gap",
    from: DAY_US + from * 1e6,
    to: DAY_US + to * 1e6,
    cause: "outage",
    reason: "socket dropped",
  });
  await record(stage, stage.data, [
    { key: TRADES, rows: ofTrades([...trades(0, 30), ...trades(50, 100)]), evidence: [outage(29, 50)] },
  ]);
  await record(stage, stage.old, [{
    key: TRADES,
    rows: ofTrades([...trades(10, 60), ...trades(80, 120)]),
    evidence: [outage(59, 80)],
  }]);
  const before = stage.snapshot(stage.old);
  const { code, report } = await stage.run();
  assert.deepEqual([code, report.kind, report.series[0].taken, report.series[0].known], [
    0,
    "tapedeck",
    40,
    50,
  ]);
  assert.deepEqual(await stage.rows(TRADES), trades(0, 120));
  assert.deepEqual(stage.coverage(TRADES), {
    stretches: [{ from: DAY_US + 1, to: DAY_US + 119e6, state: "complete" }],
    idRuns: [{ firstId: 0, lastId: 119, from: DAY_US, to: DAY_US + 119e6 }],
  });
  assert.deepEqual(stage.snapshot(stage.old), before);
});

test("rows that are in the other's journal alone come too, while its recorder holds the lock", async (stage) => {
  await record(stage, stage.old, [{ key: TRADES, rows: ofTrades(trades(0, 20)) }]);
  await record(stage, stage.old, [{ key: TRADES, rows: ofTrades(trades(20, 40)) }], "left");
  const lock = lockFolder(stage.old, { pid: 1, since: "2024-03-05T00:00:00Z" });
  try {
    assert.equal((await stage.run()).report.series[0].taken, 40);
  } finally {
    lock.release();
  }
  assert.deepEqual(await stage.rows(TRADES), trades(0, 40));
  assert.equal(stage.coverage(TRADES).idRuns.length, 1);
});

test("what the other proved is proven here, and what it lost is not", async (stage) => {
  const minute = (n: number) => DAY_US + n * MINUTE_US;
  const answer: Evidence = { kind: "answer", from: minute(0), to: minute(10), askedAt: 5 };
  const batch = (minutes: number[], ...evidence: Evidence[]): Batch => ({
    key: CANDLES,
    rows: ofCandles(minutes.map((n) => candle(n))),
    evidence,
  });
  await record(stage, stage.old, [
    batch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], answer),
    batch([], { kind: "lost", from: minute(3), to: minute(5), reason: "the file is gone" }),
    batch([], { kind: "unavailable", from: minute(20), to: minute(30), reason: "too old" }),
    batch([], { kind: "gap", from: minute(12), to: minute(13), cause: "venue-halt", reason: "no candle" }),
  ]);
  await stage.run();
  assert.deepEqual(stage.coverage(CANDLES).stretches, [
    { from: minute(0), to: minute(3), state: "complete" },
    { from: minute(5), to: minute(10), state: "complete" },
    { from: minute(12), to: minute(13), state: "gap", cause: "venue-halt" },
    { from: minute(20), to: minute(30), state: "unavailable" },
  ]);
  const evidence = stage.evidence(CANDLES);
  assert.deepEqual(evidence[0], { ...answer, to: minute(3) });
  await stage.run({ again: true });
  assert.deepEqual(stage.evidence(CANDLES), evidence);
});

test("a candle that the exchange's answer gave here stays, one that nothing proves gives way to the other's", async (stage) => {
  const own = [candle(0, { volume: 1 }), candle(1, { volume: 1 })];
  const theirs = [candle(0, { volume: 2 }), candle(1, { volume: 2 })];
  const answer = (to: number): Evidence => ({
    kind: "answer",
    from: DAY_US,
    to: DAY_US + to * MINUTE_US,
    askedAt: 5,
  });
  await record(stage, stage.data, [{ key: CANDLES, rows: ofCandles(own), evidence: [answer(1)] }]);
  await record(stage, stage.old, [{ key: CANDLES, rows: ofCandles(theirs), evidence: [answer(2)] }]);
  await stage.run();
  assert.deepEqual((await stage.rows(CANDLES)).map(({ volume }: Candle) => volume), [1, 2]);
  assert.equal((await stage.run({ again: true })).report.series[0].taken, 0);
});

test("of a damaged ledger nothing is believed, of a file that is not as it was nothing is taken", async (stage) => {
  const answer: Evidence = { kind: "answer", from: DAY_US, to: DAY_US + HOUR_US, askedAt: 5 };
  await record(stage, stage.old, [{ key: CANDLES, rows: ofCandles([candle(0)]), evidence: [answer] }]);
  const other = CANDLES.replace("BTC", "ETH");
  await record(stage, stage.old, [{ key: other, rows: ofCandles([candle(0)]), evidence: [answer] }]);
  const ledger = join(stage.old, ".tapedeck/coverage", `${CANDLES}.jsonl`);
  const text = await Deno.readTextFile(ledger);
  await Deno.writeTextFile(ledger, text.replace('"kind":"answer"', '"kind":"unswer"'));
  const [{ name }] = [...Deno.readDirSync(join(stage.old, other))];
  const file = join(stage.old, other, name);
  const bytes = await Deno.readFile(file);
  bytes[40] ^= 1;
  await Deno.writeFile(file, bytes);
  const { code, report } = await stage.run();
  assert.equal(code, 1);
  assert.match(
    sourceOf(report, `${other}/2024`).reason!,
    /^"sandbox\/ohlc\/ETH-USDT\/1m\/2024.part-.*" is not as it was written: its SHA-256 /,
  );
  assert.match(sourceOf(report, CANDLES).notes[0], /^its ledger is damaged: its rows are taken/);
  assert.deepEqual(stage.coverage(CANDLES).stretches, []);
  assert.deepEqual(stage.coverage(other).stretches, []);
  assert.equal((await stage.rows(CANDLES)).length, 1);
});

test("a part that is missing from a copy is said, and proves nothing", async (stage) => {
  const answer: Evidence = { kind: "answer", from: DAY_US, to: DAY_US + HOUR_US, askedAt: 5 };
  await record(stage, stage.old, [{ key: CANDLES, rows: ofCandles([candle(0)]), evidence: [answer] }]);
  await Deno.remove(join(stage.old, CANDLES), { recursive: true });
  const { code, report } = await stage.run();
  assert.deepEqual([code, stage.coverage(CANDLES).stretches], [1, []]);
  assert.match(report.sources[0].reason!, /is listed in its ledger and is not there$/);
});

test("books whose sessions have the same numbers are kept apart, and come in once", async (stage) => {
  const frames = (price: number, recvUs: number): BookFrame[] =>
    [0, 1, 2].map((frame) =>
      bookFrame(65_536, frame, {
        tsRecv: DAY_US + frame * 1e6 + recvUs,
        levels: [{ side: "bid", price, amount: 1 }, { side: "ask", price: price + 1, amount: 2 }],
      })
    );
  const recorded: Evidence = { kind: "recorded", from: DAY_US, to: DAY_US + 3e6 };
  await record(stage, stage.data, [{ key: BOOKS, rows: ofBooks(frames(100, 900)) }]);
  await record(stage, stage.old, [{ key: BOOKS, rows: ofBooks(frames(200, 1100)), evidence: [recorded] }]);
  await stage.run();
  const rows: BookFrame[] = await stage.rows(BOOKS);
  assert.deepEqual(rows.slice(0, 3), frames(100, 900));
  const [session] = new Set(rows.slice(3).map(({ session }) => session));
  assert.ok(session >= 2 ** 52 && Number.isSafeInteger(session));
  assert.deepEqual(rows.slice(3), frames(200, 1100).map((frame) => ({ ...frame, session })));
  assert.deepEqual(stage.coverage(BOOKS).stretches.map(({ state }) => state), ["recorded"]);
  // The other's session goes on, and so does its number here; what was taken is known.
  const more = [bookFrame(65_536, 3, { tsRecv: DAY_US + 4e6 })];
  await record(stage, stage.old, [{ key: BOOKS, rows: ofBooks(more) }]);
  const { report } = await stage.run();
  assert.equal(report.series[0].taken, 2);
  assert.deepEqual((await stage.rows(BOOKS)).at(-1), { ...more[0], session });
});

test("an archive that comes back to where its rows are from brings nothing new", async (stage) => {
  await record(stage, stage.old, [{
    key: BOOKS,
    rows: ofBooks([bookFrame(65_536, 0), bookFrame(65_536, 1)]),
  }]);
  await record(stage, stage.old, [{ key: TRADES, rows: ofTrades(trades(0, 9)) }]);
  await stage.run();
  const { code, report } = await stage.run({ dir: stage.data, data: stage.old });
  assert.deepEqual([code, report.series.map(({ taken }) => taken)], [0, [0, 0]]);
  assert.equal((await stage.rows(BOOKS, stage.old)).length, 2);
});

test("nameless trades are taken where this folder recorded nothing itself, and said where not", async (stage) => {
  const key = "bybit/trades/BTC-USDT";
  const nameless = (from: number, to: number): Trade[] => trades(from, to, { id: null });
  const recorded = (from: number, to: number): Evidence => ({
    kind: "recorded",
    from: DAY_US + from * 1e6,
    to: DAY_US + to * 1e6,
  });
  const own = nameless(0, 10).map((trade) => ({ ...trade, tsRecv: trade.tsRecv! + 7 }));
  await record(stage, stage.data, [{ key, rows: ofTrades(own), evidence: [recorded(0, 10)] }]);
  // The same trade twice in the same microsecond is two trades.
  const theirs = [...nameless(5, 20), ...nameless(19, 20)];
  await record(stage, stage.old, [{ key, rows: ofTrades(theirs), evidence: [recorded(5, 20)] }]);
  const { report } = await stage.run();
  assert.deepEqual([report.series[0].taken, report.series[0].covered], [11, 5]);
  assert.deepEqual(await stage.rows(key), [...own, ...nameless(10, 20), ...nameless(19, 20)]);
  assert.deepEqual(stage.coverage(key).stretches, [{ from: DAY_US, to: DAY_US + 20e6, state: "recorded" }]);
  const again = await stage.run({ again: true });
  assert.equal(again.report.series[0].taken, 0);
});

test("of two nameless trades that are alike, the one that is here is not taken, and the other is", async (stage) => {
  const key = "bybit/trades/BTC-USDT";
  const one = trades(0, 1, { id: null });
  await record(stage, stage.data, [{ key, rows: ofTrades(one) }]);
  await record(stage, stage.old, [{ key, rows: ofTrades([...one, ...one]) }]);
  const { report } = await stage.run();
  assert.deepEqual([report.series[0].taken, report.series[0].known], [1, 1]);
  assert.deepEqual(await stage.rows(key), [...one, ...one]);
});

test("periods that were imported and did not change are not read again", async (stage) => {
  await record(stage, stage.old, [{
    key: TRADES,
    rows: ofTrades([...trades(0, 9), ...trades(86_400, 86_409)]),
  }]);
  await stage.run();
  await record(stage, stage.old, [{ key: TRADES, rows: ofTrades(trades(9, 12)) }]);
  const { report } = await stage.run();
  const outcomes = report.sources.map(({ source, outcome, taken }) => [source.slice(-10), outcome, taken]);
  assert.deepEqual(outcomes, [[DAY, "taken", 3], ["2024-03-06", "known", 0]]);
});
