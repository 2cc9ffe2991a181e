import assert from "node:assert/strict";
import fc from "fast-check";
import { nextRunAt, type ScheduledJob } from "../../actors/control/next_run.ts";

const NOW = Date.UTC(2024, 1, 14, 10, 7, 30); // a Wednesday
const KEY = "binance/ohlc/BTC-USDT/1h";

function next(job: Partial<ScheduledJob>, now = NOW): string | null {
  const at = nextRunAt({ key: KEY, spanS: 3_600, settleMs: 0, ...job }, now);
  return at === null ? null : new Date(at).toISOString();
}

Deno.test("a candle closes at the next multiple of its span, a week on Monday, a month by the calendar", () => {
  assert.equal(next({ spanS: 60 }), "2024-02-14T10:08:00.000Z");
  assert.equal(next({ spanS: 14_400 }), "2024-02-14T12:00:00.000Z");
  assert.equal(next({ spanS: 86_400 }), "2024-02-15T00:00:00.000Z");
  assert.equal(next({ spanS: 604_800 }), "2024-02-19T00:00:00.000Z");
  assert.equal(next({ spanS: 2_592_000 }), "2024-03-01T00:00:00.000Z");
  assert.equal(next({ spanS: 2_592_000 }, Date.UTC(2024, 11, 31)), "2025-01-01T00:00:00.000Z");
});

Deno.test("a run waits until the candle has settled, also when its close is just past", () => {
  assert.equal(next({ settleMs: 40_000 }, Date.UTC(2024, 0, 1, 10)), "2024-01-01T10:00:40.000Z");
  assert.equal(next({ settleMs: 40_000 }, Date.UTC(2024, 0, 1, 10, 0, 40)), "2024-01-01T11:00:40.000Z");
});

Deno.test("a job may run every so many seconds, or by cron in a time zone", () => {
  assert.equal(next({ everyS: 600 }), "2024-02-14T10:10:00.000Z");
  const cron = (pattern: string) => ({ cron: { pattern, timezone: "Europe/Paris" } });
  assert.equal(next(cron("30 2 * * *")), "2024-02-15T01:30:00.000Z");
  assert.equal(next(cron("0 0 30 2 *")), null);
});

Deno.test("the next run is always ahead, by a span at most, and the one after it a span later", () => {
  const spans = fc.constantFrom(60, 300, 3_600, 86_400, 604_800);
  const times = fc.integer({ min: 0, max: 4e12 });
  fc.assert(fc.property(spans, times, fc.nat(120_000), (spanS, now, settleMs) => {
    const job = { key: KEY, spanS, settleMs };
    const first = nextRunAt(job, now)!;
    assert.ok(first > now && first - now <= spanS * 1000);
    assert.equal(nextRunAt(job, first), first + spanS * 1000);
  }));
});
