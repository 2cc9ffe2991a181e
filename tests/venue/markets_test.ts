/** How a cell keeps up with the markets of its exchange: daily, sooner where one is waited for, never in a storm. */
import assert from "node:assert/strict";
import { createSystem } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type Market, VenueFault } from "../../actors/venue/contract.ts";
import { createMarketsLoader, type MarketsMessage } from "../../actors/venue/markets.ts";
import type { Assignment } from "../../actors/venue/messages.ts";
import { DAY_US, temporaryDisk } from "../archive/samples.ts";
import { candlesOf, openCell, tradesOf, until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const BTC = tradesOf("BTC/USDT");
const ETH = tradesOf("ETH/USDT");
/** Not listed: because of it markets are asked for each hour. */
const AWAITED = tradesOf("AWAITED/USDT");
const HOUR_MS = 3_600_000;

const market = (symbol: string, more: Partial<Market> = {}): Market => ({
  symbol,
  id: symbol.replace("/", ""),
  active: true,
  ...more,
});

function bench(disk: ReturnType<typeof temporaryDisk>["disk"], assignment: Partial<Assignment>) {
  const clock = new TestClock(DAY_US / 1_000);
  const listed = { markets: [market("BTC/USDT"), market("ETH/USDT")], asked: 0 };
  const venue = scriptedVenue({ now: () => clock.now(), candles: () => [] });
  let fault: VenueFault | null = null;
  venue.markets = () => {
    listed.asked++;
    return fault
      ? Promise.reject(fault)
      : Promise.resolve(new Map(listed.markets.map((each) => [each.symbol, each])));
  };
  const open = openCell({ venue, clock, disk, assignment });
  return {
    ...open,
    clock,
    venue,
    listed,
    fail: (message: string | null) =>
      void (fault = message === null ? null : new VenueFault("network", message)),
    /** What ends has to get its last rows to a real disk while the clock stands still. */
    async pass(hours: number) {
      const ended = () => open.told("stream-ended").length + venue.watches.length;
      for (let minute = 0; minute < hours * 60; minute++) {
        const before = ended();
        await clock.advance(60_000);
        for (let turn = 0; turn < 2 || ended() > before && turn < 50; turn++) {
          await new Promise((done) => setTimeout(done));
        }
      }
    },
    assign: (next: Partial<Assignment>) =>
      open.cell.tell({ type: "assign", assignment: { streams: [], histories: [], ...next }, resume: [] }),
    until: (condition: () => boolean) => until(condition, clock),
    watched: () => venue.watches.map(({ symbols }) => symbols.join()),
    reasons: () =>
      open.told("stream-ended").filter(({ key }) => key !== AWAITED.key).map(({ reason }) => reason),
    notes: () => open.told("markets-noted").map(({ words }) => words),
  };
}

type Bench = ReturnType<typeof bench>;

function cellTest(name: string, assignment: Partial<Assignment>, body: (bench: Bench) => Promise<void>) {
  Deno.test(name, async () => {
    using folder = temporaryDisk();
    const made = bench(folder.disk, assignment);
    try {
      await body(made);
    } finally {
      await made.stop();
    }
    assert.deepEqual(made.failures, []);
  });
}

cellTest("a symbol that is not listed is looked for once an hour, and told of once", {
  streams: [BTC, tradesOf("NEW/USDT")],
}, async (bench) => {
  await bench.until(() => bench.reasons().length === 1);
  await bench.pass(5);
  assert.ok(bench.listed.asked >= 5 && bench.listed.asked <= 7, `${bench.listed.asked}`);
  assert.match(bench.reasons().join(), /^sandbox has no market NEW\/USDT; nearest: BTC\/USDT, ETH\/USDT$/);
  bench.listed.markets.push(market("NEW/USDT"));
  await bench.pass(1);
  await bench.until(() => bench.watched().includes("NEW/USDT"));
});

cellTest("a symbol that is newly wanted and unknown is asked for at once, if that was not just done", {
  streams: [BTC],
}, async (bench) => {
  await bench.until(() => bench.watched().length === 1);
  await bench.pass(1);
  bench.listed.markets.push(market("NEW/USDT"));
  bench.assign({ streams: [BTC, tradesOf("NEW/USDT")] });
  await bench.until(() => bench.watched().includes("NEW/USDT"));
  assert.equal(bench.listed.asked, 2);
  assert.deepEqual(bench.reasons(), []);
  bench.assign({ streams: [BTC, tradesOf("NEWER/USDT")] });
  await bench.until(() => bench.reasons().length === 1);
  assert.equal(bench.listed.asked, 2);
});

cellTest("an unknown symbol waits while the exchange cannot be asked", { streams: [BTC] }, async (bench) => {
  await bench.until(() => bench.watched().length === 1);
  await bench.pass(1);
  bench.fail("Cannot ask the markets: down");
  bench.assign({ streams: [BTC, ETH, tradesOf("NEW/USDT")] });
  await bench.until(() => bench.watched().includes("ETH/USDT"));
  await bench.pass(1);
  assert.deepEqual(bench.reasons(), []);
  assert.deepEqual(bench.notes(), [
    "Cannot ask the markets: down; it is tried again, with the markets known so far",
  ]);
  bench.listed.markets.push(market("NEW/USDT"));
  bench.fail(null);
  await bench.until(() => bench.watched().includes("NEW/USDT"));
});

cellTest("a market that is halted keeps its subscription, and a word says so", {
  streams: [BTC, ETH, AWAITED],
}, async (bench) => {
  await bench.until(() => bench.watched().length === 1);
  bench.listed.markets[1] = market("ETH/USDT", { active: false, status: "HALT" });
  await bench.pass(1);
  assert.match(bench.notes().join(), /^ETH\/USDT is halted; sandbox\/trades\/ETH-USDT stays subscribed/);
  bench.listed.markets[1] = market("ETH/USDT");
  await bench.pass(1);
  assert.match(bench.notes()[1], /^ETH\/USDT trades again/);
  assert.deepEqual([bench.reasons(), bench.watched().length], [[], 1]);
});

cellTest("a market that is delisted ends its series, which says since when", {
  streams: [BTC, ETH, AWAITED],
  histories: [candlesOf("ETH/USDT")],
}, async (bench) => {
  await bench.until(() => bench.watched().length === 1);
  bench.listed.markets.pop();
  await bench.pass(1);
  assert.equal(bench.reasons().length, 2);
  for (const reason of bench.reasons()) {
    assert.match(
      reason,
      /^sandbox has delisted ETH\/USDT: it was still listed at 2024-03-05T00:00.*; remove it/,
    );
  }
  const { asked } = bench.listed;
  const requests = bench.venue.candleQueries.length + bench.venue.tradeQueries.length;
  await bench.pass(3);
  assert.equal(bench.venue.candleQueries.length + bench.venue.tradeQueries.length, requests);
  assert.ok(bench.listed.asked - asked <= 4);
  assert.equal(bench.reasons().length, 2, "told once");
});

cellTest(
  "a market that is renamed ends its series with the new name",
  { streams: [BTC, AWAITED] },
  async (bench) => {
    await bench.until(() => bench.watched().length === 1);
    bench.listed.markets[0] = market("XBT/USDT", { id: "BTCUSDT" });
    bench.listed.markets.push(market("BTC/USDT:USDT", { id: "BTCUSDT" }));
    await bench.pass(1);
    assert.match(
      bench.reasons().join(),
      /^sandbox has renamed BTC\/USDT to XBT\/USDT \(both are its BTCUSDT\), since/,
    );
  },
);

cellTest("a market that is listed anew under another name of the exchange's is subscribed to anew", {
  streams: [BTC, AWAITED],
}, async (bench) => {
  await bench.until(() => bench.watched().length === 1);
  bench.listed.markets[0] = market("BTC/USDT", { id: "BTCUSDT2" });
  await bench.pass(1);
  await bench.until(() => bench.watched().length === 2);
  assert.deepEqual(bench.reasons(), []);
});

cellTest("an answer that knows no such symbol has the markets asked for anew, every ten minutes at most", {
  streams: [BTC],
}, async (bench) => {
  bench.venue.fetchTrades = () => Promise.reject(new VenueFault("final", "Invalid symbol."));
  await bench.until(() => bench.watched().length === 1);
  await bench.pass(1);
  assert.equal(bench.listed.asked, 1);
  bench.listed.markets.shift();
  const { sink } = bench.venue.watches[0];
  sink.subscribed("BTC/USDT");
  for (const id of [1, 9]) {
    sink.trade("BTC/USDT", {
      ts: bench.clock.now() * 1_000 + id,
      tsRecv: 0,
      id: `${id}`,
      firstId: null,
      lastId: null,
      price: 1,
      amount: 1,
      side: "buy",
    });
  }
  await bench.until(() => bench.reasons().length === 1);
  assert.match(bench.reasons()[0], /has delisted BTC\/USDT/);
  for (let turn = 0; turn < 50; turn++) await new Promise((done) => setTimeout(done));
  await bench.pass(0.5);
  assert.equal(bench.listed.asked, 2);
});

const GONE = candlesOf("GONE/USDT");

cellTest(
  "the history of a market that does not trade is collected, and once an hour from then on",
  {},
  async (bench) => {
    await bench.until(() => bench.told("venue-opened").length === 1);
    bench.listed.markets.push(market("GONE/USDT", { active: false, status: "BREAK" }));
    await bench.pass(1);
    bench.assign({ histories: [GONE] });
    await bench.until(() => bench.told("collect-finished").length === 1);
    assert.match(bench.notes().join(), /^GONE\/USDT does not trade: what it has of .* once an hour$/);
    const asked = () => bench.venue.candleQueries.length;
    for (let minute = 1, before = asked(); minute < 60; minute++) {
      bench.cell.tell({ type: "collect", key: GONE.key });
      await bench.until(() => bench.told("collect-finished").length === minute + 1);
      assert.equal(asked(), before);
      await bench.clock.advance(50_000);
    }
    await bench.pass(0.25);
    const before = asked();
    bench.cell.tell({ type: "collect", key: GONE.key });
    await bench.until(() => bench.told("collect-finished").length === 61);
    assert.ok(asked() > before);
    assert.deepEqual(bench.reasons(), []);
  },
);

Deno.test("markets are asked for once a day, not all at one time, and each hour while one is waited for", async () => {
  const clock = new TestClock(DAY_US / 1_000);
  const asked: number[] = [];
  let isWaiting = false;
  const system = createSystem({ clock, random: () => 0.5 });
  const venue = scriptedVenue({ now: () => clock.now() });
  venue.markets = () => {
    asked.push((clock.now() - DAY_US / 1_000) / HOUR_MS);
    return Promise.resolve(new Map([["BTC/USDT", market("BTC/USDT")]]));
  };
  const cache = { read: () => null, write: () => {} };
  const nothing = () => {};
  system.spawn<MarketsMessage>("loader", (ctx) => {
    const env = {
      venue,
      cache,
      wanted: () => [],
      isWaiting: () => isWaiting,
      loaded: nothing,
      failed: nothing,
      note: nothing,
    };
    const loader = createMarketsLoader(ctx, env);
    loader.begin();
    return loader.receive;
  });
  const pass = async (hours: number) => {
    for (let tenth = 0; tenth < hours * 20; tenth++) {
      await clock.advance(HOUR_MS / 20);
      await new Promise((done) => setTimeout(done));
    }
  };
  await pass(24);
  isWaiting = true;
  await pass(24);
  assert.deepEqual(asked.map((hours) => Math.round(hours * 100) / 100).slice(0, 4), [0, 22.8, 45.6, 46.55]);
  await system.stop(0);
});
