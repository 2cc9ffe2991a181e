import assert from "node:assert/strict";
import { checkConfig } from "../../../cli/config/check.ts";

async function errorsOf(text: string, env: Record<string, string> = {}): Promise<string[]> {
  const checked = await checkConfig(text, "tapedeck.yaml", env);
  assert.ok(!checked.ok, "expected the config to be refused");
  return checked.errors;
}

Deno.test("each error of a config has its line, in their order", async () => {
  const text = `# tapedeck
strage: {}
stream_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT]
    chanels: [trades]
  - { exchange: sandbox,
      pairs: [ETH/USDT, ETHUSDT], channels: [trades] }
settings:
  ui_port: 8080
  timezone: Mars
`;
  assert.deepEqual(await errorsOf(text), [
    "Cannot use tapedeck.yaml line 2: strage is no known key: did you mean storage?",
    "Cannot use tapedeck.yaml line 4: stream_jobs[0].channels is missing: expected a list, like [a, b]",
    "Cannot use tapedeck.yaml line 6: stream_jobs[0].chanels is no known key: did you mean channels?",
    'Cannot use tapedeck.yaml line 8: stream_jobs[1].pairs[1] ("ETHUSDT") is no pair: ' +
    "write base and quote with a slash, like BTC/USDT",
    'Cannot use tapedeck.yaml line 11: settings.timezone ("Mars") is no time zone: use a name like UTC or Europe/Paris',
  ]);
});

Deno.test("an error has its column and key too, for programs", async () => {
  const checked = await checkConfig(
    "stream_jobs:\r\n  - exchange: sandbox\r\n    pears: 1\r\n",
    "x.yaml",
    {},
  );
  assert.ok(!checked.ok);
  assert.deepEqual(checked.wrongs.at(-1), {
    line: 3,
    column: 5,
    path: "stream_jobs[0].pears",
    message: "stream_jobs[0].pears is no known key: did you mean pairs?",
  });
});

Deno.test("what is wrong with the whole has no line", async () => {
  assert.deepEqual(await errorsOf("settings: {}\n"), [
    "Cannot use tapedeck.yaml: the configuration has no job: add one under stream_jobs or histo_jobs",
  ]);
});

Deno.test("all that makes a text no YAML is said, a line each", async () => {
  assert.deepEqual(await errorsOf("storage: {}\nstorage: {}\nalerts: {}\nalerts: {}\n"), [
    "Cannot read tapedeck.yaml line 2, column 1: the key storage stands here a second time: keep one of them",
    "Cannot read tapedeck.yaml line 4, column 1: the key alerts stands here a second time: keep one of them",
  ]);
  const [several] = await errorsOf("stream_jobs: []\n---\nstream_jobs: []\n");
  assert.match(several, /line 2, column 1: a second document begins here: a config is one$/);
  assert.match((await errorsOf("storage: !mine x\n"))[0], /line 1, column \d+: .*unknown tag/);
});

Deno.test("of very many errors the first are said, and how many there are", async () => {
  const jobs = Array.from({ length: 200 }, () => "  - { exchange: OKX, pairs: [A/B], channels: [trades] }\n");
  const errors = await errorsOf(`stream_jobs:\n${jobs.join("")}`);
  assert.equal(errors.length, 101);
  assert.equal(errors[100], "Cannot use tapedeck.yaml: 100 further errors are not shown; mend these first");
});

Deno.test("a config whose aliases have no end is refused", async () => {
  const endless = "stream_jobs: &a [*a]\n";
  assert.match((await errorsOf(endless))[0], /its aliases stand for too much$/);
  const level = (i: number) => `  a${i}: &a${i} [${Array(9).fill(`*a${i - 1}`).join(", ")}]\n`;
  const bomb = `exchanges:\n  a0: &a0 [x]\n${Array.from({ length: 12 }, (_, i) => level(i + 1)).join("")}`;
  assert.match((await errorsOf(bomb))[0], /its aliases stand for too much$/);
  const deep = "a: ".repeat(2) + "[".repeat(20_000);
  assert.equal((await errorsOf(`x: ${deep}`)).length > 0, true);
});

Deno.test("no error repeats a part of a secret", async () => {
  const lines = [
    'ui_auth_token: "s3cr3t" s3cr3t',
    "ui_auth_token: *s3cr3t",
    "ui_auth_token: !s3cr3t x",
    "ui_auth_token: s3cr3t: s3cr3t",
    "ui_auth_token: [s3cr3t",
    "ui_auth_token: {s3cr3t: 1}",
  ];
  for (const line of lines) {
    for (const error of await errorsOf(`settings:\n  ${line}\n`)) assert.doesNotMatch(error, /s3cr3t/);
    for (const error of await errorsOf(`settings: { ui_port: 1, ${line} }\n`)) {
      assert.doesNotMatch(error, /s3cr3t/);
    }
  }
});

Deno.test("of several variables the wrong one is named", async () => {
  const text = "stream_jobs: [{ exchange: sandbox, pairs: [A/B], channels: [trades] }]\n";
  const env = { TAPEDECK_SETTINGS__UI_PORT: "9000", TAPEDECK_SETTINGS__TIMEZONE: "Mars" };
  assert.deepEqual(await errorsOf(text, env), [
    "Cannot use the environment's TAPEDECK_SETTINGS__TIMEZONE: " +
    'settings.timezone ("Mars") is no time zone: use a name like UTC or Europe/Paris',
  ]);
});

Deno.test("variables that hold a secret are listed masked, in whatever part it is", async () => {
  const text = "stream_jobs: [{ exchange: sandbox, pairs: [A/B], channels: [trades] }]\n";
  const checked = await checkConfig(text, "x.yaml", {
    TAPEDECK_EXCHANGES__OKX__ENDPOINT: "https://me:pw@gate.example",
    TAPEDECK_EXCHANGES__OKX__OPTIONS__APIKEY: "k",
    TAPEDECK_EXCHANGES__KRAKEN: "{ proxy: 'http://me:pw@proxy:1' }",
    TAPEDECK_SETTINGS__UI_PORT: "9000",
  });
  assert.ok(checked.ok);
  assert.deepEqual(checked.overrides, {
    TAPEDECK_EXCHANGES__KRAKEN: "********",
    TAPEDECK_EXCHANGES__OKX__ENDPOINT: "********",
    TAPEDECK_EXCHANGES__OKX__OPTIONS__APIKEY: "********",
    TAPEDECK_SETTINGS__UI_PORT: "9000",
  });
});
