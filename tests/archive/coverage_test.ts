import assert from "node:assert/strict";
import fc from "fast-check";
import { type Evidence, GAP_CAUSES } from "../../schemas/evidence.ts";
import { coverOf, missing, stretchesWithin } from "../../actors/archive/coverage.ts";
import { clip, difference, lengthOf, subtract, unionAll } from "../../actors/archive/intervals.ts";

const END = 60;
const range = fc.tuple(fc.nat(END - 1), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]) => ({ from, to: Math.min(END, from + length) }));

/** A market of thirty trades, some of one time: id i at TIMES[i]. */
const TIMES = Array.from({ length: 30 }, (_, id) => Math.floor(id * 1.7) + (id % 5 === 0 ? 1 : 0));
const idRange = fc.tuple(fc.nat(29), fc.nat(8))
  .map(([firstId, more]) => ({ firstId, lastId: Math.min(29, firstId + more) }));

const ids = idRange.map(({ firstId, lastId }): Evidence => {
  return { kind: "ids", firstId, lastId, from: TIMES[firstId], to: TIMES[lastId] };
});
const answer = range.map((range): Evidence => ({ kind: "answer", ...range, askedAt: END }));
const gap = fc.tuple(range, fc.constantFrom(...GAP_CAUSES))
  .map(([range, cause]): Evidence => ({ kind: "gap", ...range, cause, reason: "" }));
const recorded = range.map((range): Evidence => ({ kind: "recorded", ...range }));
const unavailable = range.map((range): Evidence => ({ kind: "unavailable", ...range, reason: "" }));
const lostIds = idRange.map(({ firstId, lastId }): Evidence => {
  return { kind: "lost", firstId, lastId, from: TIMES[firstId], to: TIMES[lastId] + 1, reason: "" };
});
const lostTime = range.map((range): Evidence => ({ kind: "lost", ...range, reason: "" }));
const lasting = fc.oneof(ids, answer, gap, recorded, unavailable);
const list = (evidence: fc.Arbitrary<Evidence>) => fc.array(evidence, { maxLength: 12 });

Deno.test("reordering and repeating evidence changes nothing", () => {
  const shuffled = list(lasting).chain((evidence) =>
    fc.tuple(
      fc.constant(evidence),
      fc.shuffledSubarray([...evidence, ...evidence], { minLength: evidence.length * 2 }),
    )
  );
  fc.assert(
    fc.property(shuffled, ([evidence, again]) => {
      assert.deepEqual(coverOf(again), coverOf(evidence));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("ids and answers never take anything from what is complete", () => {
  fc.assert(
    fc.property(list(fc.oneof(lasting, lostIds, lostTime)), fc.oneof(ids, answer), (evidence, more) => {
      assert.deepEqual(difference(complete(evidence), complete([...evidence, more])), []);
    }),
    { numRuns: 1000 },
  );
});

const complete = (evidence: Evidence[]) =>
  coverOf(evidence).stretches.filter(({ state }) => state === "complete");

/** The ids whose rows are durable if the evidence is true: what a recorder holds that wrote it. */
function durableIds(evidence: Evidence[]): Set<number> {
  const durable = new Set<number>();
  for (const piece of evidence) {
    TIMES.forEach((ts, id) => {
      const isInTime = ts >= piece.from && ts < piece.to;
      const isNamed = "firstId" in piece && id >= piece.firstId! && id <= piece.lastId!;
      if (piece.kind === "ids" ? isNamed : piece.kind === "answer" && isInTime) durable.add(id);
      if (piece.kind === "lost" && ("firstId" in piece ? isNamed : isInTime)) durable.delete(id);
    });
  }
  return durable;
}

Deno.test("complete is claimed only where every trade is durable, whatever was lost and found again", () => {
  fc.assert(
    fc.property(list(fc.oneof(ids, answer, gap, lostIds, lostTime)), (evidence) => {
      const durable = durableIds(evidence);
      for (const { from, to } of complete(evidence)) {
        TIMES.forEach((ts, id) =>
          assert.ok(ts < from || ts >= to || durable.has(id), `${id} in ${from}…${to}`)
        );
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("no id counts as held that is not durable", () => {
  fc.assert(
    fc.property(list(fc.oneof(ids, lostIds, lostTime)), (evidence) => {
      const durable = durableIds(evidence);
      for (const { firstId, lastId } of coverOf(evidence).idRuns) {
        for (let id = firstId; id <= lastId; id++) assert.ok(durable.has(id), String(id));
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the time between two trades of contiguous ids is proven, in whatever pieces the ids came", () => {
  fc.assert(
    fc.property(list(ids), (evidence) => {
      const durable = durableIds(evidence);
      const proven = complete(evidence);
      for (let id = 0; id < 29; id++) {
        if (!durable.has(id) || !durable.has(id + 1) || TIMES[id + 1] - TIMES[id] < 2) continue;
        assert.ok(proven.some(({ from, to }) => from <= TIMES[id] + 1 && to >= TIMES[id + 1]), String(id));
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("stretches are sorted, apart, and fill a range together with the unknown", () => {
  fc.assert(
    fc.property(list(fc.oneof(lasting, lostIds)), range, (evidence, { from, to }) => {
      const coverage = coverOf(evidence);
      const pieces = stretchesWithin(coverage, from, to);
      assert.equal(lengthOf(pieces), to - from);
      pieces.reduce((end, piece) => (assert.equal(piece.from, end), piece.to), from);
      const open = pieces.filter(({ state }) => state !== "complete" && state !== "unavailable");
      assert.deepEqual(unionAll([], missing(coverage, from, to)), unionAll([], open));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("ids that begin anew do not touch those before", () => {
  const { idRuns } = coverOf([
    { kind: "ids", firstId: 1, lastId: 900, from: 0, to: 5000 },
    { kind: "ids", firstId: 1, lastId: 3, from: 6000, to: 6010 },
    { kind: "ids", firstId: 4, lastId: 9, from: 6011, to: 6050 },
  ]);
  assert.deepEqual(idRuns, [
    { firstId: 1, lastId: 900, from: 0, to: 5000 },
    { firstId: 1, lastId: 9, from: 6000, to: 6050 },
  ]);
});

Deno.test("ids that the exchange never issued join the runs beside them", () => {
  const { stretches } = coverOf([
    { kind: "ids", firstId: 1, lastId: 4, from: 0, to: 40 },
    { kind: "ids", firstId: 6, lastId: 9, from: 60, to: 90 },
    { kind: "gap", from: 40, to: 61, cause: "id-hole", reason: "", firstId: 5, lastId: 5 },
    { kind: "void-id", firstId: 5, lastId: 5, from: 40, to: 60 },
  ]);
  assert.deepEqual(stretches, [{ from: 1, to: 90, state: "complete" }]);
});

Deno.test("sets of intervals are what sets of instants are", () => {
  const set = fc.array(range, { maxLength: 6 }).map((ranges) => unionAll([], ranges));
  const instants = (intervals: Array<{ from: number; to: number }>) =>
    new Set(intervals.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  fc.assert(
    fc.property(set, set, range, (a, b, { from, to }) => {
      const piece = instants([{ from, to }]);
      assert.deepEqual(instants(difference(a, b)), instants(a).difference(instants(b)));
      assert.deepEqual(instants(subtract(a, from, to)), instants(a).difference(piece));
      assert.deepEqual(instants(clip(a, from, to)), instants(a).intersection(piece));
      assert.deepEqual(instants(unionAll(a, [{ from, to }])), instants(a).union(piece));
      assert.equal(lengthOf(unionAll(a, b)), instants(a).union(instants(b)).size);
    }),
    { numRuns: 1000 },
  );
});
