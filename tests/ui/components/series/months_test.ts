import assert from "node:assert/strict";
import { addDays, monthsOf, yearsOf } from "../../../../ui/components/series/months.js";

const days = [
  { day: "2023-12-30", state: "available" as const },
  { day: "2024-02-29", state: "degraded" as const },
];

Deno.test("a year has the months of the series, each with all its days on their weekday", () => {
  assert.deepEqual(yearsOf(days), [2024, 2023]);
  const months = monthsOf(days, 2024);
  assert.deepEqual(months.map(({ name }) => name), ["2024-01", "2024-02"]);
  const [, february] = months;
  // The 1st of February 2024 was a Thursday.
  assert.equal(february.offset, 3);
  assert.equal(february.days.length, 29);
  assert.deepEqual(february.days[28], { day: "2024-02-29", state: "degraded" });
  assert.deepEqual(february.days[0], { day: "2024-02-01", state: "none" });
  assert.deepEqual(monthsOf(days, 2023).map(({ name }) => name), ["2023-12"]);
});

Deno.test("a series that is a day old stands among the days before it, within its year", () => {
  const names = (day: string) =>
    monthsOf([{ day, state: "pending" }], Number(day.slice(0, 4))).map(({ name }) => name);
  assert.deepEqual(names("2024-05-09"), ["2024-03", "2024-04", "2024-05"]);
  assert.deepEqual(names("2024-01-09"), ["2024-01"]);
});

Deno.test("days go on over the ends of months and years", () => {
  assert.equal(addDays("2023-12-31", 1), "2024-01-01");
  assert.equal(addDays("2024-03-01", -1), "2024-02-29");
});
