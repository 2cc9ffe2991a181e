/** A cell against the sandbox's markets that are halted, delisted and newly listed: real sockets, no storm. */
import assert from "node:assert/strict";
import { realClock } from "../../actors/kernel/mod.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import type { Candle, Trade } from "../../schemas/market.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { temporaryDisk } from "../archive/samples.ts";
import { openTestVenue } from "./exchanges/collect.ts";
import { candlesOf, openCell, sealed, tradesOf, until } from "./open_cell.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DELISTED_MS = Date.UTC(2023, 5, 30);
const LISTED_MS = Date.UTC(2024, 2, 12);
/** Yesterday's, so that nothing seems to come from the future. */
const HALTED_MS = (Math.floor(Date.now() / DAY_MS) - 1) * DAY_MS + 180 * MINUTE_MS;

function openStage(assignment: Partial<Assignment>, { startMs = Date.now() } = {}) {
  const folder = temporaryDisk();
  const real = realClock();
  let aheadMs = startMs - Date.now();
  const clock = { ...real, now: () => Date.now() + aheadMs };
  const sandbox = startSandbox({ seed: 7, rate: 20, now: clock.now });
  const cell = openCell({
    venue: () => openTestVenue("sandbox", sandbox.url, { clock }),
    clock,
    disk: folder.disk,
    assignment,
  });
  async function sent() {
    const { requests, connections } = await (await fetch(`${sandbox.url}/_sandbox/sent`)).json();
    const count = (path: string) =>
      Object.values<number>(requests[`/api/v3/${path}`] ?? {}).reduce((sum, n) => sum + n, 0);
    return {
      klines: count("klines"),
      aggTrades: count("aggTrades"),
      exchangeInfo: count("exchangeInfo"),
      connections: connections.length,
    };
  }
  return {
    ...cell,
    sent,
    /** The time of the exchange and of this machine goes on by so much at once. */
    leap: (ms: number) => void (aheadMs += ms),
    async collect(key: string) {
      const before = cell.told("collect-finished").length;
      cell.cell.tell({ type: "collect", key });
      await until(() => cell.told("collect-finished").length > before);
    },
    async kept() {
      await cell.stop();
      return await sealed(folder.disk, clock);
    },
    async [Symbol.asyncDispose]() {
      await cell.stop();
      await sandbox.stop();
      folder[Symbol.dispose]();
      assert.deepEqual(cell.failures, []);
    },
  };
}

Deno.test("a delisted market's candles are collected to their end, and what follows is settled in a few requests", async () => {
  const spec = candlesOf("GONE/USDT", { startUs: (DELISTED_MS - DAY_MS) * 1_000 });
  await using stage = openStage({ histories: [spec] });
  await until(() => stage.told("collect-finished").length === 1);
  const first = (await stage.sent()).klines;
  assert.ok(first <= 40, `${first} requests`);
  for (let round = 0; round < 3; round++) {
    stage.leap(61 * MINUTE_MS);
    await stage.collect(spec.key);
  }
  const later = (await stage.sent()).klines - first;
  assert.ok(later <= 60, `${later} requests`);
  assert.deepEqual(stage.told("stream-ended"), []);
  assert.match(stage.told("markets-noted")[0].words, /^GONE\/USDT does not trade/);
  const kept = await stage.kept();
  const rows = await kept.rows(spec.key) as Candle[];
  assert.deepEqual([rows.length, rows.at(-1)!.ts], [24 * 60, (DELISTED_MS - MINUTE_MS) * 1_000]);
  const [life, after] = kept.coverage(spec.key).stretches;
  assert.deepEqual([life.state, life.to], ["complete", DELISTED_MS * 1_000]);
  assert.deepEqual([after.state, after.from], ["unavailable", DELISTED_MS * 1_000]);
  assert.ok(after.to > (Date.now() - 2 * DAY_MS) * 1_000);
});

Deno.test("the same of its trades", async () => {
  const spec = {
    key: "sandbox/trades/GONE-USDT",
    symbol: "GONE/USDT",
    span: null,
    startUs: (DELISTED_MS - DAY_MS) * 1_000,
  };
  await using stage = openStage({ histories: [spec] });
  await until(() => stage.told("collect-finished").length === 1);
  const first = await stage.sent();
  for (let round = 0; round < 3; round++) {
    stage.leap(61 * MINUTE_MS);
    await stage.collect(spec.key);
  }
  const all = await stage.sent();
  const kept = await stage.kept();
  const rows = await kept.rows(spec.key) as Trade[];
  assert.ok(rows.length > 1_000 && rows.at(-1)!.ts < DELISTED_MS * 1_000);
  const { state, to } = kept.coverage(spec.key).stretches.find(({ state }) => state === "unavailable")!;
  assert.ok(state && to > (Date.now() - 2 * DAY_MS) * 1_000);
  assert.ok(all.aggTrades < rows.length / 1_000 * 2 + 250, JSON.stringify({ first, all, rows: rows.length }));
});

Deno.test("what was asked for before a listing is settled without going through it window by window", async () => {
  const spec = candlesOf("FRESH/USDT", { startUs: Date.UTC(2020, 0, 1) * 1_000 });
  await using stage = openStage({ histories: [spec] });
  await until(() => stage.told("rows-recorded").length > 0);
  const [{ firstUs }] = stage.told("rows-recorded");
  assert.ok(firstUs < (LISTED_MS + DAY_MS) * 1_000);
  const rows = await (await stage.kept()).rows(spec.key) as Candle[];
  const { klines } = await stage.sent();
  assert.ok(klines - rows.length / 1_000 < 40, `${klines} requests for ${rows.length} rows`);
});

Deno.test("a halt is waited through: what is asked is asked once a connection", async () => {
  const PAUSE = tradesOf("PAUSE/USDT");
  await using stage = openStage({ streams: [PAUSE] }, { startMs: HALTED_MS - 3_000 });
  await until(() => stage.told("rows-recorded").length > 0);
  await new Promise((done) => setTimeout(done, 4_000));
  const before = await stage.sent();
  stage.leap(19 * MINUTE_MS);
  await new Promise((done) => setTimeout(done, 3_000));
  const rows = stage.told("rows-recorded").length;
  stage.leap(MINUTE_MS);
  await until(() => stage.told("rows-recorded").length > rows);
  const after = await stage.sent();
  // Each leap of time is a machine that slept, and its socket is opened anew.
  assert.deepEqual([before.connections, after.connections], [1, 3]);
  assert.ok(after.aggTrades <= after.connections + 1, `${after.aggTrades} requests`);
  assert.deepEqual([after.exchangeInfo, stage.told("stream-ended")], [1, []]);
});

Deno.test("a market that is halted at the start is not subscribed to, and its reason says so", async () => {
  await using stage = openStage({ streams: [tradesOf("PAUSE/USDT"), tradesOf("GONE/USDT")] }, {
    startMs: HALTED_MS + MINUTE_MS,
  });
  await until(() => stage.told("stream-ended").length === 2);
  const reasons = stage.told("stream-ended").map(({ reason }) => reason);
  assert.match(
    reasons[0],
    /^sandbox lists PAUSE\/USDT as not trading \(HALT\): it begins by itself when it trades/,
  );
  assert.match(reasons[1], /^sandbox lists GONE\/USDT as not trading \(BREAK\)/);
  const { exchangeInfo, connections } = await stage.sent();
  assert.deepEqual([exchangeInfo, connections], [1, 0]);
});
