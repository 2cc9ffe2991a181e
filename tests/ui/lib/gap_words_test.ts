import assert from "node:assert/strict";
import type { IncidentRecord } from "../../../schemas/incidents.ts";
import { gapWords } from "../../../ui/lib/gap_words.js";

const NOW_MS = Date.UTC(2024, 2, 9, 12);
const HOUR = 3_600;

/** @param hoursAgo When it began; it ended an hour later, unless it is open. */
function incident(hoursAgo: number, [opened, healed, refillable]: number[], isOpen = false): IncidentRecord {
  const opened_at = NOW_MS / 1000 - hoursAgo * HOUR;
  return {
    ...{ id: `${hoursAgo}`, kind: "venue-outage", severity: "warning", exchange: "kraken", sentence: "" },
    ...{ series: [], series_count: 0, opened_at, closed_at: isOpen ? null : opened_at + HOUR },
    ...{ advice: null, reason: null, failures: 0, holes: { opened, healed, refillable } },
  };
}

Deno.test("a night without a hole is told as one", () => {
  assert.equal(gapWords([], NOW_MS), "No gaps since yesterday.");
  assert.equal(gapWords([incident(3, [0, 0, 0])], NOW_MS), "No gaps since yesterday.");
});

Deno.test("what was refilled is told apart from what is still missing", () => {
  const words = (...holes: number[][]) => gapWords(holes.map((each, n) => incident(n + 2, each)), NOW_MS);
  assert.equal(words([1, 1, 0]), "1 gap since yesterday, refilled.");
  assert.equal(words([1, 1, 0], [1, 1, 0]), "2 gaps since yesterday, both refilled.");
  assert.equal(words([1_200, 1_200, 0]), "1,200 gaps since yesterday, all refilled.");
  assert.equal(words([1, 0, 0]), "1 gap since yesterday: still missing.");
  assert.equal(words([1, 0, 1]), "1 gap since yesterday: to be fetched yet.");
  assert.equal(words([5, 2, 0]), "5 gaps since yesterday: 2 refilled, 3 still missing.");
  assert.equal(
    words([5, 2, 1], [1, 1, 0]),
    "6 gaps since yesterday: 3 refilled, 2 still missing, 1 to be fetched yet.",
  );
});

Deno.test("what ended before yesterday is history; what goes on since then is told with its day", () => {
  assert.equal(gapWords([incident(50, [3, 0, 0])], NOW_MS), "No gaps since yesterday.");
  assert.equal(gapWords([incident(36.5, [1, 0, 0])], NOW_MS), "1 gap since 2024-03-07: still missing.");
  assert.equal(
    gapWords([incident(240, [3, 1, 0], true), incident(2, [1, 1, 0])], NOW_MS),
    "4 gaps since 2024-02-28: 2 refilled, 2 still missing.",
  );
});
