import assert from "node:assert/strict";
import { createSystem } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { type TradeAnswer, type TradeQuery, VenueFault } from "../../actors/venue/contract.ts";
import { type PageRules, readPage } from "../../actors/venue/exchanges/trade_page.ts";
import { outageRefill } from "../../actors/venue/outage_refill.ts";
import { createRecentIds } from "../../actors/venue/recent_ids.ts";
import { createTally } from "../../actors/venue/tally.ts";
import type { Evidence } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { Trade } from "../../schemas/market.ts";
import { DAY_US, trade } from "../archive/samples.ts";
import { until } from "./open_cell.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const KEY = "bitfinex/trades/BTC-USDT";
/** A trade a second. */
const TRUTH = Array.from({ length: 120 }, (_, i) => trade(i, DAY_US + i * 1e6));
const OUTAGE = { from: DAY_US + 30e6, to: DAY_US + 60e6 };
const RULES: PageRules = {
  order: "oldest-first",
  unitUs: 1_000,
  limit: 10,
  byId: false,
  reach: "all",
  serial: false,
};

/** An exchange that answers by time, as its rules say. */
function answerOf(query: TradeQuery, truth: Trade[], nowUs: number, rules = RULES): TradeAnswer {
  const found = truth.filter(({ ts }) =>
    rules.reach === "newest" || (ts >= query.fromUs! && ts < query.toUs!)
  );
  const trades = rules.order === "oldest-first" ? found.slice(0, rules.limit) : found.slice(-rules.limit);
  const page = { trades, rejected: 0, servedFromUs: -Infinity, finalToUs: nowUs };
  return { rejected: 0, reason: null, askedAt: nowUs, ...readPage(query, page, rules) };
}

interface Scene {
  clock: TestClock;
  asked: TradeQuery[];
  rows: Trade[];
  evidence: Evidence[];
  told: VenueFact[];
  pass(ms: number): Promise<void>;
}

/** Tells of the outage a second after it, with the exchange's answers. The socket had sent the last trade before it. */
async function scene(
  answer: (query: TradeQuery, nowUs: number, nth: number) => TradeAnswer,
  act: (scene: Scene) => Promise<void>,
) {
  const clock = new TestClock(OUTAGE.to / 1_000 + 1_000);
  const venue = scriptedVenue({
    now: () => clock.now(),
    traits: { tradeIds: "opaque", tradesById: false },
    trades: (query) => answer(query, clock.now() * 1_000, venue.tradeQueries.length),
  });
  const rows: Trade[] = [], evidence: Evidence[] = [], told: VenueFact[] = [];
  const { accept } = createRecentIds();
  accept(TRUTH.slice(0, 30));
  const system = createSystem({ clock, random: () => 0.5 });
  const refill = system.spawn(
    "refill",
    outageRefill({
      key: KEY,
      symbol: "BTC/USDT",
      venue,
      accept,
      tally: createTally(KEY),
      tell: (fact) => void told.push(fact),
      append(more, proof) {
        rows.push(...more);
        evidence.push(...proof);
        return Promise.resolve();
      },
    }),
  );
  refill.tell({ type: "refill", outage: OUTAGE });
  const { tradeQueries: asked } = venue;
  async function pass(ms: number) {
    await clock.advance(ms);
    for (let i = 0; i < 50; i++) await clock.advance(1);
  }
  try {
    await act({ clock, asked, rows, evidence, told, pass });
  } finally {
    await system.stop(10);
  }
}

const idsOf = (rows: Trade[]) => rows.map(({ id }) => Number(id));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("an outage is asked for once it is final, page by page, and proven with its rows", () =>
  scene(
    (query, nowUs) => answerOf(query, TRUTH, nowUs),
    async ({ clock, asked, rows, evidence, told, pass }) => {
      await pass(3_000);
      assert.equal(asked.length, 0);
      await pass(7_000);
      await until(() => told.length === 1, clock);
      assert.ok(asked.length > 3);
      assert.deepEqual(idsOf(rows), range(30, 65)); // what the socket sent before is a repeat
      assert.ok(evidence.every(({ kind }) => kind === "answer"));
      assert.deepEqual([evidence[0].from, evidence.at(-1)!.to], [OUTAGE.from - 5e6, OUTAGE.to + 5e6]);
      assert.deepEqual(told.map(({ at: _, ...fact }) => fact), [
        { type: "gap-healed", key: KEY, ...OUTAGE, rows: 35 },
      ]);
    },
  ));

Deno.test("of an exchange that has but the newest trades, what is older is unavailable, and nothing is healed", () => {
  const rules: PageRules = { ...RULES, order: "newest-first", reach: "newest", limit: 20 };
  const sent = TRUTH.slice(0, 66);
  return scene(
    (query, nowUs) => answerOf(query, sent, nowUs, rules),
    async ({ rows, evidence, told, pass }) => {
      await pass(10_000);
      assert.deepEqual(idsOf(rows), range(46, 65));
      const servedFrom = DAY_US + 46e6 + 1_000;
      assert.deepEqual(evidence.map(({ kind, from, to }) => [kind, from, to]), [
        ["answer", servedFrom, OUTAGE.to + 5e6],
        ["unavailable", OUTAGE.from, servedFrom],
      ]);
      assert.deepEqual(told, []);
    },
  );
});

Deno.test("an outage in which nothing was traded is believed when it was empty twice, ten minutes apart", () =>
  scene((query, nowUs) => answerOf(query, [], nowUs), async ({ clock, asked, evidence, told, pass }) => {
    await pass(10_000);
    assert.deepEqual([asked.length, evidence, told], [1, [], []]);
    await pass(9 * 60_000);
    assert.equal(asked.length, 1);
    await pass(60_000);
    await until(() => told.length === 1, clock);
    assert.equal(asked.length, 2);
    assert.deepEqual([evidence[0].kind, evidence[0].from], ["answer", OUTAGE.from - 5e6]);
  }));

Deno.test("what two readings lack stays on record, and is not asked for again and again", () =>
  scene(
    (query, nowUs) => ({ ...answerOf(query, TRUTH, nowUs), proven: [], next: null }),
    async ({ asked, rows, told, pass }) => {
      await pass(10_000);
      for (let n = 0; n < 4; n++) await pass(11 * 60_000);
      assert.deepEqual([asked.length, rows.length, told], [2, 4, []]); // its first page, less repeats
    },
  ));

Deno.test("after a fault it asks again; a final one leaves the gap on record", async () => {
  const failing = (kind: "network" | "final") => (query: TradeQuery, nowUs: number, nth: number) => {
    if (nth <= 2) throw new VenueFault(kind, "Cannot ask");
    return answerOf(query, TRUTH, nowUs);
  };
  await scene(failing("network"), async ({ clock, rows, told, pass }) => {
    await pass(10_000);
    await until(() => told.length === 1, clock);
    assert.deepEqual(idsOf(rows), range(30, 65));
  });
  await scene(failing("final"), async ({ asked, rows, pass }) => {
    await pass(20 * 60_000);
    assert.deepEqual([asked.length, rows], [1, []]);
  });
});
