import assert from "node:assert/strict";
import {
  ago,
  count,
  counted,
  duration,
  megabytes,
  percent,
  rate,
  until,
  utc,
  utcShort,
} from "../../../ui/lib/format.js";

const NOW = Date.UTC(2024, 2, 9, 12, 3, 5);

Deno.test("numbers have thousands separators and their noun its plural", () => {
  assert.equal(count(1_234_567), "1,234,567");
  assert.equal(counted(1, "hole"), "1 hole");
  assert.equal(counted(1_200, "hole"), "1,200 holes");
  assert.deepEqual([0, 0.06, 9.94, 10.4, 1_200].map(rate), ["0", "0.1", "9.9", "10", "1,200"]);
});

Deno.test("a share is only 100 % when it is whole", () => {
  const texts = [1, 0.99999, 0.5, 0].map(percent);
  assert.deepEqual(texts, ["100 %", "99.99 %", "50.00 %", "0.00 %"]);
});

Deno.test("sizes are in MB, and something is never 0", () => {
  const texts = [0, 1, 3_400, 149_000, 12_340_000, 1_746_000_000].map(megabytes);
  assert.deepEqual(texts, ["0 MB", "under 0.001 MB", "0.003 MB", "0.1 MB", "12.3 MB", "1,746 MB"]);
});

Deno.test("a length of time is told in its two largest units", () => {
  const texts = [0, 1_000, 59_999, 60_000, 61_000, 3_600_000, 7_260_000, 90_000_000, 1e11].map(duration);
  const short = ["under 1 s", "1 s", "59 s", "1 min", "1 min 1 s", "1 h", "2 h 1 min"];
  assert.deepEqual(texts, [...short, "1 d 1 h", "1,157 d 9 h"]);
});

Deno.test("what has just happened, on whatever clock, is now", () => {
  assert.equal(ago(NOW - 999, NOW), "just now");
  assert.equal(ago(NOW + 5_000, NOW), "just now");
  assert.equal(ago(NOW - 61_000, NOW), "1 min ago");
  assert.equal(ago(NOW - 47 * 3_600_000, NOW), "47 h ago");
  assert.equal(ago(NOW - 49 * 3_600_000, NOW), "2 d ago");
  assert.equal(until(NOW - 5_000, NOW), "now");
  assert.equal(until(NOW + 5_000, NOW), "in 5 s");
});

Deno.test("times are in UTC, with the date where it is not today's", () => {
  assert.equal(utc(NOW), "2024-03-09 12:03:05 UTC");
  assert.equal(utcShort(NOW - 5_000, NOW), "12:03:00 UTC");
  assert.equal(utcShort(NOW - 86_400_000, NOW), "2024-03-08 12:03 UTC");
});
