/** Each alert of docs/prometheus/alerts.yml by promtool: it fires where it should, and is silent where all is well. */
import assert from "node:assert/strict";
import { isThere } from "../../tools/provide.ts";
import { promtool } from "./promtool.ts";
import {
  alertRules,
  always,
  changed,
  firing,
  firingAt,
  growing,
  healthy,
  MINUTES,
  RULES,
  type RuleTest,
  ruleTests,
} from "./rules.ts";
import { ALL_WELL, wellStage } from "./stage.ts";

const isSkipped = !await isThere("promtool") && Deno.env.get("CI") === undefined;
if (isSkipped) console.log("promtool is absent: alerts are not tested; it is in Debian's package prometheus");

interface Case {
  /** What Prometheus reads instead of what a healthy tapedeck tells, by selector. */
  reads: Record<string, string>;
  /** The labels that the alert has besides those of the target. */
  labels?: Record<string, string>;
  /** By default `100m`. */
  at?: string;
}

const binance = { exchange: "binance" };
const trades = { ...binance, type: "trades" };
const stateOf = (type: string, state: string) => `tapedeck_series{type="${type}",state="${state}"}`;
/** Nothing until the given minute, then one for good. */
const onceAt = (minute: number) => `0x${minute} 1x${MINUTES - minute}`;
const STARTS_EACH_TEN_MINUTES = Array.from({ length: MINUTES / 10 }, (_, i) => `${i * 600}x9`).join(" ");

const CASES: Record<string, Case> = {
  TapedeckDown: { reads: { up: always(0) } },
  TapedeckRestarts: { reads: { process_start_time_seconds: STARTS_EACH_TEN_MINUTES } },
  TapedeckError: {
    reads: { 'tapedeck_verdict{state="ok"}': always(0), 'tapedeck_verdict{state="error"}': always(1) },
    labels: { state: "error" },
  },
  TapedeckIdle: {
    reads: {
      [stateOf("trades", "recording")]: always(0),
      [stateOf("orderbook", "recording")]: always(0),
      [stateOf("ohlc", "waiting")]: always(0),
    },
  },
  TapedeckPartFails: { reads: { tapedeck_part_failures_total: growing(0.1) } },
  TapedeckMailboxFull: { reads: { tapedeck_mailbox_used_ratio: always(0.9) } },
  TapedeckConfigRefused: { reads: { tapedeck_config_last_reload_successful: always(0) } },
  TapedeckExchangeDown: { reads: { tapedeck_exchange_up: always(0) }, labels: binance },
  TapedeckStreamsDown: { reads: { [stateOf("trades", "retrying")]: always(1) }, labels: trades },
  TapedeckSeriesEnded: {
    reads: { [stateOf("trades", "ended")]: always(1) },
    labels: { ...trades, state: "ended" },
  },
  TapedeckNoRows: { reads: { 'tapedeck_rows_total{type="trades"}': always(600) }, labels: trades },
  TapedeckReconnects: {
    reads: { 'tapedeck_stream_drops_total{type="trades"}': growing(0.2) },
    labels: trades,
  },
  TapedeckLagging: { reads: { 'tapedeck_lag_seconds{type="trades"}': always(45) }, labels: trades },
  TapedeckClockWrong: { reads: { tapedeck_clock_ahead_seconds: always(-61) }, labels: binance },
  TapedeckRowsRejected: {
    reads: { 'tapedeck_rejected_rows_total{type="trades"}': growing(1) },
    labels: trades,
  },
  TapedeckHolesNotFilled: { reads: { 'tapedeck_recent_holes{type="trades"}': always(1) }, labels: trades },
  TapedeckManyHoles: {
    reads: { 'tapedeck_gaps_opened_total{type="trades",cause="outage"}': growing(0.1) },
    labels: trades,
  },
  TapedeckOverloaded: {
    reads: { 'tapedeck_gaps_opened_total{type="trades",cause="overload"}': onceAt(95) },
    labels: binance,
  },
  TapedeckCandlesFail: {
    reads: { 'tapedeck_consecutive_errors{type="ohlc"}': always(3) },
    labels: { ...binance, type: "ohlc" },
  },
  TapedeckBackfillFailed: {
    reads: { 'tapedeck_backfill_tasks_total{type="trades",outcome="failed"}': onceAt(60) },
    labels: { ...trades, outcome: "failed" },
  },
  TapedeckToldToWait: { reads: { tapedeck_budget_wait_seconds: always(3000) }, labels: binance },
  TapedeckDiskLow: {
    reads: { 'tapedeck_disk_state{state="ok"}': always(0), 'tapedeck_disk_state{state="low"}': always(1) },
    labels: { state: "low" },
  },
  TapedeckDiskStopsRecording: {
    reads: { 'tapedeck_disk_state{state="ok"}': always(0), 'tapedeck_disk_state{state="gone"}': always(1) },
    labels: { state: "gone" },
  },
  // A megabyte a minute and series are 4.3 GB a day, of 20 GB.
  TapedeckDiskFillsUp: {
    reads: { tapedeck_stored_bytes: growing(1e6), tapedeck_disk_free_bytes: always(21e9) },
  },
  TapedeckJournalWaits: { reads: { tapedeck_journal_waiting_seconds: always(1000) } },
  TapedeckArchivingFails: { reads: { tapedeck_archiving_failures_total: growing(1) } },
  TapedeckDamage: { reads: { tapedeck_damages_total: onceAt(60) } },
  TapedeckCountsDiffer: { reads: { tapedeck_count_differences_total: onceAt(60) } },
  TapedeckSyncFails: { reads: { tapedeck_sync_remotes_failing: always(1) } },
  TapedeckSyncLate: { reads: { tapedeck_sync_last_success_timestamp_seconds: always(0) }, at: "5h" },
};

async function pass(tests: RuleTest[]): Promise<void> {
  const file = await Deno.makeTempFile({ prefix: "tapedeck-", suffix: ".yml" });
  await Deno.writeTextFile(file, ruleTests(tests));
  const { code, output } = await promtool(["test", "rules", file]);
  await Deno.remove(file);
  assert.equal(code, 0, output);
}

Deno.test("every alert has a case here, a severity, and a sentence that says what to do", async () => {
  const rules = await alertRules();
  assert.deepEqual(rules.map(({ alert }) => alert), Object.keys(CASES));
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(warning|critical)$/, alert);
    assert.match(annotations.summary, /^\S.*\{\{ \$labels\.instance \}\}/, alert);
    assert.match(annotations.description, /^[^]{40,}\.$/, alert);
  }
});

Deno.test("what the rules ask for is what a scrape has", async () => {
  const told = new Set((await (await wellStage()).samples(ALL_WELL)).map(({ name }) => name));
  for (const { alert, expr } of await alertRules()) {
    const asked = [...expr.matchAll(/\b(?:tapedeck|process)_\w+/g)].map(([name]) => name);
    assert.deepEqual(asked.filter((name) => !told.has(name)), [], alert);
  }
});

Deno.test({
  name: "promtool finds no fault with the rules",
  ignore: isSkipped,
  async fn() {
    const { code, output } = await promtool(["check", "rules", RULES]);
    assert.equal(code, 0, output);
    assert.match(output, /SUCCESS/);
  },
});

Deno.test({
  name: "where all is well, from the start on, no alert fires or is about to",
  ignore: isSkipped,
  fn: async () =>
    await pass([{
      name: "well",
      interval: "1m",
      input_series: await healthy(),
      promql_expr_test: ["1m", "30m", "90m", "5h"].map((eval_time) => ({
        eval_time,
        expr: "ALERTS",
        exp_samples: [],
      })),
    }]),
});

Deno.test({
  name: "every alert fires where it should, says what it should, and no other fires with it",
  ignore: isSkipped,
  async fn() {
    const well = await healthy();
    const rules = await alertRules();
    await pass(
      Object.entries(CASES).map(([alert, { reads, labels = {}, at = "100m" }]) => {
        const rule = rules.find((each) => each.alert === alert)!;
        return {
          name: alert,
          interval: "1m",
          input_series: changed(well, reads),
          alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: [firing(rule, labels)] }],
          promql_expr_test: [firingAt(at, [alert])],
        };
      }),
    );
  },
});

Deno.test({
  name: "damage that was found before the first scrape is told, for an hour",
  ignore: isSkipped,
  async fn() {
    const reads = { tapedeck_quarantined_total: always(1) };
    const input_series = changed(await healthy(), reads);
    const promql_expr_test = [firingAt("5m", ["TapedeckDamage"]), firingAt("61m", [])];
    await pass([{ name: "at the start", interval: "1m", input_series, promql_expr_test }]);
  },
});
