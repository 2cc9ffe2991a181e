/** A series of trades whose exchange keeps only what is new. */
import assert from "node:assert/strict";
import type { TradeAnswer } from "../../actors/venue/contract.ts";
import { tradePages } from "../../actors/venue/history_trades.ts";
import { createMemory } from "../../actors/venue/memory.ts";
import { createTally } from "../../actors/venue/tally.ts";
import { DAY_US, trade } from "../archive/samples.ts";
import { scriptedVenue } from "./scripted_venue.ts";

const HOUR_US = 3_600e6;
const KEY = "okx/trades/BTC-USDT";
const WINDOW = { from: DAY_US, to: DAY_US + HOUR_US };
const LATER = { from: WINDOW.to, to: WINDOW.to + HOUR_US };

function opened() {
  let nowMs = DAY_US / 1_000 + 5 * 3_600_000;
  const memory = createMemory().of(KEY);
  const venue = scriptedVenue({ now: () => nowMs });
  const series = { symbol: "BTC/USDT", startUs: DAY_US, venue, memory, tally: createTally(KEY) };
  return { memory, pages: tradePages(series, () => nowMs), pass: (ms: number) => nowMs += ms };
}

const answerOf = (more: Partial<TradeAnswer>): TradeAnswer => (
  { rows: [], rejected: 0, reason: null, askedAt: DAY_US + 5 * HOUR_US, proven: [], next: null, ...more }
);

Deno.test("what is served no more is unavailable, however often an answer is empty, and not asked for again", () => {
  const { memory, pages, pass } = opened();
  // it proves something elsewhere: its silence would be believed
  pages.read(LATER, null, answerOf({ rows: [trade(1, LATER.from)], proven: [LATER] }));
  for (let n = 0; n < 3; n++) {
    const page = pages.read(WINDOW, null, answerOf({ servedFromUs: DAY_US + 4 * HOUR_US }));
    assert.deepEqual(page.evidence, [
      { kind: "unavailable", ...WINDOW, reason: "the exchange serves nothing older" },
    ]);
    pages.written(page);
    pass(11 * 60_000);
  }
  assert.deepEqual(memory.settled, [WINDOW]);
  assert.equal(pages.next(DAY_US, [])?.from, WINDOW.to);
});

Deno.test("a window that begins before what is served is unavailable up to there, and proven from there", () => {
  const { pages } = opened();
  const middle = DAY_US + HOUR_US / 2;
  const proven = [{ from: middle, to: WINDOW.to }];
  const answer = answerOf({ rows: [trade(1, middle)], proven, servedFromUs: middle });
  assert.deepEqual(pages.read(WINDOW, null, answer).evidence.map(({ kind, from, to }) => [kind, from, to]), [
    ["answer", middle, WINDOW.to],
    ["unavailable", DAY_US, middle],
  ]);
});
