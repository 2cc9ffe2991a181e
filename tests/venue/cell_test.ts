/** A cell against the sandbox exchange: real sockets, a real folder, and trouble on demand. */
import assert from "node:assert/strict";
import { realClock } from "../../actors/kernel/mod.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import type { Candle, Trade } from "../../schemas/market.ts";
import { temporaryDisk } from "../archive/samples.ts";
import { endTrouble, makeTrouble, truthCandles, truthTrades } from "../e2e/truth.ts";
import { openTestVenue } from "./exchanges/collect.ts";
import {
  booksOf,
  candlesOf,
  type Kept,
  type OpenCell,
  openCell,
  sealed,
  tradesOf,
  until,
} from "./open_cell.ts";

const BTC = tradesOf("BTC/USDT");
const RATE = 1_000;
const clock = realClock();

interface Bench extends Omit<OpenCell, "stop"> {
  url: string;
  trouble(...faults: Array<Record<string, unknown>>): Promise<void>;
  /** Ends the cell, and gives what it left. */
  end(): Promise<Kept>;
}

function cellTest(name: string, assignment: Partial<Assignment>, body: (bench: Bench) => Promise<void>) {
  Deno.test(name, async () => {
    using folder = temporaryDisk();
    const { disk } = folder;
    const sandbox = startSandbox({ seed: 7, rate: RATE, now: Date.now });
    const cell = openCell({ venue: () => openTestVenue("sandbox", sandbox.url), clock, disk, assignment });
    try {
      await body({
        ...cell,
        url: sandbox.url,
        trouble: (...faults) => makeTrouble(sandbox.url, ...faults),
        async end() {
          const { reason } = await cell.stop();
          assert.equal(reason, "stopped");
          return await sealed(disk, clock);
        },
      });
    } finally {
      await cell.stop();
      await sandbox.stop();
    }
    assert.deepEqual(cell.failures, []);
  });
}

/** Waits until so many more rows are on disk. */
function untilRows({ told }: Bench, more: number): Promise<void> {
  const count = () => told("rows-recorded").reduce((sum, { rows }) => sum + rows, 0);
  const wanted = count() + more;
  return until(() => count() >= wanted);
}

/** Each hole that was told of was told of as filled, to the microsecond. */
function untilHealed({ told }: Bench): Promise<void> {
  const length = (facts: Array<{ from: number; to: number }>) =>
    facts.reduce((sum, { from, to }) => sum + to - from, 0);
  return until(() => length(told("gap-opened")) === length(told("gap-healed")));
}

async function assertTrue(url: string, symbol: string, rows: Trade[]): Promise<void> {
  const range = { fromMs: rows[0].ts / 1_000, toMs: rows.at(-1)!.ts / 1_000 + 1 };
  const truth = (await truthTrades(url, symbol, range))
    .filter(({ id }) => id >= Number(rows[0].id) && id <= Number(rows.at(-1)!.id));
  const recorded = rows.map(({ ts, id, tsRecv: _, ...row }) => ({
    id: Number(id),
    tsMs: ts / 1_000,
    ...row,
  }));
  assert.deepEqual(recorded, truth);
}

cellTest(
  "whatever befalls its sockets, its trades are the exchange's, each once",
  { streams: [BTC] },
  async (bench) => {
    await untilRows(bench, 100);
    await bench.trouble(...["skip", "repeat", "reorder"].map((kind) => ({ kind, n: 7 })));
    await untilRows(bench, 100);
    await bench.trouble({ kind: "garbage" }, { kind: "foreign" });
    await untilRows(bench, 100);
    await bench.trouble({ kind: "mute", stream: "btcusdt@aggTrade", forMs: 300 });
    await untilRows(bench, 200);
    await bench.trouble({ kind: "drop" });
    await until(() => bench.told("stream-connected").length === 2);
    await untilRows(bench, 200);
    await untilHealed(bench);
    const causes = new Set(bench.told("gap-opened").map(({ cause }) => cause));
    assert.ok(causes.has("id-hole"), [...causes].join());
    assert.ok(bench.told("rows-rejected").reduce((sum, { rows }) => sum + rows, 0) >= 2);
    assert.equal(bench.told("duplicates-dropped").reduce((sum, { rows }) => sum + rows, 0), 7);

    const kept = await bench.end();
    const rows = await kept.rows(BTC.key) as Trade[];
    assert.ok(rows.length > 800, `${rows.length} rows`);
    await assertTrue(bench.url, "BTCUSDT", rows);
    const complete = { from: rows[0].ts + 1, to: rows.at(-1)!.ts, state: "complete" };
    assert.deepEqual(kept.coverage(BTC.key).stretches.filter(({ state }) => state !== "gap"), [complete]);
  },
);

cellTest("healing goes on whatever befalls its requests", { streams: [BTC] }, async (bench) => {
  await untilRows(bench, 50);
  await bench.trouble(
    { kind: "status", status: 503, path: "aggTrades", count: 1 },
    { kind: "garbage-answer", path: "aggTrades", count: 1 },
    { kind: "cut", path: "aggTrades", count: 1 },
    { kind: "status", status: 429, retryAfterS: 1, path: "aggTrades", count: 1 },
    { kind: "skip", n: 1_500 },
  );
  await until(() => bench.told("gap-opened").length === 1);
  await untilHealed(bench);
  const healed = bench.told("gap-healed").reduce((sum, { rows }) => sum + rows, 0);
  assert.equal(healed, 1_500);
  await assertTrue(bench.url, "BTCUSDT", await (await bench.end()).rows(BTC.key) as Trade[]);
});

const QUIET = candlesOf("QUIET/USDT");
const BUSY = candlesOf("BTC/USDT");

cellTest(
  "its candles are the exchange's, minutes without trades included",
  { histories: [BUSY, QUIET] },
  async (bench) => {
    await until(() => bench.told("collect-finished").length === 2);
    bench.cell.tell({ type: "collect", key: BUSY.key });
    await until(() => bench.told("collect-finished").length === 3);
    assert.ok(bench.told("collect-finished").every(({ error }) => error === null));
    const kept = await bench.end();
    for (const [{ key }, symbol] of [[BUSY, "BTCUSDT"], [QUIET, "QUIETUSDT"]] as const) {
      const rows = await kept.rows(key) as Candle[];
      assert.ok(rows.length >= 1_000);
      const range = { fromMs: rows[0].ts / 1_000, toMs: rows.at(-1)!.ts / 1_000 + 1 };
      const recorded = rows.map(({ ts, ...row }) => ({ openMs: ts / 1_000, ...row }));
      assert.deepEqual(recorded, await truthCandles(bench.url, symbol, "1m", range));
      const covered = { from: rows[0].ts, to: rows.at(-1)!.ts + 60e6, state: "complete" };
      assert.deepEqual(kept.coverage(key).stretches, [covered]);
    }
  },
);

const BOOK = booksOf("BTC/USDT");

cellTest(
  "its books are recorded from connection to connection, with the outage between",
  { streams: [BOOK] },
  async (bench) => {
    await untilRows(bench, 20);
    await bench.trouble({ kind: "drop" });
    await until(() => bench.told("stream-connected").length === 2);
    await endTrouble(bench.url);
    await untilRows(bench, 20);
    const kept = await bench.end();
    const states = kept.coverage(BOOK.key).stretches.map(({ state }) => state);
    assert.deepEqual(states, ["recorded", "gap", "recorded"]);
    const frames = await kept.rows(BOOK.key) as Array<{ session: number }>;
    assert.equal(new Set(frames.map(({ session }) => session)).size, 2);
  },
);
