import assert from "node:assert/strict";
import fc from "fast-check";
import { createIdRuns } from "../../actors/venue/id_runs.ts";
import { acceptSerial, idSpanOf } from "../../actors/venue/serial_order.ts";
import type { Trade } from "../../schemas/market.ts";
import { trade } from "../archive/samples.ts";

const LIVE = { interruption: null, heardTo: -Infinity };
const of = (...ids: number[]): Trade[] => ids.map((id) => trade(id, id * 100));
const idsOf = (rows: Trade[]) => rows.map(({ id }) => Number(id));

/** As OKX aggregates: the id is that of the last of its trades. */
const aggregate = (firstId: number, lastId: number) => trade(lastId, lastId * 100, { firstId, lastId });

Deno.test("however a socket cuts, repeats and shuffles trades, each is accepted once and none is left out", () => {
  const batches = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 10 }), { maxLength: 20 });
  fc.assert(fc.property(batches, (batches) => {
    const runs = createIdRuns();
    const accepted = batches.flatMap((ids) =>
      idsOf(acceptSerial(runs, { ...LIVE, trades: of(...ids) }).rows)
    );
    assert.deepEqual(accepted.toSorted((a, b) => a - b), [...new Set(batches.flat())].sort((a, b) => a - b));
  }));
});

Deno.test("a batch that came out of order is put in order, and shows no hole", () => {
  const { rows, holes, repeats } = acceptSerial(createIdRuns(), { ...LIVE, trades: of(5, 3, 4) });
  assert.deepEqual([idsOf(rows), holes, repeats], [[3, 4, 5], [], 0]);
});

Deno.test("a hole names its ids, its times and its cause", () => {
  const runs = createIdRuns();
  acceptSerial(runs, { ...LIVE, trades: of(1) });
  const skipped = acceptSerial(runs, { ...LIVE, trades: of(5) }).holes;
  const reason = "ids were skipped on the socket";
  assert.deepEqual(skipped, [{ from: 100, to: 500, firstId: 2, lastId: 4, cause: "id-hole", reason }]);
  const interruption = { cause: "outage", reason: "closed" } as const;
  const [afterDrop] = acceptSerial(runs, { ...LIVE, interruption, trades: of(9) }).holes;
  assert.deepEqual([afterDrop.cause, afterDrop.reason], ["outage", "closed"]);
});

Deno.test("a hole inside a microsecond is a microsecond long, so that coverage can show it", () => {
  const runs = createIdRuns();
  const trades = [trade(1, 100), trade(3, 100)];
  const [hole] = acceptSerial(runs, { ...LIVE, trades }).holes;
  assert.deepEqual([hole.from, hole.to], [100, 101]);
});

Deno.test("only what the socket itself sent before is a repeat", () => {
  const runs = createIdRuns();
  const first = acceptSerial(runs, { ...LIVE, trades: of(1, 2) });
  acceptSerial(runs, { ...LIVE, trades: of(3, 4) }); // by REST
  const overlap = acceptSerial(runs, { ...LIVE, heardTo: first.heardTo, trades: of(3, 4, 5) });
  assert.deepEqual([idsOf(overlap.rows), overlap.repeats], [[5], 0]);
  const again = acceptSerial(runs, { ...LIVE, heardTo: overlap.heardTo, trades: of(5, 6, 6) });
  assert.deepEqual([idsOf(again.rows), again.repeats], [[6], 2]);
});

Deno.test("ids that are no whole numbers are counted as rejected", () => {
  const trades = [trade(1, 100), trade(2, 200, { id: null }), trade(3, 300, { id: "1e400" })];
  const { rows, rejected } = acceptSerial(createIdRuns(), { ...LIVE, trades });
  assert.deepEqual([idsOf(rows), rejected], [[1], 2]);
});

Deno.test("an aggregate under the id of its last trade stands for all of them, one with a counter for itself", () => {
  assert.deepEqual(idSpanOf(aggregate(7, 9)), { firstId: 7, lastId: 9 });
  assert.deepEqual(idSpanOf(trade(4, 400, { firstId: 70, lastId: 90 })), { firstId: 4, lastId: 4 });
});

Deno.test("aggregates that follow each other leave no hole", () => {
  const { rows, holes } = acceptSerial(createIdRuns(), {
    ...LIVE,
    trades: [aggregate(1, 3), aggregate(4, 4), aggregate(5, 9)],
  });
  assert.deepEqual([idsOf(rows), holes], [[3, 4, 9], []]);
});

Deno.test("an aggregate that would count known trades twice is left out, and the rest of it is a hole", () => {
  const runs = createIdRuns();
  acceptSerial(runs, { ...LIVE, trades: of(1, 2, 3) });
  const { rows } = acceptSerial(runs, { ...LIVE, trades: [aggregate(3, 6), aggregate(7, 8)] });
  assert.deepEqual(idsOf(rows), [8]);
  assert.deepEqual(runs.holes().map(({ firstId, lastId }) => [firstId, lastId]), [[4, 6]]);
});

Deno.test("a known id under a newer time than all there is begins the ids anew", () => {
  const runs = createIdRuns();
  acceptSerial(runs, { ...LIVE, trades: of(1, 2, 3) });
  const { rows, holes } = acceptSerial(runs, { ...LIVE, trades: [trade(1, 9_000), trade(2, 9_100)] });
  assert.deepEqual([idsOf(rows), holes, runs.last()?.lastId], [[1, 2], [], 2]);
});

Deno.test("a repeat is no new beginning where times do not rise with ids", () => {
  const runs = createIdRuns();
  acceptSerial(runs, { ...LIVE, trades: [trade(1, 100), trade(2, 300), trade(3, 200)] });
  const { rows } = acceptSerial(runs, { ...LIVE, trades: [trade(2, 300)] });
  assert.deepEqual([rows, runs.last()?.lastId], [[], 3]);
});
