import assert from "node:assert/strict";
import type { TradeAnswer, TradeQuery, Traits } from "../../actors/venue/contract.ts";
import { readPage } from "../../actors/venue/exchanges/trade_page.ts";
import { CONFIRM_AFTER_MS, createHealing } from "../../actors/venue/healing.ts";
import { createIdRuns } from "../../actors/venue/id_runs.ts";
import { acceptSerial } from "../../actors/venue/serial_order.ts";
import type { Trade } from "../../schemas/market.ts";
import { trade } from "../archive/samples.ts";
import { TRAITS } from "./scripted_venue.ts";

const BY_ID: Traits = { ...TRAITS, tradesById: true, tradePage: 4 };
const BY_TIME: Traits = { ...TRAITS, tradesById: false, tradesByTime: true, tradePage: 4 };
const SYMBOL = "BTC/USDT";
const NOW = 1_000_000;

/** An exchange's answer by id, or by time in pages of its own. */
function answerOf(truth: Trade[], query: TradeQuery, order: PageOrder = "oldest-first"): TradeAnswer {
  const { fromId, fromUs = 0, toUs = Infinity, limit } = query;
  const found = truth.filter((row) => Number(row.id) >= (fromId ?? 0) && row.ts >= fromUs && row.ts < toUs);
  const trades = order === "oldest-first" ? found.slice(0, limit) : found.slice(-limit);
  const answer = { rows: trades, rejected: 0, reason: null, askedAt: 0, proven: [] };
  if (fromId !== undefined) {
    return {
      ...answer,
      next: trades.length < limit ? null : { ...query, fromId: Number(trades.at(-1)!.id) + 1 },
    };
  }
  const page = { trades, rejected: 0, servedFromUs: -Infinity, finalToUs: Infinity };
  const rules = { order, unitUs: 1, limit, byId: false, reach: "all", serial: true } as const;
  return { ...answer, ...readPage(query, page, rules) };
}

type PageOrder = "oldest-first" | "newest-first";
type Change = (answer: TradeAnswer) => TradeAnswer;

/** A series that has ids 1 and 10, and an exchange that has `existing` of 1 to 10. Times are 100 × id. */
function healing(traits: Traits, existing: number[] = [], order: PageOrder = "oldest-first") {
  const runs = createIdRuns();
  for (const id of [1, 10]) runs.add(id, id, id * 100);
  const healing = createHealing(SYMBOL, runs, traits);
  const truth = [1, ...existing, 10].map((id) => trade(id, id * 100));

  /** Asks and learns once; gives what was asked and what came of it. */
  function turn(nowMs: number, change: Change = (answer) => answer) {
    const ask = healing.next(nowMs);
    if (!ask) return null;
    const { fromId, fromUs, toUs } = ask.query;
    const answer = change(answerOf(truth, ask.query, order));
    const trades = healing.wanted(ask, answer);
    acceptSerial(runs, { trades, interruption: null, heardTo: -Infinity });
    const evidence = healing.learn(ask, answer, nowMs);
    return { asked: fromId ?? (order === "oldest-first" ? fromUs : toUs), evidence };
  }

  return { runs, healing, turn, missing: () => runs.holes().map(({ firstId, lastId }) => [firstId, lastId]) };
}

Deno.test("a hole is asked page by page, by id where the exchange answers that", () => {
  const { turn, missing } = healing(BY_ID, [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(turn(NOW)?.asked, 2);
  assert.equal(turn(NOW)?.asked, 6);
  assert.deepEqual(missing(), []);
  assert.equal(turn(NOW), null);
});

Deno.test("a hole is asked page by page from a time on where the exchange answers only that", () => {
  const { turn, missing } = healing(BY_TIME, [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([turn(NOW)?.asked, turn(NOW)?.asked, turn(NOW)?.asked], [100, 400, 700]);
  assert.deepEqual(missing(), []);
  assert.equal(turn(NOW), null);
});

Deno.test("a hole is asked page by page from its end on where pages come newest first", () => {
  const { turn, missing } = healing(BY_TIME, [2, 3, 4, 5, 6, 7, 8, 9], "newest-first");
  assert.deepEqual([turn(NOW)?.asked, turn(NOW)?.asked, turn(NOW)?.asked], [1001, 701, 401]);
  assert.deepEqual(missing(), []);
});

Deno.test("an exchange that answers neither is asked nothing", () => {
  const { turn } = healing({ ...BY_TIME, tradesByTime: false });
  assert.equal(turn(NOW), null);
});

for (const [name, traits] of [["id", BY_ID], ["time", BY_TIME]] as const) {
  Deno.test(`by ${name}, ids that two answers ten minutes apart do not have were never issued`, () => {
    const { turn, missing, healing: { nextAt } } = healing(traits, [2, 3, 7, 8, 9]);
    while (turn(NOW)?.evidence.length === 0);
    assert.deepEqual(missing(), [[4, 6]]);
    assert.equal(nextAt(), NOW + CONFIRM_AFTER_MS);
    assert.equal(turn(NOW + CONFIRM_AFTER_MS - 1), null);
    const evidence = [];
    for (let now = NOW + CONFIRM_AFTER_MS, said = turn(now); said; said = turn(now)) {
      evidence.push(...said.evidence);
    }
    assert.deepEqual(evidence, [{ kind: "void-id", firstId: 4, lastId: 6, from: 300, to: 700 }]);
    assert.deepEqual(missing(), []);
  });
}

Deno.test("an answer that shows no neighbour, or has a row that is not believed, proves no absence", () => {
  const { turn, missing } = healing(BY_ID);
  const empty = (answer: TradeAnswer) => ({ ...answer, rows: [] });
  const rejected = (answer: TradeAnswer) => ({ ...answer, rejected: 1, reason: "no price" });
  let now = NOW;
  for (const change of [empty, rejected, empty, rejected]) {
    assert.deepEqual(turn(now, change)?.evidence, []);
    now += CONFIRM_AFTER_MS;
  }
  assert.deepEqual(turn(now)?.evidence, []); // the first that shows it
  assert.deepEqual(missing(), [[2, 9]]);
  assert.equal(turn(now + CONFIRM_AFTER_MS)?.evidence.length, 1);
});

for (const absent of ["1", "10"]) {
  Deno.test(`by time, what pages without the neighbour ${absent} do not have is no proof of absence`, () => {
    const { turn, missing } = healing(BY_TIME, [2, 3, 7, 8, 9]);
    const without = (answer: TradeAnswer) => ({
      ...answer,
      rows: answer.rows.filter(({ id }) => id !== absent && !["2", "3", "7", "8", "9"].includes(id!)),
    });
    for (const now of [NOW, NOW + CONFIRM_AFTER_MS, NOW + 2 * CONFIRM_AFTER_MS]) {
      for (let said = turn(now, without); said; said = turn(now, without)) {
        assert.deepEqual(said.evidence, []);
      }
    }
    assert.deepEqual(missing(), [[2, 9]]);
  });
}

Deno.test("an absence that was shown once is asked from its begin again", () => {
  const { turn } = healing(BY_TIME, [2, 3, 4, 5, 6, 7, 8]);
  const withoutFour = (answer: TradeAnswer) => ({
    ...answer,
    rows: answer.rows.filter(({ id }) => id !== "4"),
  });
  for (let said = turn(NOW, withoutFour); said; said = turn(NOW, withoutFour));
  assert.equal(turn(NOW + CONFIRM_AFTER_MS)?.asked, 300);
});

Deno.test("after a connection it asks from the newest row on, until an answer is no full page", () => {
  const runs = createIdRuns();
  runs.add(1, 1, 100);
  const healing = createHealing(SYMBOL, runs, BY_ID);
  assert.equal(healing.next(NOW), null);
  healing.catchUp();
  const asked: Array<number | undefined> = [];
  for (let ask = healing.next(NOW); ask; ask = healing.next(NOW)) {
    asked.push(ask.query.fromId);
    const answer = answerOf([2, 3, 4, 5, 6, 7].map((id) => trade(id, id * 100)), ask.query);
    for (const row of answer.rows) runs.add(Number(row.id), Number(row.id), row.ts);
    healing.learn(ask, answer, NOW);
  }
  assert.deepEqual(asked, [2, 6]);
});

Deno.test("what a history of the series asks for is left to it, holes and the end alike, until it is done", () => {
  const runs = createIdRuns();
  for (const id of [1, 10, 20]) runs.add(id, id, id * 100);
  let claimed: { from: number; to: number } | null = { from: 0, to: 1_500 };
  const healing = createHealing(SYMBOL, runs, BY_ID, () => claimed);
  assert.equal(healing.next(NOW), null); // both holes begin in it
  claimed = { from: 0, to: 900 };
  assert.equal(healing.next(NOW)?.hole?.firstId, 11);
  runs.bridge(11, 19);
  claimed = { from: 0, to: 9_000 };
  healing.catchUp();
  assert.equal(healing.next(NOW), null);
  claimed = null;
  assert.equal(healing.next(NOW)?.hole?.firstId, 2);
  runs.bridge(2, 9);
  assert.equal(healing.next(NOW)?.query.fromId, 21);
});

Deno.test("a series without a row has nothing to catch up with, whatever its history brings", () => {
  const runs = createIdRuns();
  const healing = createHealing(SYMBOL, runs, BY_ID);
  healing.catchUp();
  runs.add(5, 5, 500);
  assert.equal(healing.next(NOW), null);
});
