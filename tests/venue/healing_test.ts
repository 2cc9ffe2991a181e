import assert from "node:assert/strict";
import type { Answer, Traits } from "../../actors/venue/contract.ts";
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

/** A series that has ids 1 and 10, and an exchange that has `existing` of 1 to 10. Times are 100 × id. */
function healing(traits: Traits, ...existing: number[]) {
  const runs = createIdRuns();
  for (const id of [1, 10]) runs.add(id, id, id * 100);
  const healing = createHealing(SYMBOL, runs, traits);
  const truth = [1, ...existing, 10].map((id) => trade(id, id * 100));

  function pageOf(
    { fromId = 0, fromUs = 0, limit }: { fromId?: number; fromUs?: number; limit: number },
  ): Trade[] {
    return truth.filter((row) => Number(row.id) >= fromId && row.ts >= fromUs).slice(0, limit);
  }

  /** Asks and learns once; gives what was asked and what came of it. */
  function turn(nowMs: number, change: (answer: Answer<Trade>) => Answer<Trade> = (answer) => answer) {
    const ask = healing.next(nowMs);
    if (!ask) return null;
    const answer = change({ rows: pageOf(ask.query), rejected: 0, reason: null, askedAt: 0 });
    const trades = healing.wanted(ask, answer);
    acceptSerial(runs, { trades, interruption: null, heardTo: -Infinity });
    return { asked: ask.query.fromId ?? ask.query.fromUs, evidence: healing.learn(ask, answer, nowMs) };
  }

  return { runs, healing, turn, missing: () => runs.holes().map(({ firstId, lastId }) => [firstId, lastId]) };
}

Deno.test("a hole is asked page by page, by id where the exchange answers that", () => {
  const { turn, missing } = healing(BY_ID, 2, 3, 4, 5, 6, 7, 8, 9);
  assert.equal(turn(NOW)?.asked, 2);
  assert.equal(turn(NOW)?.asked, 6);
  assert.deepEqual(missing(), []);
  assert.equal(turn(NOW), null);
});

Deno.test("a hole is asked page by page from a time on where the exchange answers only that", () => {
  const { turn, missing } = healing(BY_TIME, 2, 3, 4, 5, 6, 7, 8, 9);
  assert.deepEqual([turn(NOW)?.asked, turn(NOW)?.asked, turn(NOW)?.asked], [100, 400, 700]);
  assert.deepEqual(missing(), []);
});

Deno.test("an exchange that answers neither is asked nothing", () => {
  const { turn } = healing({ ...BY_TIME, tradesByTime: false });
  assert.equal(turn(NOW), null);
});

for (const [name, traits] of [["id", BY_ID], ["time", BY_TIME]] as const) {
  Deno.test(`by ${name}, ids that two answers ten minutes apart do not have were never issued`, () => {
    const { turn, missing, healing: { nextAt } } = healing(traits, 2, 3, 7, 8, 9);
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
  const empty = (answer: Answer<Trade>) => ({ ...answer, rows: [] });
  const rejected = (answer: Answer<Trade>) => ({ ...answer, rejected: 1, reason: "no price" });
  let now = NOW;
  for (const change of [empty, rejected, empty, rejected]) {
    assert.deepEqual(turn(now, change)?.evidence, []);
    now += CONFIRM_AFTER_MS;
  }
  assert.deepEqual(turn(now)?.evidence, []); // the first that shows it
  assert.deepEqual(missing(), [[2, 9]]);
  assert.equal(turn(now + CONFIRM_AFTER_MS)?.evidence.length, 1);
});

Deno.test("an absence that was shown once is asked from its begin again", () => {
  const { turn } = healing(BY_TIME, 2, 3, 4, 5, 6, 7, 8);
  const withoutFour = (answer: Answer<Trade>) => ({
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
    const rows = [2, 3, 4, 5, 6, 7].filter((id) => id >= ask!.query.fromId!).slice(0, 4).map((id) =>
      trade(id, id * 100)
    );
    for (const row of rows) runs.add(Number(row.id), Number(row.id), row.ts);
    healing.learn(ask, { rows, rejected: 0, reason: null, askedAt: 0 }, NOW);
  }
  assert.deepEqual(asked, [2, 6]);
});
