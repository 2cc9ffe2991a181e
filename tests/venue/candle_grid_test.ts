import assert from "node:assert/strict";
import fc from "fast-check";
import { candleGrid } from "../../actors/venue/candle_grid.ts";

const us = (text: string) => Date.parse(`${text}Z`) * 1_000;
const shown = (us: number) => new Date(us / 1_000).toISOString().slice(0, 16);

Deno.test("candles open at multiples of their span, weeks on Mondays, months on their first day", () => {
  const at = us("2024-05-16T13:47:31");
  const opens = ["1m", "5m", "1h", "4h", "1d", "1w", "1mo", "3mo"].map((span) =>
    shown(candleGrid(span).floor(at))
  );
  assert.deepEqual(opens, [
    "2024-05-16T13:47",
    "2024-05-16T13:45",
    "2024-05-16T13:00",
    "2024-05-16T12:00",
    "2024-05-16T00:00",
    "2024-05-13T00:00",
    "2024-05-01T00:00",
    "2024-04-01T00:00",
  ]);
});

Deno.test("months follow each other whatever their length, over the end of a year too", () => {
  const { next } = candleGrid("1mo");
  assert.equal(shown(next(us("2024-02-01T00:00"))), "2024-03-01T00:00");
  assert.equal(shown(next(us("2024-12-01T00:00"))), "2025-01-01T00:00");
});

Deno.test("any time lies between its candle's open and the next one's", () => {
  const times = fc.integer({ min: us("2009-01-01T00:00"), max: us("2100-01-01T00:00") });
  fc.assert(fc.property(times, fc.constantFrom("1m", "15m", "6h", "1d", "1w", "1mo", "3mo"), (time, span) => {
    const { floor, next } = candleGrid(span);
    const open = floor(time);
    assert.ok(open <= time && time < next(open));
    assert.deepEqual([floor(open), floor(next(open) - 1), floor(next(open))], [open, open, next(open)]);
  }));
});
