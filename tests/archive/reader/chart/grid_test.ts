import assert from "node:assert/strict";
import fc from "fast-check";
import { gridOver } from "../../../../actors/archive/reader/chart/grid.ts";

const DAY_US = 86_400e6;
const utc = (text: string) => Date.parse(`${text}Z`) * 1000;
const text = (us: number) => new Date(us / 1000).toISOString().slice(0, 10);

Deno.test("buckets hold all of the range, are no more than asked for, and stay in place when it moves", () =>
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 20_000 * 86_400 }),
    fc.integer({ min: 1, max: 4000 * 86_400 }),
    fc.integer({ min: 10, max: 2000 }),
    fc.constantFrom(undefined, "1s", "1m", "3m", "1h", "1d", "3d", "1w", "1mo"),
    (from, length, points, span) => {
      const range = { fromUs: from * 1e6, toUs: (from + length) * 1e6, points };
      const series = { type: span ? "ohlc" as const : "trades" as const, span };
      const { startOf, indexOf, count } = gridOver(series, range);
      assert.ok(count >= 1 && count <= points);
      assert.ok(startOf(0) <= range.fromUs && startOf(count) >= range.toUs);
      assert.ok(startOf(1) > range.fromUs, "none of them is before the range");
      for (const at of [0, 1, count - 1]) {
        assert.equal(indexOf(startOf(at)), at);
        assert.equal(indexOf(startOf(at + 1) - 1), at);
      }
      const later = gridOver(series, { ...range, fromUs: startOf(0), toUs: startOf(count) });
      assert.deepEqual([later.startOf(0), later.count], [startOf(0), count]);
    },
  )));

Deno.test("weeks begin on Mondays, months on their first days", () => {
  const range = { fromUs: utc("2024-02-14"), toUs: utc("2024-07-01"), points: 100 };
  const weeks = gridOver({ type: "ohlc", span: "1w" }, range);
  assert.deepEqual([text(weeks.startOf(0)), text(weeks.startOf(1))], ["2024-02-12", "2024-02-19"]);
  const months = gridOver({ type: "ohlc", span: "1mo" }, range);
  assert.deepEqual([0, 1, 2].map((at) => text(months.startOf(at))), [
    "2024-02-01",
    "2024-03-01",
    "2024-04-01",
  ]);
  assert.equal(months.count, 5);
});

Deno.test("lengths are those that a person reads easily", () => {
  const widths = [60, 600, 3600, 86_400, 30 * 86_400, 365 * 86_400].map((seconds) =>
    gridOver({ type: "trades" }, { fromUs: 0, toUs: seconds * 1e6, points: 500 }).widthUs / 1e6
  );
  assert.deepEqual(widths, [1, 2, 10, 300, 7200, 86_400]);
  const candles = gridOver({ type: "ohlc", span: "3m" }, { fromUs: 0, toUs: 30 * DAY_US, points: 500 });
  assert.equal(candles.widthUs, 7200e6);
});
