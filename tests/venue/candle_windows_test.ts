import assert from "node:assert/strict";
import { candleGrid } from "../../actors/venue/candle_grid.ts";
import { evidenceOfAbsence, LATE_US, nextWindow, readAnswer } from "../../actors/venue/candle_windows.ts";
import { candle, DAY_US, MINUTE_US } from "../archive/samples.ts";
import { TRAITS } from "./scripted_venue.ts";

const GRID = candleGrid("1m");
const SETTLE_US = TRAITS.settleMs * 1_000;
const minute = (n: number) => DAY_US + n * MINUTE_US;
/** Of minutes from one on to another, exclusive. */
const range = (from: number, to: number) => ({ from: minute(from), to: minute(to) });

interface Asked {
  window?: { from: number; to: number };
  /** The minutes that the answer has. */
  has: number[];
  /** Minutes since the day's begin. */
  askedAt?: number;
  omits?: boolean;
}

/** By default of the first ten minutes, an hour later. */
function read({ window = range(0, 10), has, askedAt = 70, omits = false }: Asked) {
  const answer = {
    rows: has.map((n) => candle(n)),
    rejected: 0,
    reason: null,
    askedAt: minute(askedAt) + SETTLE_US,
  };
  const { rows, evidence, absent } = readAnswer(
    window,
    answer,
    { ...TRAITS, omitsEmptyCandles: omits },
    GRID,
  );
  const minutesOf = ({ from, to }: { from: number; to: number }) =>
    [from, to].map((us) => (us - DAY_US) / MINUTE_US);
  assert.ok(evidence.every((each) => each.kind === "answer" && each.askedAt === answer.askedAt));
  return { rows: rows.length, proven: evidence.map(minutesOf), absent: absent.map(minutesOf) };
}

const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

Deno.test("windows are what is not settled, oldest first, a page at most", () => {
  const settled = [range(2, 4), range(9, 12)];
  assert.deepEqual(nextWindow(settled, minute(0), minute(20), 3 * MINUTE_US), range(0, 2));
  assert.deepEqual(nextWindow(settled, minute(2), minute(20), 3 * MINUTE_US), range(4, 7));
  assert.deepEqual(nextWindow(settled, minute(7), minute(20), 3 * MINUTE_US), range(7, 9));
  assert.deepEqual(nextWindow(settled, minute(9), minute(12), 3 * MINUTE_US), null);
  assert.equal(nextWindow([], minute(5), minute(5), 3 * MINUTE_US), null);
});

Deno.test("an answer with every candle proves its window", () => {
  assert.deepEqual(read({ has: all }), { rows: 10, proven: [[0, 10]], absent: [] });
});

Deno.test("a candle that is left out is absent where the venue sends one for every span", () => {
  assert.deepEqual(read({ has: [0, 1, 4, 5, 8] }), {
    rows: 5,
    proven: [[0, 2], [4, 6], [8, 9]],
    absent: [[2, 4], [6, 8], [9, 10]],
  });
});

Deno.test("a candle that is left out had no trades where the venue omits such, the last ones included", () => {
  assert.deepEqual(read({ has: [2, 5], omits: true }), { rows: 2, proven: [[0, 10]], absent: [] });
});

Deno.test("an answer without any candle proves nothing", () => {
  for (const omits of [true, false]) {
    assert.deepEqual(read({ has: [], omits }), { rows: 0, proven: [], absent: [[0, 10]] });
  }
});

Deno.test("a candle that closed a moment before the answer is not taken: it may not be final", () => {
  const { rows, proven } = read({ has: all, askedAt: 9.999 });
  assert.deepEqual([rows, proven], [9, [[0, 9]]]);
  assert.deepEqual(read({ has: all, askedAt: 10 }).proven, [[0, 10]]);
});

Deno.test("what is absent at the newest edge may be late, and is asked again", () => {
  const late = LATE_US / MINUTE_US;
  for (const omits of [true, false]) {
    assert.deepEqual(read({ has: [0, 1, 2], askedAt: 10, omits }), { rows: 3, proven: [[0, 3]], absent: [] });
  }
  const olderPart = read({ has: [0, 1, 2], askedAt: 5 + late });
  assert.deepEqual([olderPart.proven, olderPart.absent], [[[0, 3]], [[3, 5]]]);
  assert.deepEqual(read({ has: [0, 1, 2], askedAt: 5 + late, omits: true }).proven, [[0, 5]]);
});

Deno.test("a clock that runs ahead of the exchange's proves nothing that has not closed there", () => {
  assert.deepEqual(read({ has: all, askedAt: -5 }), { rows: 0, proven: [], absent: [] });
});

Deno.test("what two answers lack is a halt, or a time without trades where those have no candle", () => {
  const absence = (omitsEmptyCandles: boolean) =>
    evidenceOfAbsence(range(2, 4), minute(70), { ...TRAITS, omitsEmptyCandles });
  const reason = "the exchange has no candle here";
  assert.deepEqual(absence(false), { kind: "gap", ...range(2, 4), cause: "venue-halt", reason });
  assert.deepEqual(absence(true), { kind: "answer", ...range(2, 4), askedAt: minute(70) });
});

for (const omitsEmptyCandles of [false, true]) {
  const what = omitsEmptyCandles ? "that leaves out empty minutes" : "that has a candle for each minute";
  Deno.test(`what an exchange ${what} serves no more is unavailable, and is not waited for`, () => {
    const traits = { ...TRAITS, omitsEmptyCandles };
    const answer = { rejected: 0, reason: null, askedAt: minute(70) + SETTLE_US, servedFromUs: minute(6) };
    const partly = readAnswer(
      range(0, 10),
      { ...answer, rows: [6, 7, 8, 9].map((n) => candle(n)) },
      traits,
      GRID,
    );
    const gone = (to: number) => ({
      kind: "unavailable",
      ...range(0, to),
      reason: "the exchange serves nothing older",
    });
    assert.deepEqual(partly.evidence, [
      { kind: "answer", ...range(6, 10), askedAt: answer.askedAt },
      gone(6),
    ]);
    assert.deepEqual(partly.absent, []);
    const nothing = readAnswer(range(0, 3), { ...answer, rows: [] }, traits, GRID);
    assert.deepEqual([nothing.evidence, nothing.absent], [[gone(6)], []]);
  });
}
