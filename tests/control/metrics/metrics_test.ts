import assert from "node:assert/strict";
import fc from "fast-check";
import type { Incident } from "../../../actors/control/incidents/incident.ts";
import type { Happening } from "../../../actors/control/metrics/mod.ts";
import { GAP_CAUSES } from "../../../schemas/evidence.ts";
import { BOOK, CANDLES, TRADES } from "../board_stage.ts";
import { ALL_WELL, metricsStage, type Sample, wellStage } from "./stage.ts";

const OF_TRADES = { exchange: "binance", type: "trades" };
const ETH = "binance/trades/ETH-USDT";
const INCIDENT: Incident = {
  id: "incident_1",
  kind: "disk",
  severity: "error",
  exchange: null,
  series: [],
  seriesCount: 0,
  openedAt: 0,
  closedAt: null,
  sentence: "The disk was full.",
  advice: null,
  reason: null,
  holes: { opened: 0, healed: 0, refillable: 0 },
  failures: 0,
};

Deno.test("rows of all pairs of an exchange and type are counted together, since the program began", async () => {
  const { rows, value } = metricsStage([TRADES, ETH, BOOK]);
  rows(TRADES, 5);
  rows(ETH, 7);
  rows(BOOK, 1);
  assert.equal(await value("tapedeck_rows_total", OF_TRADES), 12);
  rows(TRADES, 1);
  assert.equal(await value("tapedeck_rows_total", OF_TRADES), 13);
});

Deno.test("a counter of what has not happened yet is told as 0, so that its first increase is seen", async () => {
  const { samples } = metricsStage();
  const told = await samples();
  const ofName = (name: string) => told.filter((sample) => sample.name === name).map(({ value }) => value);
  assert.deepEqual(ofName("tapedeck_rejected_rows_total"), [0, 0, 0]);
  assert.deepEqual(ofName("tapedeck_gaps_opened_total"), Array(3 * GAP_CAUSES.length).fill(0));
  assert.deepEqual(ofName("tapedeck_exchange_failures_total"), [0]);
  assert.deepEqual(ofName("tapedeck_damages_total"), [0]);
});

Deno.test("a stream's first connection is none again, every later one is", async () => {
  const { tell, value } = metricsStage();
  tell({ type: "stream-connected", key: TRADES });
  assert.equal(await value("tapedeck_stream_reconnects_total", OF_TRADES), 0);
  tell({ type: "stream-dropped", key: TRADES, error: "closed", retryAt: 0 });
  tell({ type: "stream-connected", key: TRADES });
  assert.equal(await value("tapedeck_stream_reconnects_total", OF_TRADES), 1);
  assert.equal(await value("tapedeck_stream_drops_total", OF_TRADES), 1);
});

Deno.test("a backfill's rows are counted once, though each report names all of them, and a new cell starts over", async () => {
  const { tell, value } = metricsStage();
  const report = (rows: number) =>
    ({ run: "a", key: TRADES, done: 1, total: 9, failed: 0, rows, requests: rows / 10 }) as const;
  tell({ type: "backfill-progressed", ...report(100) }, { type: "backfill-progressed", ...report(250) });
  tell({ type: "venue-opened", exchange: "binance", epoch: 8 });
  tell({ type: "backfill-progressed", ...report(300) });
  tell({ type: "backfill-finished", ...report(400), outcome: "done", reason: null });
  assert.equal(await value("tapedeck_backfill_rows_total", OF_TRADES), 250 + 400);
  assert.equal(await value("tapedeck_backfill_requests_total", OF_TRADES), 25 + 40);
  assert.equal(await value("tapedeck_backfill_tasks_total", { ...OF_TRADES, outcome: "done" }), 1);
});

Deno.test("holes are counted by their cause, and those of the last day shown until they are filled", async () => {
  const { clock, tell, value } = metricsStage();
  const [from, to] = [clock.now() * 1000, clock.now() * 1000 + 5e6];
  tell({ type: "gap-opened", key: TRADES, from, to, cause: "outage", reason: "closed" });
  assert.equal(await value("tapedeck_gaps_opened_total", { ...OF_TRADES, cause: "outage" }), 1);
  assert.equal(await value("tapedeck_recent_holes", OF_TRADES), 1);
  tell({ type: "gap-healed", key: TRADES, from, to, rows: 3 });
  assert.equal(await value("tapedeck_recent_holes", OF_TRADES), 0);
  assert.equal(await value("tapedeck_gaps_healed_total", OF_TRADES), 1);

  tell({ type: "gap-opened", key: BOOK, from, to, cause: "outage", reason: "closed" });
  await clock.advance(25 * 3_600_000);
  assert.equal(await value("tapedeck_recent_holes", { type: "orderbook" }), 0);
});

Deno.test("the lag is that of the newest row of a live stream: what fills a hole, and silence, change nothing", async () => {
  const { clock, tell, value } = metricsStage();
  const recorded = (lateMs: number) => {
    const us = (clock.now() - lateMs) * 1000;
    tell({ type: "rows-recorded", key: TRADES, rows: 1, firstUs: us, lastUs: us });
  };
  recorded(300);
  assert.equal(await value("tapedeck_lag_seconds", OF_TRADES), undefined, "it is not connected yet");
  tell({ type: "stream-connected", key: TRADES });
  assert.equal(await value("tapedeck_lag_seconds", OF_TRADES), 0.3);
  recorded(90_000);
  assert.equal(await value("tapedeck_lag_seconds", OF_TRADES), 0.3);
  await clock.advance(60_000);
  assert.equal(await value("tapedeck_last_row_age_seconds", OF_TRADES), 60);
  assert.equal(await value("tapedeck_lag_seconds", OF_TRADES), 0.3);
  await clock.advance(300_000);
  assert.equal(await value("tapedeck_lag_seconds", OF_TRADES), undefined, "nothing came lately");
});

Deno.test("what is not known is left out", async () => {
  const { samples } = metricsStage();
  const names = new Set((await samples()).map(({ name }) => name));
  for (
    const name of [
      "tapedeck_disk_free_bytes",
      "tapedeck_complete_ratio",
      "tapedeck_clock_ahead_seconds",
      "tapedeck_mailbox_messages",
      "tapedeck_journal_bytes",
      "tapedeck_sync_remotes",
      "process_resident_memory_bytes",
    ]
  ) assert.ok(!names.has(name), name);
});

Deno.test("a closed segment waits until it is sealed, and one that is gone waits no longer", async () => {
  const { clock, tell, value } = metricsStage();
  const segment = ALL_WELL.journal[0];
  tell({ type: "segment-closed", exchange: "binance", path: segment.path });
  await clock.advance(90_000);
  const waited = (journal = [segment]) => value("tapedeck_journal_waiting_seconds", {}, { journal });
  assert.equal(await waited(), 90);
  tell({ type: "segment-sealed", path: segment.path, rowsByKey: {} });
  assert.equal(await waited(), 0);
  tell({ type: "segment-closed", exchange: "binance", path: segment.path });
  assert.equal(await waited([]), 0);
  assert.equal(await value("tapedeck_journal_bytes", {}, { journal: [segment, segment] }), 8192);
});

Deno.test("a refused config shows until one is taken; syncs and incidents are counted", async () => {
  const { clock, tell, happen, value } = metricsStage();
  const taken = () => value("tapedeck_config_last_reload_successful");
  assert.equal(await taken(), 1);
  tell({ type: "config-refused", error: "line 3: no such key" });
  assert.equal(await taken(), 0);
  tell({ type: "config-taken", restart: [] });
  assert.equal(await taken(), 1);

  const at = clock.now();
  const sync = {
    remote: "s3,secret_access_key=abc:tape",
    files: 2,
    bytes: 300,
    removed: 0,
    retryAt: null,
    at,
  };
  happen({ type: "sync-finished", outcome: "done", error: null, ...sync });
  happen({ type: "sync-finished", outcome: "failed", error: "no space", ...sync });
  assert.equal(await value("tapedeck_sync_runs_total", { outcome: "failed" }), 1);
  assert.equal(await value("tapedeck_sync_bytes_total"), 600);
  happen({ type: "opened", incident: INCIDENT }, { type: "closed", incident: INCIDENT });
  assert.equal(await value("tapedeck_incidents_total", { kind: "disk" }), 1);
  const openIncidents = [INCIDENT, INCIDENT];
  assert.equal(await value("tapedeck_open_incidents", { severity: "error" }, { openIncidents }), 2);
});

/** All that cells, the archiver and the control side may tell of two exchanges. */
const happenings: fc.Arbitrary<Happening> = fc.record({
  key: fc.constantFrom(TRADES, ETH, BOOK, CANDLES, "kraken/trades/BTC-USD"),
  n: fc.nat(1000),
  kind: fc.constantFrom(
    "rows",
    "rejected",
    "dropped",
    "connected",
    "gap",
    "progress",
    "finish",
    "open",
    "fail",
  ),
}).map(({ key, n, kind }): Happening => {
  const at = 0, exchange = key.split("/")[0];
  const counts = { run: "r", key, done: 1, total: 2, failed: 0, rows: n, requests: 1, at };
  switch (kind) {
    case "rows":
      return { type: "rows-recorded", key, rows: n, firstUs: n, lastUs: n, at };
    case "rejected":
      return { type: "rows-rejected", key, rows: n, reason: "ts", at };
    case "dropped":
      return { type: "stream-dropped", key, error: "closed", retryAt: n, at };
    case "connected":
      return { type: "stream-connected", key, at };
    case "gap":
      return { type: "gap-opened", key, from: n, to: n + 1, cause: "outage", reason: "closed", at };
    case "progress":
      return { type: "backfill-progressed", ...counts };
    case "finish":
      return { type: "backfill-finished", outcome: "failed", reason: "", ...counts };
    case "open":
      return { type: "venue-opened", exchange, epoch: n, at };
    default:
      return { type: "venue-failed", exchange, error: "", retryAt: null, at };
  }
});

Deno.test("no counter ever goes down or away, whatever happens", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.array(happenings), { maxLength: 4 }), async (scrapes) => {
      const { happen, samples } = metricsStage();
      let before: Sample[] = [];
      for (const all of scrapes) {
        happen(...all);
        const now = await samples();
        const at = (sample: Sample) =>
          now.find(({ name, labels }) =>
            name === sample.name && JSON.stringify(labels) === JSON.stringify(sample.labels)
          );
        for (const sample of before.filter(({ name }) => name.endsWith("_total"))) {
          assert.ok((at(sample)?.value ?? -1) >= sample.value, JSON.stringify(sample));
        }
        before = now;
      }
    }),
    { numRuns: 50 },
  ));

Deno.test("no pair, path or remote is a label, and a hundred pairs more are no sample more", async () => {
  const few = await wellStage();
  const pairs = Array.from({ length: 100 }, (_, i) => `binance/trades/COIN${i}-USDT`);
  const many = metricsStage([TRADES, BOOK, CANDLES, ...pairs]);
  for (const key of pairs) {
    many.rows(key, 1);
    many.tell({ type: "gap-opened", key, from: 1, to: 2, cause: "lost", reason: "gone" });
    many.tell({ type: "collect-finished", key, rows: 0, requests: 1, error: "refused by COIN" });
  }
  const counted = async ({ samples }: typeof few) =>
    (await samples(ALL_WELL)).filter(({ name }) => name.endsWith("_total")).length;
  assert.equal(await counted(many), await counted(few));
  assert.doesNotMatch((await many.text(ALL_WELL)).replaceAll(/^#.*$/gm, ""), /USDT|COIN|s3|wal/);
});
