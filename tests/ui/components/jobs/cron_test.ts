import assert from "node:assert/strict";
import { Cron } from "croner";
import fc from "fast-check";
import { nextCronTimes } from "../../../../ui/components/jobs/cron.js";

const NOON = Date.UTC(2026, 10, 28, 12, 0, 30);
const times = (pattern: string, timezone = "UTC", now = NOON) =>
  nextCronTimes(pattern, timezone, now, 5)?.map((at) => new Date(at).toISOString().slice(0, 16));

/** What the recorder goes by. */
function expected(pattern: string, timezone: string, now: number, n: number): number[] {
  return new Cron(pattern, { mode: "5-part", timezone }).nextRuns(n, new Date(now)).map(Number);
}

Deno.test("a pattern's next five times are told", () => {
  assert.deepEqual(times("5 * * * *"), [
    "2026-11-28T12:05",
    "2026-11-28T13:05",
    "2026-11-28T14:05",
    "2026-11-28T15:05",
    "2026-11-28T16:05",
  ]);
  assert.deepEqual(times("0 0 29 2 *")?.[0], "2028-02-29T00:00");
  assert.deepEqual(times("30 9 * * MON-FRI", "Europe/Paris")?.[0], "2026-11-30T08:30");
});

Deno.test("a pattern that has no time at all has none", () => {
  assert.deepEqual(times("0 0 30 2 *"), []);
});

Deno.test("what is no plain pattern is not guessed at", () => {
  for (
    const pattern of [
      "",
      "5",
      "5 * * *",
      "0 0 L * *",
      "0 0 * * MON#2",
      "60 * * * *",
      "5-1 * * * *",
      "@daily",
      "*/0 * * * *",
    ]
  ) {
    assert.equal(times(pattern), undefined, pattern);
  }
});

const field = (min: number, max: number) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: Math.max(2, Math.floor(max / 2)) }).map((n) => `*/${n}`);
  return fc.oneof(
    fc.constant("*"),
    value.map(String),
    range,
    step,
    fc.array(value, { minLength: 2, maxLength: 4 }).map((all) => all.join(",")),
  );
};
const patterns = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
  .map((fields) => fields.join(" "));
const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
const zones = fc.constantFrom("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Tokyo");

Deno.test("every plain pattern is due when the recorder runs it, in each zone", () => {
  fc.assert(
    fc.property(patterns, zones, moments, (pattern, zone, now) => {
      assert.deepEqual(nextCronTimes(pattern, zone, now, 3), expected(pattern, zone, now, 3));
    }),
    { numRuns: 300 },
  );
});

Deno.test("when clocks are changed it is due as the recorder has it", () => {
  const changes = [Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 9, 24, 12)];
  for (const now of changes) {
    for (
      const pattern of ["30 2 * * *", "0,30 2 * * *", "30 2,3 * * *", "30 * * * *", "0 3 * * *", "0 0 * * *"]
    ) {
      assert.deepEqual(
        nextCronTimes(pattern, "Europe/Paris", now, 3),
        expected(pattern, "Europe/Paris", now, 3),
        `${pattern} ${new Date(now).toISOString()}`,
      );
    }
  }
});
