import assert from "node:assert/strict";
import { createDoubts } from "../../actors/venue/doubts.ts";

const range = (from: number, to: number) => ({ from, to });

Deno.test("what an answer lacks waits, and is believed when a second one lacks it after the wait", () => {
  const { lacks, waiting } = createDoubts();
  assert.equal(lacks(range(2, 4), 0, 100), false);
  assert.deepEqual(waiting(99).map(({ from, to }) => [from, to]), [[2, 4]]);
  assert.deepEqual(waiting(100), []);
  assert.equal(lacks(range(2, 4), 100, 100), true);
});

Deno.test("a second answer that comes too early confirms nothing", () => {
  const { lacks } = createDoubts();
  lacks(range(2, 4), 0, 100);
  assert.equal(lacks(range(2, 4), 50, 100), false);
  assert.equal(lacks(range(2, 4), 149, 100), false);
});

Deno.test("neighbours that were lacked one by one are confirmed together, more than they are is not", () => {
  const { lacks } = createDoubts();
  lacks(range(2, 4), 0, 100);
  lacks(range(4, 6), 10, 100);
  assert.equal(lacks(range(2, 7), 200, 100), false);
  assert.equal(lacks(range(3, 5), 300, 100), true);
});

Deno.test("what had a row that was not believed is put off, and is no confirmation of a lack", () => {
  const { lacks, putOff, waiting } = createDoubts();
  assert.equal(putOff(range(0, 10), 0, 100), true);
  assert.equal(putOff(range(0, 10), 100, 100), false);
  assert.equal(waiting(150).length, 1);
  assert.equal(lacks(range(2, 4), 200, 100), false);
});
