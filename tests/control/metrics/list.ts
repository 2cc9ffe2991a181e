/**
 * docs/prometheus/metrics.md, made of what a scrape says.
 * `deno run -A --config tests/deno.json tests/control/metrics/list.ts` writes it anew.
 */
import { ALL_WELL, wellStage } from "./stage.ts";

export const LIST = new URL("../../../docs/prometheus/metrics.md", import.meta.url);

const HEAD = `# What /metrics tells

\`GET /metrics\` answers in the text format of Prometheus, with the token as every other route; \`prometheus.yml\` beside
this file asks for it, \`alerts.yml\` judges it, and \`../grafana/tapedeck.json\` draws it. It is cheap: ask as often as you like.

- Only \`exchange\` and \`type\` (\`trades\`, \`orderbook\`, \`ohlc\`) name things. Every other label has the few words given
  here. No pair, file or remote is ever a label: a recorder of a thousand pairs has no sample more than one of ten. For one
  exchange there are some 200 samples, and 140 more for each other one. What concerns a single pair is in \`/api/snapshot\`.
- Counters (\`_total\`) begin at 0 with the program and never fall while it runs. They are told as 0 before anything
  happened, so that \`increase()\` sees the first time.
- What is not known is not told: there is no lag while nothing is live, and no free space where the system does not say.
- Sums over all exchanges are yours to make: \`sum(rate(tapedeck_rows_total[5m]))\`.

| name | kind | labels | meaning |
| --- | --- | --- | --- |
`;

/** The text that the file is to have. */
export async function metricsList(): Promise<string> {
  const text = await (await wellStage()).text(ALL_WELL);
  return `${HEAD}${text.trim().split("\n\n").map(rowOf).join("\n")}\n`;
}

function rowOf(family: string): string {
  const [, name, help] = /^# HELP (\S+) (.*)$/m.exec(family)!;
  const [, kind] = /^# TYPE \S+ (\S+)$/m.exec(family)!;
  return `| \`${name}\` | ${kind} | ${labelsOf(family)} | ${help} |`;
}

function labelsOf(family: string): string {
  const words = Map.groupBy(family.matchAll(/(\w+)="([^"]*)"/g), ([, label]) => label);
  return [...words].map(([label, found]) => {
    const values = [...new Set(found.map(([, , word]) => word))];
    return ["exchange", "type", "version"].includes(label) ? label : `${label}: ${values.join(" ")}`;
  }).join("; ");
}

if (import.meta.main) await Deno.writeTextFile(LIST, await metricsList());
