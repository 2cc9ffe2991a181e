/** docs/prometheus/alerts.yml, and promtool's tests of it: what is scraped as time goes by, and what fires then. */
import { parse } from "@std/yaml";
import { ALL_WELL, wellStage } from "./stage.ts";

export const RULES = new URL("../../../docs/prometheus/alerts.yml", import.meta.url).pathname;

export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}

export async function alertRules(): Promise<AlertRule[]> {
  const { groups } = parse(await Deno.readTextFile(RULES)) as { groups: Array<{ rules: AlertRule[] }> };
  return groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
}

/** Values as promtool writes them, one a minute: `1x60` stays, `0+5x60` grows. */
export interface InputSeries {
  series: string;
  values: string;
}

/** As long as anything is scraped. */
export const MINUTES = 300;
const TARGET = { instance: "tape:8080", job: "tapedeck" };

export const always = (value: number) => `${value}x${MINUTES}`;
/** By so much a minute. */
export const growing = (by: number, from = 0) => `${from}+${by}x${MINUTES}`;

/** What grows each minute while all is well. */
const GROWTH: Record<string, number> = {
  tapedeck_rows_total: 600,
  tapedeck_stored_rows: 600,
  tapedeck_stored_bytes: 10_000,
  tapedeck_sealed_rows_total: 600,
  tapedeck_sealed_bytes_total: 10_000,
  tapedeck_sync_last_success_timestamp_seconds: 60,
  process_cpu_seconds_total: 2,
};

/** What the rules ask for, as a healthy tapedeck tells it. Prometheus' time begins at 0, and so does tapedeck. */
export async function healthy(): Promise<InputSeries[]> {
  const asked = await Deno.readTextFile(RULES);
  const samples = await (await wellStage()).samples(ALL_WELL);
  const told = samples.filter(({ name }) => asked.includes(name)).map(({ name, labels, value }) => ({
    series: seriesOf(name, labels),
    values: name in GROWTH
      ? growing(GROWTH[name])
      : always(name === "process_start_time_seconds" ? 0 : value),
  }));
  return [{ series: seriesOf("up", {}), values: always(1) }, ...told];
}

/** `series` with other values for those of `changes`, each named as in a query: `up`, `tapedeck_series{state="ended"}`. */
export function changed(series: InputSeries[], changes: Record<string, string>): InputSeries[] {
  for (const selector of Object.keys(changes)) {
    if (!series.some((each) => isSelected(each, selector))) throw new Error(`no series is ${selector}`);
  }
  return series.map((each) => {
    const found = Object.entries(changes).filter(([selector]) => isSelected(each, selector));
    return found.length === 0 ? each : { ...each, values: found.at(-1)![1] };
  });
}

function isSelected({ series }: InputSeries, selector: string): boolean {
  const [name, labels = ""] = selector.split(/[{}]/);
  return series.startsWith(`${name}{`) && labels.split(",").every((label) => series.includes(label));
}

function seriesOf(name: string, labels: Record<string, string>): string {
  const pairs = Object.entries({ ...labels, ...TARGET }).map(([label, word]) => `${label}="${word}"`);
  return `${name}{${pairs.join(",")}}`;
}

/** As Prometheus sends it, for a result with these labels. */
export function firing({ labels, annotations }: AlertRule, found: Record<string, string>) {
  const all: Record<string, string> = { ...TARGET, ...found };
  const filled = (text: string) =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label) => all[label] ?? "?");
  const { summary, description } = annotations;
  return {
    exp_labels: { ...all, ...labels },
    exp_annotations: { summary: filled(summary), description: filled(description) },
  };
}

/** One of promtool's tests. */
export interface RuleTest {
  name: string;
  interval: "1m";
  input_series: InputSeries[];
  alert_rule_test?: Array<{ eval_time: string; alertname: string; exp_alerts: unknown[] }>;
  promql_expr_test?: Array<{
    eval_time: string;
    expr: string;
    exp_samples: Array<{ labels: string; value: number }>;
  }>;
}

/** Which alerts fire at `time`, each by its name alone. */
export function firingAt(time: string, names: string[]): NonNullable<RuleTest["promql_expr_test"]>[number] {
  return {
    eval_time: time,
    expr: 'count by (alertname) (ALERTS{alertstate="firing"}) > bool 0',
    exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
  };
}

/** A file for `promtool test rules`. */
export function ruleTests(tests: RuleTest[]): string {
  return JSON.stringify({ rule_files: [RULES], evaluation_interval: "1m", tests });
}
