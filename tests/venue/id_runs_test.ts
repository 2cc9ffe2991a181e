import assert from "node:assert/strict";
import fc from "fast-check";
import { createIdRuns } from "../../actors/venue/id_runs.ts";

/** Spans of ids as they may come: in any order, some of them known. */
const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4 })), {
  maxLength: 40,
});

Deno.test("runs know, miss and order what a set of ids does", () => {
  fc.assert(fc.property(spans, (spans) => {
    const runs = createIdRuns();
    const known = new Set<number>();
    let newestUs = -Infinity;
    for (const [firstId, length] of spans) {
      const ids = Array.from({ length: length + 1 }, (_, i) => firstId + i);
      const lastId = firstId + length;
      assert.equal(runs.touches(firstId, lastId), ids.some((id) => known.has(id)));
      assert.equal(runs.covers(firstId, lastId), ids.every((id) => known.has(id)));
      if (runs.touches(firstId, lastId)) continue;
      runs.add(firstId, lastId, firstId * 10);
      ids.forEach((id) => known.add(id));
      newestUs = Math.max(newestUs, firstId * 10);
    }
    const missing = runs.holes().flatMap(({ firstId, lastId }) =>
      Array.from({ length: lastId - firstId + 1 }, (_, i) => firstId + i)
    );
    const all = [...known].sort((a, b) => a - b);
    const between = all.length === 0
      ? []
      : Array.from({ length: all.at(-1)! - all[0] + 1 }, (_, i) => all[0] + i);
    assert.deepEqual(missing, between.filter((id) => !known.has(id)));
    assert.equal(runs.last()?.lastId, all.at(-1));
    assert.equal(runs.newestUs(), newestUs);
  }));
});

Deno.test("a hole lies between the times of its neighbours", () => {
  const runs = createIdRuns([{ firstId: 1, lastId: 5, from: 100, to: 500 }]);
  runs.add(9, 9, 900);
  assert.deepEqual(runs.holes(), [{ firstId: 6, lastId: 8, from: 500, to: 900 }]);
  runs.add(7, 7, 700);
  assert.deepEqual(runs.holes(), [
    { firstId: 6, lastId: 6, from: 500, to: 700 },
    { firstId: 8, lastId: 8, from: 700, to: 900 },
  ]);
});

Deno.test("ids that were never issued close their hole", () => {
  const runs = createIdRuns([{ firstId: 1, lastId: 5, from: 100, to: 500 }]);
  runs.add(9, 9, 900);
  runs.bridge(6, 8);
  assert.deepEqual([runs.holes(), runs.last()], [[], { firstId: 1, lastId: 9, from: 100, to: 900 }]);
});

Deno.test("of a market that was listed again only the newer ids count", () => {
  const runs = createIdRuns([
    { firstId: 1_000, lastId: 2_000, from: 100, to: 200 },
    { firstId: 1, lastId: 50, from: 300, to: 350 },
    { firstId: 60, lastId: 70, from: 360, to: 370 },
  ]);
  assert.equal(runs.has(1_500), false);
  assert.deepEqual(runs.holes(), [{ firstId: 51, lastId: 59, from: 350, to: 360 }]);
});

Deno.test("what was handed in is not changed", () => {
  const initial = [{ firstId: 1, lastId: 5, from: 100, to: 500 }];
  createIdRuns(initial).add(6, 6, 600);
  assert.deepEqual(initial, [{ firstId: 1, lastId: 5, from: 100, to: 500 }]);
});
