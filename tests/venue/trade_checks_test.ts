/** A cell that records trades and candles of one market holds one against the other. */
import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Candle, Trade } from "../../schemas/market.ts";
import { candle, DAY_US, MINUTE_US, temporaryDisk, trade } from "../archive/samples.ts";
import { candlesOf, openCell, sealed, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const TRADES = tradesOf("BTC/USDT");
const CANDLES = candlesOf("BTC/USDT", { startUs: DAY_US });
const EVERY_MS = 10_000;
/** A trade every ten seconds stands for two raw ones: twelve a minute. */
const IN_A_MINUTE = 12;
const WRONG = 4;

const at = (id: number): Trade => ({
  ...trade(id, DAY_US + id * EVERY_MS * 1_000),
  firstId: id * 2,
  lastId: id * 2 + 1,
});

/** `counted`: what the candle of a minute counts when it is asked for the nth time. */
async function record(
  minutes: number,
  counted: (minute: number, nth: number) => number | null,
  traits = { candlesCountTrades: true },
) {
  using folder = temporaryDisk();
  const clock = new TestClock(DAY_US / 1_000);
  const asked = new Map<number, number>();
  const candleAt = (minute: number): Candle => {
    asked.set(minute, (asked.get(minute) ?? 0) + 1);
    return { ...candle(minute), trades: counted(minute, asked.get(minute)!) };
  };
  const venue = scriptedVenue({
    traits: { candlePage: 100, ...traits },
    now: () => clock.now(),
    candles({ fromUs, toUs }) {
      const first = (fromUs - DAY_US) / MINUTE_US;
      return Array.from({ length: (toUs - fromUs) / MINUTE_US }, (_, i) => candleAt(first + i));
    },
    trades({ fromId, fromUs = DAY_US + fromId! * EVERY_MS * 1_000, toUs = Infinity }) {
      const newest = Math.floor((clock.now() - DAY_US / 1_000) / EVERY_MS);
      const first = Math.ceil((fromUs - DAY_US) / 1_000 / EVERY_MS);
      const ids = Array.from({ length: Math.max(0, newest - first) }, (_, i) => first + i);
      return ids.map(at).filter(({ ts }) => ts < toUs).slice(0, 10);
    },
  });
  const open = openCell({
    venue,
    clock,
    disk: folder.disk,
    assignment: { streams: [TRADES], histories: [CANDLES] },
  });
  try {
    await until(() => venue.watches.length === 1, clock);
    venue.watches[0].sink.subscribed("BTC/USDT");
    for (let id = 0; id < minutes * 6; id++) {
      while (clock.now() < DAY_US / 1_000 + id * EVERY_MS) await clock.advance(1_000);
      venue.watches[0].sink.trade("BTC/USDT", { ...at(id), tsRecv: clock.now() * 1_000 });
      if (id % 6 === 1) open.cell.tell({ type: "collect", key: CANDLES.key });
      for (let turn = 0; turn < 10; turn++) await new Promise((done) => setTimeout(done));
    }
    await open.stop();
    assert.deepEqual(open.failures, []);
    const kept = await sealed(folder.disk, clock);
    const trades = await kept.rows(TRADES.key) as Trade[];
    return { ...open, venue, asked, trades, candles: await kept.rows(CANDLES.key) as Candle[] };
  } finally {
    await open.stop();
  }
}

Deno.test("where every count agrees nothing is asked for again", async () => {
  const { told, asked } = await record(10, () => IN_A_MINUTE);
  assert.deepEqual(told("counts-differ"), []);
  assert.ok(asked.size >= 8);
  assert.deepEqual([...asked.values()].filter((times) => times > 1), []);
});

Deno.test("a count that differs is asked for once more, and told with both numbers", async () => {
  const { told, asked, venue } = await record(10, (minute) => minute === WRONG ? 20 : IN_A_MINUTE);
  assert.equal(asked.get(WRONG), 2);
  assert.ok(
    venue.tradeQueries.some(({ fromUs, priority }) =>
      fromUs === DAY_US + WRONG * MINUTE_US && priority === "heal"
    ),
  );
  const [{ what, words }, ...others] = told("counts-differ");
  assert.deepEqual([what, others], [TRADES.key, []]);
  assert.match(
    words,
    /in the minute of 2024-\S+:04:00\.000Z there are 12 trades, and its candle counts 20, also when/,
  );
});

Deno.test("a candle that was not final is put right by the second answer", async () => {
  const { told, asked, candles, trades } = await record(
    10,
    (minute, nth) => minute === WRONG && nth === 1 ? 7 : IN_A_MINUTE,
  );
  assert.equal(asked.get(WRONG), 2);
  assert.deepEqual(told("counts-differ"), []);
  assert.match(told("markets-noted").at(-1)!.words, /:04:00\.000Z was asked for again, and agrees/);
  assert.ok(candles.length >= 8);
  assert.deepEqual(candles.filter(({ trades }) => trades !== IN_A_MINUTE), []);
  assert.deepEqual(trades.map(({ id }) => Number(id)), Array.from({ length: 60 }, (_, id) => id));
});

Deno.test("where every count differs, it is not asked for ever", async () => {
  const { told } = await record(15, () => 99);
  assert.equal(told("counts-differ").length, 6);
});

Deno.test("where candles do not count the trades that are recorded, nothing is compared", async () => {
  const { told } = await record(8, () => 99, { candlesCountTrades: false });
  assert.deepEqual(told("counts-differ"), []);
});
