import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bucketWords,
  decimalsOf,
  figuresOf,
  gapRuns,
  moved,
  needsLoading,
  requestFor,
  stretchOf,
  tapeOf,
  timeText,
  zoomed,
} from "../../../ui/lib/chart.js";

const DAY = 86_400e6;
const ALL = { fromUs: Date.UTC(2024, 0, 1) * 1000, toUs: Date.UTC(2024, 2, 9, 12) * 1000 };
const bar = (t: number) => ({ t, o: 2, h: 4, l: 1, c: 3, v: 10, n: 5 });
const asked = (query: string, usualUs = DAY) => stretchOf(new URLSearchParams(query), ALL, usualUs);

Deno.test("an address shows a stretch, the last so much, or what is usual", () => {
  const day = asked("from=2024-02-01&to=2024-02-02");
  assert.deepEqual(day, {
    fromUs: Date.UTC(2024, 1, 1) * 1000,
    toUs: Date.UTC(2024, 1, 2) * 1000,
    span: null,
  });
  assert.deepEqual(asked("range=1w"), { fromUs: ALL.toUs - 7 * DAY, toUs: ALL.toUs, span: "1w" });
  assert.deepEqual(asked("range=all"), { ...ALL, span: "all" });
  assert.equal(asked("").span, "1d");
  assert.equal(asked("", 2 * DAY).span, "1w");
  const young = (us: number) => stretchOf(new URLSearchParams(), { ...ALL, fromUs: ALL.toUs - us }, DAY).span;
  assert.deepEqual([young(60e6), young(3_000e6)], ["all", "1h"]);
});

Deno.test("an address that makes no sense shows what is usual", () => {
  for (const query of ["from=2024-02-02&to=2024-02-01", "from=yesterday&to=2024-02-01", "range=toString"]) {
    assert.equal(asked(query).span, "1d", query);
  }
});

Deno.test("a time in the address comes back as the same second", () => {
  fc.assert(fc.property(fc.integer({ min: 1e9, max: 4e9 }), (seconds) => {
    const stretch = asked(`from=${timeText(seconds * 1e6)}&to=${timeText((seconds + 1) * 1e6)}`);
    assert.deepEqual([stretch.fromUs, stretch.toUs], [seconds * 1e6, (seconds + 1) * 1e6]);
  }));
});

Deno.test("what is asked for holds the view, in at most 2000 buckets of a second or more", () => {
  const view = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 30, max: 86_400 * 100 }),
    widthPx: fc.integer({ min: 200, max: 4000 }),
  });
  fc.assert(fc.property(view, ({ at, length, widthPx }) => {
    const fromUs = Math.round(ALL.fromUs + at * (ALL.toUs - ALL.fromUs));
    const stretch = { fromUs, toUs: fromUs + length * 1e6 };
    const request = requestFor(stretch, ALL, widthPx);
    assert.ok(request.points >= 10 && request.points <= 2000);
    assert.ok((request.toUs - request.fromUs) / request.points >= 1e6);
    assert.ok(request.fromUs <= stretch.fromUs);
    assert.ok(request.toUs >= Math.min(stretch.toUs, ALL.toUs));
    assert.equal(
      needsLoading(stretch, ALL, request, widthPx),
      false,
      "it would be asked for again and again",
    );
  }));
});

Deno.test("a short move needs nothing new, a long one and a much closer look do", () => {
  const view = { fromUs: ALL.toUs - 20 * DAY, toUs: ALL.toUs - 19 * DAY };
  const loaded = requestFor(view, ALL, 1000);
  assert.equal(needsLoading(moved(view, 0.5), ALL, loaded, 1000), false);
  assert.equal(needsLoading(moved(view, 1.5), ALL, loaded, 1000), true);
  assert.equal(needsLoading(zoomed(view, 0.5, ALL), ALL, loaded, 1000), true);
  assert.equal(needsLoading(view, ALL, null, 1000), true);
});

Deno.test("zooming keeps the time under the pointer, and ends at half a minute and at twice the series", () => {
  const view = { fromUs: ALL.toUs - 2 * DAY, toUs: ALL.toUs - DAY };
  const closer = zoomed(view, 0.5, ALL, 0.25);
  assert.equal(closer.fromUs + 0.25 * (closer.toUs - closer.fromUs), view.fromUs + 0.25 * DAY);
  assert.equal(closer.toUs - closer.fromUs, DAY / 2);
  const closest = zoomed(view, 1e-9, ALL);
  assert.equal(closest.toUs - closest.fromUs, 30e6);
  const farthest = zoomed(view, 1e9, ALL);
  assert.equal(farthest.toUs - farthest.fromUs, 2 * (ALL.toUs - ALL.fromUs));
});

Deno.test("buckets that the server leaves out keep their place, so that nothing is bridged", () => {
  const tape = tapeOf({ bucket_us: 60e6, buckets: [bar(0), { t: 120e6, gap: true }, bar(300e6)] });
  assert.deepEqual(tape.buckets.map(({ t }) => t / 60e6), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(tape.buckets.map(({ c }) => c !== undefined), [true, false, false, false, false, true]);
  assert.deepEqual(gapRuns(tape.buckets), [[2, 2]]);
  assert.deepEqual(tapeOf({ bucket_us: 60e6, buckets: [] }).buckets, []);
});

Deno.test("gaps beside each other are one band", () => {
  const buckets = [1, 0, 1, 1, 0, 1].map((gap, n) => gap ? { ...bar(n), gap: true as const } : bar(n));
  assert.deepEqual(gapRuns(buckets), [[0, 0], [2, 3], [5, 5]]);
});

Deno.test("the figures are those of what is seen", () => {
  const buckets = [
    bar(0),
    { ...bar(60e6), o: 5, h: 9, l: 4, c: 6 },
    { t: 120e6, gap: true as const },
    bar(180e6),
  ];
  const tape = tapeOf({ bucket_us: 60e6, buckets });
  assert.deepEqual(figuresOf(tape, { fromUs: 0, toUs: 120e6 }), {
    gaps: 0,
    prices: { t: 0, o: 2, h: 9, l: 1, c: 6, v: 20, n: 10 },
  });
  assert.deepEqual(figuresOf(tape, { fromUs: 120e6, toUs: 180e6 }), { gaps: 1, prices: null });
});

Deno.test("prices have as many figures as tell them apart, and buckets a length in words", () => {
  assert.deepEqual([42_000, 1.5, 0.000012, 0, NaN].map(decimalsOf), [2, 5, 10, 2, 2]);
  assert.deepEqual([1e6, 60e6, 90e6, 3_600e6, 7 * DAY].map(bucketWords), [
    "1 s",
    "1 min",
    "1.5 min",
    "1 h",
    "7 d",
  ]);
});
