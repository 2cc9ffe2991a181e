import assert from "node:assert/strict";
import type { SeriesSummary } from "../../../schemas/facts.ts";
import { completeness, daysInWords, holesOf, lastDays } from "../../../ui/lib/coverage.js";
import { busySnapshot } from "../../browser/fixture_board.ts";

const NOW = Date.UTC(2024, 2, 9, 12);
const [FIRST_VIEW] = busySnapshot(NOW).series;

function summary(changes: Partial<SeriesSummary>): SeriesSummary {
  return { ...FIRST_VIEW.disk!, gaps: [], days: [], ...changes };
}

Deno.test("days before the first row are not missing, days without rows after it are", () => {
  const disk = summary({
    firstUs: Date.UTC(2024, 2, 6, 23) * 1000,
    days: [{ day: "2024-03-06", state: "available" }, { day: "2024-03-09", state: "pending" }],
  });
  const days = lastDays(disk, NOW, 5);
  assert.deepEqual(days.map(({ day }) => day.slice(8)), ["05", "06", "07", "08", "09"]);
  assert.deepEqual(days.map(({ state }) => state), ["none", "available", "missing", "missing", "pending"]);
  assert.equal(daysInWords(days), "1 complete, proven; 1 not finished yet; 2 missing");
});

Deno.test("a series without rows has no days and claims nothing", () => {
  assert.equal(daysInWords(lastDays(null, NOW, 30)), "no rows yet");
  assert.equal(completeness({ disk: null, rows: 0, type: "trades" }), "no rows yet");
  assert.equal(
    completeness({ disk: summary({ firstUs: null }), rows: 7, type: "trades" }),
    "in the journal until sealed",
  );
});

Deno.test("nothing proven is 0 %, unless the venue gives no proof, or it is a book", () => {
  const degraded = summary({ complete: 0, days: [{ day: "2024-03-09", state: "degraded" }] });
  const recorded = summary({ complete: 0, days: [{ day: "2024-03-09", state: "recorded" }] });
  assert.equal(completeness({ disk: degraded, rows: 1, type: "trades" }), "0.00 % complete");
  assert.equal(completeness({ disk: recorded, rows: 1, type: "trades" }), "recorded, no proof");
  assert.equal(completeness({ disk: degraded, rows: 1, type: "orderbook" }), "recorded, no proof");
});

Deno.test("a hole seen live and in the ledger is one hole; times are in ms and the newest is first", () => {
  const view = {
    ...FIRST_VIEW,
    holes: [{ from: 5e6, to: 9e6, cause: "outage", reason: "the connection dropped", at: 9_000 }],
    disk: summary({
      gaps: [
        { from: 1e6, to: 2e6, state: "unknown" },
        { from: 6e6, to: 7e6, state: "gap", cause: "outage" },
        { from: 9e6, to: 10e6, state: "gap", cause: "id-hole" },
      ],
    }),
  };
  assert.deepEqual(holesOf(view), [
    { from: 9_000, to: 10_000, cause: "id-hole", reason: "" },
    { from: 5_000, to: 9_000, cause: "outage", reason: "the connection dropped" },
    { from: 1_000, to: 2_000, cause: "unknown", reason: "" },
  ]);
});
