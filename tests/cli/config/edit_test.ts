import assert from "node:assert/strict";
import { editConfig } from "../../../cli/config/edit/mod.ts";
import { parseYaml } from "../../../cli/config/yaml.ts";
import type { Config } from "../../../schemas/config.ts";
import { configOf } from "./samples.ts";

/** What `text` becomes when what it says is changed so. */
async function changed(text: string, change: (config: Config) => void): Promise<string> {
  const current = configOf(parseYaml(text));
  const wanted = structuredClone(current);
  change(wanted);
  return await editConfig(text, current, wanted);
}

const JOB = "  - { exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }\n";

Deno.test("only the value that changes is written anew, its comment stays", async () => {
  const text = `storage:\n    local_path:   './data'    # on the big disk\n\nstream_jobs:\n${JOB}`;
  const after = await changed(text, ({ storage }) => storage.local_path = "/srv/tape");
  assert.equal(after, text.replace("'./data'", '"/srv/tape"'));
});

Deno.test("a new key comes to the end of its section, before the comments behind it", async () => {
  const text = `settings:\n  ui_port: 8080  # here\n  # ui_readonly: true\n\nstream_jobs:\n${JOB}`;
  const after = await changed(text, ({ settings }) => settings.ui_auth_token = "null");
  assert.equal(after, text.replace("# here\n", '# here\n  ui_auth_token: "null"\n'));
});

Deno.test("a new section has only what is not as it would be without", async () => {
  const text = `stream_jobs:\n${JOB}`;
  const after = await changed(text, ({ storage, alerts }) => {
    storage.remotes = [{
      provider: "rclone",
      remote: "s3:bucket",
      purge_after_days: null,
      purge_when_low: false,
    }];
    alerts.webhook_url = "https://hooks.example/x";
  });
  assert.equal(
    after,
    `${text}storage:\n  remotes:\n    - provider: rclone\n      remote: "s3:bucket"\n` +
      'alerts:\n  webhook_url: "https://hooks.example/x"\n',
  );
});

Deno.test("a section left empty is filled below its own comment", async () => {
  const text = `settings:   # of the page\nhisto_jobs: []  # none yet\nstream_jobs:\n${JOB}`;
  const after = await changed(text, ({ settings, histo_jobs }) => {
    settings.ui_readonly = true;
    histo_jobs.push({
      ...configOf({ histo_jobs: [{ exchange: "okx", pairs: ["A/B"] }] }).histo_jobs[0],
      span: 60,
    });
  });
  assert.equal(
    after,
    `settings:   # of the page\n  ui_readonly: true\nhisto_jobs:  # none yet\n` +
      `  - exchange: okx\n    pairs: [A/B]\n    span: 60\nstream_jobs:\n${JOB}`,
  );
});

Deno.test("of a list in brackets an item comes and goes, the others keep their place and comments", async () => {
  const text = `stream_jobs:
- exchange: sandbox
  pairs: [
    BTC/USDT,  # the first
    "ETH/USDT",  # the second
    XRP/USDT  # the third
  ]
  channels: [trades]
`;
  const after = await changed(
    text,
    ({ stream_jobs: [job] }) => job.pairs = ["BTC/USDT", "XRP/USDT", "X/Y:Z"],
  );
  assert.deepEqual(configOf(parseYaml(after)).stream_jobs[0].pairs, ["BTC/USDT", "XRP/USDT", "X/Y:Z"]);
  for (const comment of ["# the first", "# the second", "# the third"]) assert.ok(after.includes(comment));
  const one = await changed(text, ({ stream_jobs: [job] }) => job.pairs = ["ETH/USDT"]);
  assert.deepEqual(configOf(parseYaml(one)).stream_jobs[0].pairs, ["ETH/USDT"]);
});

Deno.test("a list that loses all keeps the comments that stood between", async () => {
  const text = `histo_jobs:  # candles\n  # hourly\n  - { exchange: okx, pairs: [A/B] }\n  # daily\n` +
    `  - { exchange: okx, pairs: [A/B], span: 86400 }\n  # - weekly\nstream_jobs:\n${JOB}`;
  const after = await changed(text, (config) => config.histo_jobs = []);
  assert.equal(after, `histo_jobs: []  # candles\n  # hourly\n  # daily\n  # - weekly\nstream_jobs:\n${JOB}`);
});

Deno.test("a first key that goes leaves the dash to the next", async () => {
  const text = `histo_jobs:\n  - start: "2020-01-01"\n    # of okx\n    exchange: okx\n    pairs: [A/B]\n`;
  const after = await changed(text, ({ histo_jobs: [job] }) => delete job.start);
  assert.equal(after, `histo_jobs:\n  - # of okx\n    exchange: okx\n    pairs: [A/B]\n`);
});

Deno.test("a config that is JSON stays JSON", async () => {
  const text = JSON.stringify(
    { stream_jobs: [{ exchange: "okx", pairs: ["A/B"], channels: ["trades"] }] },
    null,
    2,
  );
  const after = await changed(text, ({ settings, stream_jobs: [job] }) => {
    settings.timezone = "Europe/Paris";
    job.pairs = ["C/D", "E/F"];
    job.depth = 5;
  });
  assert.deepEqual(configOf(JSON.parse(after)).stream_jobs[0].depth, 5);
  assert.equal(JSON.parse(after).settings.timezone, "Europe/Paris");
});

Deno.test("line ends, byte-order mark, a missing last line end and a document's marks stay", async () => {
  const text = `\ufeff%YAML 1.2\r\n---\r\nstream_jobs:\r\n${JOB.replace("\n", "\r\n")}# the end\r\n...`;
  const after = await changed(text, ({ alerts }) => alerts.max_consecutive_errors = 9);
  assert.equal(after, text.replace("# the end", "alerts:\r\n  max_consecutive_errors: 9\r\n# the end"));
  const bare = await changed(
    `stream_jobs:\n${JOB.trimEnd()}`,
    ({ alerts }) => alerts.max_consecutive_errors = 9,
  );
  assert.equal(bare, `stream_jobs:\n${JOB}alerts:\n  max_consecutive_errors: 9`);
});

Deno.test("text over several lines is replaced as a whole", async () => {
  const text =
    `settings:\n  ui_auth_token: >-\n    my secret\n    token\n\n  # below\n  ui_port: 1\nstream_jobs:\n${JOB}`;
  const after = await changed(text, ({ settings }) => settings.ui_auth_token = "plain");
  assert.equal(after, text.replace(">-\n    my secret\n    token", "plain"));
});

Deno.test("an alias becomes what it stands for where that alone changes", async () => {
  const text = `stream_jobs:\n  - { exchange: okx, pairs: &p [A/B], channels: [trades] }\n` +
    `  - { exchange: kraken, pairs: *p, channels: [trades] }\n`;
  const after = await changed(text, ({ stream_jobs }) => stream_jobs[1].pairs = ["C/D"]);
  assert.equal(after, text.replace("*p", "[C/D]"));
});

Deno.test("what cannot be changed without harm to something else is refused, with a reason", async () => {
  const anchored = `stream_jobs:\n  - { exchange: okx, pairs: &p [A/B], channels: [trades] }\n` +
    `  - { exchange: kraken, pairs: *p, channels: [trades] }\n`;
  await assert.rejects(
    changed(anchored, ({ stream_jobs }) => stream_jobs[0].pairs = ["C/D"]),
    {
      message:
        /^a place that would change is written in an unusual way, or holds for others too \(an anchor\)$/,
    },
  );
  const explicit = `? settings\n: ui_port: 1\n? stream_jobs\n:\n${JOB}`;
  await assert.rejects(
    changed(explicit, ({ settings }) => settings.ui_port = 2),
    { message: /written in an unusual way/ },
  );
  const loose = `settings:\n  ui_auth_token: 'a\nb'\nstream_jobs:\n${JOB}`;
  await assert.rejects(
    changed(loose, ({ settings }) => settings.ui_port = 2),
    { message: "line 2 is no good YAML" },
  );
});

Deno.test("the tabs of JSON are left where they are", async () => {
  const job = { exchange: "okx", pairs: ["A/B"], channels: ["trades"] };
  const json = JSON.stringify({ settings: { ui_port: 1 }, stream_jobs: [job] }, null, "\t");
  assert.equal(await changed(json, ({ settings }) => settings.ui_port = 2), json.replace("1", "2"));
});
