/** The dashboard for Grafana: what can be seen of it without Grafana. */
import assert from "node:assert/strict";
import { isThere } from "../../tools/provide.ts";
import { dashboard, type Panel, queriesOf } from "./dashboard.ts";
import { promtool } from "./promtool.ts";
import { ALL_WELL, wellStage } from "./stage.ts";

const isSkipped = !await isThere("promtool") && Deno.env.get("CI") === undefined;

Deno.test("its panels have their own ids and places, a unit, and the data source that the reader chooses", async () => {
  const { panels } = await dashboard();
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  panels.forEach((panel, i) => {
    assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, panel.title);
    for (const other of panels.slice(i + 1)) {
      assert.ok(!overlap(panel, other), `${panel.title}, ${other.title}`);
    }
  });
  const drawn = panels.filter(({ type }) => type !== "row");
  assert.ok(drawn.length > 20);
  for (const { title, datasource, fieldConfig, targets } of drawn) {
    assert.ok(fieldConfig?.defaults.unit, title);
    assert.ok(targets?.length, title);
    for (const { uid } of [datasource!, ...targets.map(({ datasource }) => datasource)]) {
      assert.equal(uid, "${datasource}", title);
    }
  }
});

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

Deno.test("it asks only for what a scrape has, by labels that it has, and leaves hardly anything out", async () => {
  const samples = await (await wellStage()).samples(ALL_WELL);
  const names = new Set(samples.map(({ name }) => name));
  const board = await dashboard();
  const asked = new Set<string>();
  for (const query of queriesOf(board)) {
    for (const [, name, matchers = ""] of query.matchAll(/\b((?:tapedeck|process)_\w+)(?:\{([^}]*)\})?/g)) {
      asked.add(name);
      assert.ok(names.has(name), `${name} in ${query}`);
      const { labels } = samples.find((sample) => sample.name === name)!;
      for (const [, label] of matchers.matchAll(/(\w+)[!=~]+"/g)) {
        assert.ok(label in labels || label === "instance" || label === "job", `${label} of ${name}`);
      }
    }
  }
  const left = [...names].filter((name) => !asked.has(name));
  assert.ok(left.length < names.size / 3, left.join());
});

Deno.test({
  name: "Prometheus can read every query of it",
  ignore: isSkipped,
  async fn() {
    const rules = queriesOf(await dashboard()).map((expr, i) => ({ record: `query:${i}`, expr }));
    const file = await Deno.makeTempFile({ prefix: "tapedeck-", suffix: ".yml" });
    await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
    const { code, output } = await promtool(["check", "rules", file]);
    await Deno.remove(file);
    assert.equal(code, 0, output);
  },
});
