/** Whatever a config says, and however it is written: it can be edited into any other one. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { editConfig } from "../../../cli/config/edit/mod.ts";
import { parseYaml } from "../../../cli/config/yaml.ts";
import { configOf, configs, hands, written } from "./samples.ts";

const commentsOf = (text: string) =>
  text.split(/\r?\n/).map((line) => line.trim()).filter((line) => /^# /.test(line));

/** Those of lines that are never removed, whatever the config becomes. */
function lasting(text: string): string[] {
  return commentsOf(text).filter((line) => /^# (top|settings|alerts)/.test(line));
}

Deno.test("any config that is written in any hand becomes any other one, and back, and no comment is lost", async () => {
  await fc.assert(
    fc.asyncProperty(configs, configs, hands, async (one, other, hand) => {
      const text = written(one, hand);
      assert.deepEqual(configOf(parseYaml(text)), one);
      const changed = await editConfig(text, one, other);
      assert.deepEqual(configOf(parseYaml(changed)), other);
      assert.deepEqual(lasting(changed), lasting(text));
      const back = await editConfig(changed, other, one);
      assert.deepEqual(configOf(parseYaml(back)), one);
      assert.deepEqual(lasting(back), lasting(text));
    }),
    { numRuns: 300 },
  );
});

Deno.test("a config that stays as it is keeps every byte", async () => {
  await fc.assert(
    fc.asyncProperty(configs, hands, async (config, hand) => {
      const text = written(config, hand);
      assert.equal(await editConfig(text, config, structuredClone(config)), text);
    }),
    { numRuns: 50 },
  );
});

Deno.test("jobs that stay take their comments along, wherever they go", async () => {
  const cases = configs.chain((config) =>
    fc.record({
      config: fc.constant(config),
      left: fc.shuffledSubarray([...config.stream_jobs.keys()], { minLength: 1 }),
      hand: hands,
    })
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ config, left, hand }) => {
      const text = written(config, hand);
      const stream_jobs = left.map((i) => config.stream_jobs[i]);
      const changed = await editConfig(text, config, { ...config, stream_jobs });
      const gone = new Set(config.stream_jobs.map((_, i) => i).filter((i) => !left.includes(i)));
      const expected = commentsOf(text).filter((line) => {
        const [, place] = /^# stream_jobs\[(\d+)\]/.exec(line) ?? [];
        return place === undefined || !gone.has(Number(place));
      });
      const kept = new Set(commentsOf(changed));
      const isTwice = new Set(config.stream_jobs.map((job) =>
        JSON.stringify(job)
      )).size < config.stream_jobs.length;
      if (!isTwice) assert.deepEqual(expected.filter((line) => !kept.has(line)), []);
      for (const line of kept) assert.ok(text.includes(line), line);
    }),
    { numRuns: 200 },
  );
});
