/** Prometheus itself, with the files of docs/prometheus, scrapes a tapedeck that records. */
import assert from "node:assert/strict";
import { dashboard, queriesOf } from "../control/metrics/dashboard.ts";
import { numberOf, onPrometheus } from "../control/metrics/prometheus.ts";
import { promtool } from "../control/metrics/promtool.ts";
import { samplesOf } from "../control/metrics/stage.ts";
import { isThere } from "../tools/provide.ts";
import { eventually } from "./api_calls.ts";
import { onStage } from "./stage.ts";

const TOKEN = "what-prometheus-shows";
const isSkipped = !await isThere("prometheus") && Deno.env.get("CI") === undefined;
if (isSkipped) {
  console.log("prometheus_test is skipped: prometheus is absent; it is in Debian's package prometheus");
}

const JOBS = {
  settings: { ui_auth_token: TOKEN },
  storage: { min_free_gb: 0, seal_interval: 2 },
  stream_jobs: [{
    exchange: "sandbox",
    pairs: ["BTC/USDT", "ETH/USDT"],
    channels: ["trades", "book"],
    time_step: 1,
  }],
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
};

interface RuleGroup {
  rules: Array<{ health: string }>;
}

const scrapeAs = (url: string, token: string | null) =>
  fetch(`${url}/metrics`, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });

Deno.test({
  name:
    "Prometheus scrapes a tapedeck with its token, reads every rule, and the dashboard's queries have answers",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      await stage.write("tapedeck.yaml", JOBS);
      const { url } = await stage.record();
      await onPrometheus(stage.folder, { target: new URL(url).host, token: TOKEN }, async (prometheus) => {
        const at = (expr: string) => numberOf(prometheus, expr);
        await eventually("rows are counted", async () =>
          await at('rate(tapedeck_rows_total{type="trades"}[10s])') > 0);
        await eventually("parts are sealed", async () =>
          await at("sum(tapedeck_sealed_rows_total)") > 0);
        assert.equal(await at('up{job="tapedeck"}'), 1);
        assert.equal(await at('tapedeck_series{type="trades",state="recording"}'), 2);
        assert.ok(await at('tapedeck_lag_seconds{type="trades"}') < 30);
        assert.ok(await at("tapedeck_actors") > 5);
        assert.ok(await at("process_resident_memory_bytes") > 1e7);

        await eventually("every rule was looked at", async () => {
          const { groups } = await prometheus.get<{ groups: RuleGroup[] }>("rules");
          const rules = groups.flatMap(({ rules }) => rules);
          return rules.length > 25 && rules.every(({ health }) => health === "ok");
        });
        assert.deepEqual(await prometheus.query('ALERTS{alertstate="firing"}'), []);

        const queries = queriesOf(await dashboard(), "10s");
        const answers = await Promise.all(
          queries.map(async (query) => ({ query, found: await prometheus.query(query) })),
        );
        const empty = answers.filter(({ found }) => found.length === 0).map(({ query }) => query);
        // Nothing is synced, nothing grows by the day, no alert fires, and it has just been started.
        const mayBe = /disk_days_left|sync_last_success|open_incidents|clock_ahead|^ALERTS|^changes.* > 0$/;
        assert.deepEqual(empty.filter((query) => !mayBe.test(query)), []);
      });
    }),
});

Deno.test({
  name: "what a running tapedeck tells has no fault that promtool knows, and no counter of it falls",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      await stage.write("tapedeck.yaml", JOBS);
      const { url } = await stage.record();
      const scrape = async () => await (await scrapeAs(url, TOKEN)).text();
      await eventually("it has begun to record", async () => (await scrapeAs(url, TOKEN)).ok);
      const first = await scrape();
      await eventually("rows are counted", async () => /rows_total\{.*"trades"\} [1-9]/.test(await scrape()));
      const later = await scrape();
      const { code, output } = await promtool(["check", "metrics"], later);
      assert.deepEqual({ code, output }, { code: 0, output: "" });
      assert.doesNotMatch(later, /BTC|ETH/);

      const key = ({ name, labels }: ReturnType<typeof samplesOf>[number]) => name + JSON.stringify(labels);
      const now = new Map(samplesOf(later).map((sample) => [key(sample), sample.value]));
      for (const sample of samplesOf(first).filter(({ name }) => name.endsWith("_total"))) {
        assert.ok(now.get(key(sample))! >= sample.value, key(sample));
      }
    }),
});

Deno.test({
  name: "with another token Prometheus is refused, and the target is down",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      await stage.write("tapedeck.yaml", JOBS);
      const { url } = await stage.record();
      assert.equal((await scrapeAs(url, null)).status, 401);
      await onPrometheus(
        stage.folder,
        { target: new URL(url).host, token: "another" },
        async (prometheus) => {
          await eventually("it is down", async () => await numberOf(prometheus, 'up{job="tapedeck"}') === 0);
          const { activeTargets } = await prometheus.get<{ activeTargets: Array<{ lastError: string }> }>(
            "targets",
          );
          assert.match(activeTargets[0].lastError, /\b(401|429)\b/);
          await eventually("the alert waits for its two minutes", async () => {
            const [alert] = await prometheus.query('ALERTS{alertname="TapedeckDown"}');
            return alert?.metric.alertstate === "pending";
          });
        },
      );
    }),
});
