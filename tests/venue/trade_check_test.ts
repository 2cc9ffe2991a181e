/** Recorded trades against the counts of candles. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createTradeCheck } from "../../actors/venue/trade_check.ts";
import type { Trade } from "../../schemas/market.ts";
import { candle, DAY_US, trade } from "../archive/samples.ts";

const MINUTE_US = 60e6;
const ALL = [{ from: 0, to: Infinity }];

/** Raw trades at these seconds; consecutive ones of one aggregate share a number. */
function aggregates(raw: Array<{ second: number; aggregate: number }>): Trade[] {
  const rows = new Map<number, Trade>();
  raw.forEach(({ second, aggregate }, id) => {
    const row = rows.get(aggregate) ??
      { ...trade(aggregate, DAY_US + second * 1e6), firstId: id, lastId: id };
    rows.set(aggregate, { ...row, lastId: id });
  });
  return [...rows.values()];
}

const candles = (...counts: Array<number | null>) =>
  counts.map((trades, n) => ({ ...candle(0), ts: DAY_US + n * MINUTE_US, trades }));
const single = (...seconds: number[]) => aggregates(seconds.map((second, i) => ({ second, aggregate: i })));
const minuteOf = ({ minuteUs }: { minuteUs: number }) => (minuteUs - DAY_US) / MINUTE_US;

function check(rows: Trade[], counts: Array<number | null>, proven = ALL) {
  const checked = createTradeCheck(DAY_US);
  checked.trades(rows);
  checked.candles(candles(...counts));
  return checked.contradictions(proven);
}

Deno.test("counts that agree are no contradiction, whatever the order and the repeats of the rows", () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 299 }), { maxLength: 60 }),
      fc.infiniteStream(fc.nat(59)),
      (at, picks) => {
        const rows = single(...at.toSorted((a, b) => a - b));
        const counts = Array.from(
          { length: 5 },
          (_, n) => at.filter((second) => Math.floor(second / 60) === n).length,
        );
        const shuffled = rows.flatMap((row) => [row, rows[picks.next().value! % rows.length]]).toSorted(() =>
          picks.next().value! - 30
        );
        assert.deepEqual(check(shuffled, counts), []);
        if (rows.length > 0) {
          const gone = rows[picks.next().value! % rows.length];
          const minute = Math.floor((gone.ts - DAY_US) / MINUTE_US);
          const found = check(shuffled.filter(({ id }) => id !== gone.id), counts);
          const isJudged = minute > 0 && minute < 4;
          assert.deepEqual(found.map(minuteOf), isJudged ? [minute] : []);
          if (isJudged) assert.deepEqual(found[0].candleTrades - found[0].recordedTrades, 1);
        }
      },
    ),
  ));

Deno.test("raw trades of an aggregate that crosses into the next minute are explained by it", () => {
  const rows = aggregates([
    { second: 10, aggregate: 1 },
    { second: 119, aggregate: 2 },
    { second: 119, aggregate: 2 },
    { second: 120, aggregate: 2 },
    { second: 130, aggregate: 3 },
    { second: 190, aggregate: 4 },
    { second: 250, aggregate: 5 },
  ]);
  assert.deepEqual(check(rows, [1, 2, 2, 1, 1]), []);
  assert.deepEqual(check(rows, [1, 1, 3, 1, 1]), []);
  assert.deepEqual(check(rows, [1, 2, 1, 1, 1]).map(minuteOf), [1], "the neighbour has no more than its own");
  assert.deepEqual(check(rows, [1, 0, 4, 1, 1]).map(minuteOf), [1, 2], "its first is of its own minute");
});

Deno.test("nothing is said of minutes that are not whole, have no count, or no neighbours", () => {
  const rows = single(70, 130, 190, 250);
  assert.deepEqual(check(rows, [0, 1, 9, 1, 1]).map(minuteOf), [2]);
  assert.deepEqual(check(rows, [0, 1, null, 1, 1]), []);
  assert.deepEqual(check(rows, [0, 1, 9]), []);
  const hole = [{ from: 0, to: DAY_US + 150e6 }, { from: DAY_US + 151e6, to: Infinity }];
  assert.deepEqual(check(rows, [0, 1, 9, 1, 1], hole), []);
});

Deno.test("minutes that began before the check are not judged", () => {
  const checked = createTradeCheck(DAY_US + 61e6);
  checked.candles(candles(5, 5, 5, 5, 5, 5));
  assert.deepEqual(checked.contradictions(ALL).map(minuteOf), [3, 4]);
});

Deno.test("a minute that was replaced, or settled, is judged by that", () => {
  const checked = createTradeCheck(DAY_US);
  checked.trades(single(70, 130, 131, 190, 250));
  checked.candles(candles(0, 1, 3, 1, 1));
  assert.deepEqual(checked.contradictions(ALL), [{
    minuteUs: DAY_US + 2 * MINUTE_US,
    candleTrades: 3,
    recordedTrades: 2,
  }]);
  checked.replace(DAY_US + 2 * MINUTE_US, single(70, 130, 131), candles(0, 1, 2, 7));
  assert.deepEqual(checked.contradictions(ALL), []);
  checked.replace(DAY_US + 2 * MINUTE_US, [], []);
  assert.equal(checked.contradictions(ALL).length, 1);
  checked.settle(DAY_US + 2 * MINUTE_US);
  assert.deepEqual(checked.contradictions(ALL), []);
});

Deno.test("only the minutes of some hours are remembered", () => {
  const checked = createTradeCheck(DAY_US);
  checked.candles(candles(...Array.from({ length: 1_000 }, () => 1)));
  assert.equal(checked.contradictions(ALL).length, 360 - 2);
});
