import assert from "node:assert/strict";
import type { IncidentRecord } from "../../../schemas/incidents.ts";
import type { Problem } from "../../../schemas/snapshot.ts";
import { troublesOf } from "../../../ui/lib/troubles.js";

const KEY = "kraken/trades/BTC-USD";
const OPENED_AT = Date.UTC(2024, 2, 9, 12) / 1000;

function incident(changes: Partial<IncidentRecord>): IncidentRecord {
  const { series = [KEY] } = changes;
  return {
    ...{
      id: "1",
      kind: "venue-outage",
      severity: "warning",
      exchange: "kraken",
      sentence: "kraken is down.",
    },
    ...{ series, series_count: series.length, opened_at: OPENED_AT, closed_at: null },
    ...{ advice: "Wait.", reason: null, failures: 0, holes: { opened: 0, healed: 0, refillable: 0 } },
    ...changes,
  };
}

function problem(changes: Partial<Problem>): Problem {
  return { severity: "error", sentence: "kraken BTC/USD trades: closed.", key: KEY, since: 0, ...changes };
}

const pairOf = (key: string) => ({ [KEY]: "BTC/USD", "kraken/trades/XRP-EUR": "XRP/EUR" })[key] ?? null;

function troubles(problems: Problem[], incidents: IncidentRecord[], pairs: string[] = []) {
  return troublesOf({
    problems,
    incidents,
    histories: [{ exchange: "kraken", pairs, data_type: "trades" }, {
      exchange: "kraken",
      pairs: ["XRP/EUR"],
    }],
    pairOf,
  });
}

Deno.test("a problem and the incident of the same cause are one trouble, as bad as the worse of them", () => {
  const found = troubles([problem({})], [incident({})]);
  assert.equal(found.length, 1);
  assert.equal(found[0].sentence, "kraken is down.");
  assert.equal(found[0].severity, "error");
  assert.equal(found[0].since, OPENED_AT * 1000);
});

Deno.test("a problem without a series belongs to the incident whose reason or advice it tells", () => {
  const full = "The disk is full. Nothing is recorded: free space.";
  const disk = incident({ kind: "disk", exchange: null, series: [], advice: full });
  assert.equal(troubles([problem({ key: null, sentence: full })], [disk]).length, 1);
  const failed = incident({ series: [], reason: "no such host." });
  const told = problem({ key: null, sentence: "kraken cannot be recorded: no such host; next try in 5 s." });
  assert.equal(troubles([told], [failed]).length, 1);
});

Deno.test("what nothing else tells of is told, the worst first and then the newest", () => {
  const found = troubles(
    [
      problem({ key: null, sentence: "a", severity: "warning" }),
      problem({ key: "okx/trades/X-Y", since: 5 }),
    ],
    [incident({ severity: "info", reason: "" }), incident({ id: "2", opened_at: 1, reason: null })],
  );
  assert.deepEqual(found.map(({ severity, since }) => [severity, since]), [
    ["error", 5],
    ["warning", 1000],
    ["warning", 0],
    ["info", OPENED_AT * 1000],
  ]);
});

Deno.test("what is missing can be fetched where its pair's history is collected, and nowhere else: candles are no trades", () => {
  const lacking = incident({
    series: [KEY, "kraken/trades/XRP-EUR"],
    holes: { opened: 2, healed: 0, refillable: 2 },
  });
  const deeds = (pairs: string[]) =>
    troubles([], [lacking], pairs)[0].actions.filter(({ type }) => type !== "link");
  assert.deepEqual(deeds(["BTC/USD", "ETH/USD"]), [
    { type: "fetch", exchange: "kraken", pairs: ["BTC/USD"], from: "2024-03-09" },
  ]);
  assert.deepEqual(deeds([]), []);
});

Deno.test("each trouble leads to where more is known: its series, its place, its log", () => {
  const linksOf = (each: IncidentRecord) =>
    troubles([], [each])[0].actions.map((action) => action.type === "link" ? action.href : action.type);
  assert.deepEqual(linksOf(incident({})), [
    `/series/${KEY}`,
    "/logs?actor=kraken%2Ftrades%2FBTC-USD&level=warning",
  ]);
  assert.deepEqual(linksOf(incident({ kind: "sync", exchange: null, series: [] })), [
    "sync",
    "/storage",
    "/logs?level=warning",
  ]);
  assert.deepEqual(linksOf(incident({ kind: "failed-run" })), [
    "collect",
    `/series/${KEY}`,
    "/logs?actor=kraken%2Ftrades%2FBTC-USD&level=warning",
  ]);
  assert.deepEqual(linksOf(incident({ series: [KEY, "kraken/trades/XRP-EUR"] })), [
    "/inventory?exchange=kraken&show=gaps",
    "/logs?actor=kraken&level=warning",
  ]);
});
