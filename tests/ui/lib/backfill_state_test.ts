import assert from "node:assert/strict";
import type { BackfillRecord } from "../../../schemas/wire.ts";
import { backfillState } from "../../../ui/lib/backfill_state.js";

const PART = { done: 10, total: 40, failed: 2, rows: 500, rows_per_second: 20, eta_seconds: 30 };

function record(changes: Partial<BackfillRecord>): BackfillRecord {
  return {
    ...{ id: "1", exchange: "okx", pairs: ["BTC/USDT"], start: "2020-01-01 00:00:00", status: "running" },
    ...{ progress: { "BTC/USDT": PART }, log: [], started_at: 0, finished_at: null, error: null },
    ...changes,
  };
}

Deno.test("a backfill's series are summed, and the slowest says when it will be done", () => {
  const waiting = { done: 0, total: 5, failed: 0, rows: 0, rows_per_second: null, eta_seconds: null };
  const slow = { ...PART, eta_seconds: 90 };
  assert.deepEqual(backfillState(record({ progress: { a: PART, b: slow, c: waiting } })), {
    title: "okx BTC/USDT, from 2020-01-01",
    ...{ done: 24, total: 85, failed: 4, rows: 1_000, rowsPerSecond: 40, etaMs: 90_000 },
  });
});

Deno.test("what is not known of a backfill is not made up", () => {
  const { total, rowsPerSecond, etaMs } = backfillState(record({ progress: {} }));
  assert.deepEqual({ total, rowsPerSecond, etaMs }, { total: 0, rowsPerSecond: null, etaMs: null });
});

Deno.test("a backfill's title names what was asked for, and not every one of many", () => {
  const titleOf = (changes: Partial<BackfillRecord>) => backfillState(record(changes)).title;
  assert.equal(titleOf({ exchange: null, pairs: null }), "all exchanges, from 2020-01-01");
  assert.equal(
    titleOf({ pairs: ["A/B", "C/D", "E/F", "G/H", "I/J"] }),
    "okx A/B, C/D, E/F and 2 more, from 2020-01-01",
  );
  assert.equal(titleOf({ start: "2020-01-01 12:30:00" }), "okx BTC/USDT, from 2020-01-01 12:30:00");
});
