import assert from "node:assert/strict";
import fc from "fast-check";
import type { SeriesView, Snapshot } from "../../../schemas/snapshot.ts";
import { BoardChanges } from "../../../schemas/wire_board.ts";
import { changesBetween, withChanges } from "../../../ui/lib/board_changes.js";
import { busySnapshot } from "../../browser/fixture_board.ts";

const BOARD = busySnapshot(Date.UTC(2024, 2, 9, 12));
const [VIEW] = BOARD.series;
const KEYS = BOARD.series.map(({ key }) => key).slice(0, 6);

/** Few values, so that boards often agree in a field. */
const few = fc.nat(2);
const spark = fc.array(few, { maxLength: 6 });
const hole = fc.record({ from: few, to: few, cause: fc.constant("outage"), reason: fc.string(), at: few });
const day = fc.record({
  day: fc.constantFrom("2024-03-08", "2024-03-09"),
  state: fc.constantFrom("available" as const, "pending" as const),
});
const disk = fc.record({
  rows: few,
  complete: fc.constantFrom(0, 0.5, 1),
  days: fc.array(day, { maxLength: 2 }),
});

const view: fc.Arbitrary<SeriesView> = fc.record({
  key: fc.constantFrom(...KEYS),
  state: fc.constantFrom("recording" as const, "retrying" as const),
  rows: few,
  lastAt: fc.option(few),
  spark,
  holes: fc.array(hole, { maxLength: 2 }),
  disk: fc.option(disk.map((some) => ({ ...VIEW.disk!, ...some }))),
}).map((some) => ({ ...VIEW, ...some }));

const board: fc.Arbitrary<Snapshot> = fc.record({
  now: fc.nat(9_000),
  spark,
  verdict: fc.record({ state: fc.constant("ok" as const), sentence: fc.constantFrom("a", "b") }),
  problems: fc.constantFrom(BOARD.problems, BOARD.problems.slice(1)),
  series: fc.uniqueArray(view, { selector: ({ key }) => key }),
}).map((some) => ({ ...BOARD, ...some }));

const sent = (changes: BoardChanges): BoardChanges => BoardChanges.parse(JSON.parse(JSON.stringify(changes)));

Deno.test("the changes from board to board, one after the other or all at once, give exactly the last board", () => {
  fc.assert(fc.property(fc.array(board, { minLength: 2, maxLength: 5 }), (several) => {
    const boards = structuredClone(several).map((each, n) => ({ ...each, revision: n + 1 }));
    const stepped = boards.reduce((known, next) => {
      const after = withChanges(known, sent(changesBetween(known, next)));
      assert.deepEqual(after, next);
      return after;
    });
    assert.deepEqual(withChanges(boards[0], sent(changesBetween(boards[0], boards.at(-1)!))), stepped);
  }));
});

Deno.test("what did not change stays the same object, down to the days of a series whose rows changed", () => {
  const [busy, ...others] = BOARD.series;
  const disk = { ...busy.disk!, rows: busy.disk!.rows + 1, days: structuredClone(busy.disk!.days) };
  const after = withChanges(
    BOARD,
    changesBetween(BOARD, { ...BOARD, series: [{ ...busy, disk }, ...others] }),
  );
  assert.notEqual(after.series[0], busy);
  assert.equal(after.series[0].disk!.days, busy.disk!.days);
  assert.equal(after.series[0].spark, busy.spark);
  for (const [n, view] of after.series.entries()) if (n > 0) assert.equal(view, BOARD.series[n]);
  const later = changesBetween(BOARD, { ...structuredClone(BOARD), revision: 2, now: BOARD.now + 1 });
  assert.deepEqual(later, { revision: 2, now: BOARD.now + 1, series: [] });
  assert.equal(withChanges(BOARD, later).series, BOARD.series);
});

Deno.test("of a spark only the seconds are sent that came, and those behind a count that came late", () => {
  const later = (spark: number[]) => {
    const now = BOARD.now + 1_000;
    return changesBetween(BOARD, { ...BOARD, now, series: [{ ...VIEW, spark }, ...BOARD.series.slice(1)] });
  };
  const shifted = [...VIEW.spark.slice(1), 7];
  assert.deepEqual(later(shifted).series, [{ key: VIEW.key, spark: { keep: [1, 60], add: [7] } }]);
  const corrected = shifted.with(58, 9_999);
  assert.deepEqual(later(corrected).series[0].spark, { keep: [1, 59], add: [9_999, 7] });
});

Deno.test("keys are named only where series come, go or change places", () => {
  const keys = (series: SeriesView[]) => changesBetween(BOARD, { ...BOARD, series }).keys;
  assert.equal(keys(BOARD.series), undefined);
  assert.deepEqual(keys(BOARD.series.slice(1)), BOARD.series.slice(1).map(({ key }) => key));
  assert.deepEqual(keys(BOARD.series.toReversed())![0], BOARD.series.at(-1)!.key);
});
