import assert from "node:assert/strict";
import type { Evidence } from "../../schemas/evidence.ts";
import { addEvidence, noProof } from "../../actors/archive/coverage.ts";
import type { FileLine, SeriesRecord } from "../../actors/archive/ledgers.ts";
import { summarise } from "../../actors/archive/summary.ts";
import { CANDLES, DAY_US, HOUR_US, TRADES } from "./samples.ts";

const ONE_DAY_US = 24 * HOUR_US;
const day = (n: number, hours = 0) => DAY_US + n * ONE_DAY_US + hours * HOUR_US;

function record(
  key: string,
  files: Array<Pick<FileLine, "path" | "from" | "to">>,
  ...evidence: Evidence[]
): SeriesRecord {
  const proof = noProof();
  for (const piece of evidence) addEvidence(proof, piece);
  const lines = files.map((file): FileLine => ({ kind: "file", rows: 10, bytes: 100, sha256: "", ...file }));
  const byPath = new Map(lines.map((line) => [line.path, line]));
  return { key, proof, files: byPath, moved: new Map(), badLines: 0, nextN: 0 };
}

const file = (name: string, from: number, to: number) => ({ path: `${TRADES}/${name}.parquet`, from, to });
const answer = (from: number, to: number): Evidence => ({ kind: "answer", from, to, askedAt: to });

Deno.test("days are available, degraded, missing and pending", () => {
  const { days, gaps, complete } = summarise(
    record(
      TRADES,
      [
        file("2024-03-05", day(0, 6), day(1)),
        file("2024-03-06", day(1), day(2)),
        file("2024-03-08", day(3), day(3, 23)),
        file("2024-03-09.part-2-0", day(4), day(4, 1)),
      ],
      answer(day(0, 6), day(1)),
      answer(day(1), day(1, 12)),
      { kind: "gap", from: day(1, 12), to: day(1, 13), cause: "outage", reason: "" },
      answer(day(1, 13), day(2)),
      { kind: "recorded", from: day(3), to: day(4, 1) },
    ),
    day(5),
  );
  assert.deepEqual(days.map(({ day, state }) => `${day} ${state}`), [
    "2024-03-05 available",
    "2024-03-06 degraded",
    "2024-03-07 missing",
    "2024-03-08 recorded",
    "2024-03-09 pending",
  ]);
  assert.deepEqual(gaps, [
    { from: day(1, 12), to: day(1, 13), state: "gap", cause: "outage" },
    { from: day(2), to: day(3), state: "unknown" },
  ]);
  assert.ok(Math.abs(complete - (18 + 23) / (18 + 24 + 24 + 24 + 1)) < 1e-6);
});

Deno.test("the first and the last row of a run of ids leave no gap of a microsecond", () => {
  const ids: Evidence = { kind: "ids", firstId: 3, lastId: 9, from: day(0, 1), to: day(0, 2) };
  const { gaps, complete } = summarise(
    record(TRADES, [file("2024-03-05", day(0, 1), day(0, 2) + 1)], ids),
    day(9),
  );
  assert.deepEqual([gaps, complete], [[], 1]);
});

Deno.test("days of candles go by what is proven, since a year lies in one file", () => {
  const year = { path: `${CANDLES}/2024.parquet`, from: day(0), to: day(2, 23) };
  const { days } = summarise(record(CANDLES, [year], answer(day(0), day(1)), answer(day(2), day(3))), day(9));
  assert.deepEqual(days.map(({ state }) => state), ["available", "missing", "available"]);
});

Deno.test("at most the last ninety days are told, and a series without files has none", () => {
  const { days } = summarise(record(TRADES, [file("2024-03-05", day(0), day(200))]), day(300));
  assert.equal(days.length, 90);
  assert.equal(days[89].day, "2024-09-20");
  assert.deepEqual(summarise(record(TRADES, []), day(1)).days, []);
});
