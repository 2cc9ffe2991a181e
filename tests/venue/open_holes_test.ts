import assert from "node:assert/strict";
import { createIdRuns } from "../../actors/venue/id_runs.ts";
import { createOpenHoles } from "../../actors/venue/open_holes.ts";
import { trade } from "../archive/samples.ts";

/** Ids 1 and 10, a hole between them; times are a hundred times the id. */
function withHole() {
  const runs = createIdRuns();
  const add = (...ids: number[]) => {
    for (const id of ids) runs.add(id, id, id * 100);
    return ids.map((id) => trade(id, id * 100));
  };
  add(1, 10);
  const holes = createOpenHoles(runs);
  return { runs, holes, add };
}

Deno.test("a hole that is filled piece by piece is told as filled once over, piece by piece", () => {
  const { holes, add } = withHole();
  assert.deepEqual(holes.settle(add(2, 3)), [{ from: 100, to: 300, rows: 2 }]);
  assert.deepEqual(holes.settle(add(6, 7)), [{ from: 600, to: 700, rows: 2 }]);
  assert.deepEqual(holes.settle(add(4, 5)), [{ from: 300, to: 600, rows: 2 }]);
  assert.deepEqual(holes.settle(add(8, 9)), [{ from: 700, to: 1_000, rows: 2 }]);
  assert.deepEqual(holes.settle(add(11)), []);
});

Deno.test("ids that were never issued fill a hole without rows", () => {
  const { runs, holes } = withHole();
  runs.bridge(2, 9);
  assert.deepEqual(holes.settle([]), [{ from: 100, to: 1_000, rows: 0 }]);
});

Deno.test("a hole of ids that began anew is not told as filled", () => {
  const { runs, holes, add } = withHole();
  runs.restart();
  assert.deepEqual(holes.settle(add(1, 2)), []);
});

Deno.test("a hole within a microsecond is told as filled over all that was told of it", () => {
  const runs = createIdRuns();
  for (const id of [1, 3]) runs.add(id, id, 100);
  const holes = createOpenHoles(createIdRuns());
  assert.deepEqual(holes.settle([]), []);
  const open = createOpenHoles(runs);
  open.open({ firstId: 4, lastId: 4, from: 100, to: 101 });
  runs.add(5, 5, 100);
  runs.add(4, 4, 100);
  assert.deepEqual(open.settle([trade(4, 100)]), [{ from: 100, to: 101, rows: 1 }]);
});
