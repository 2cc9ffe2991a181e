import assert from "node:assert/strict";
import { join } from "@std/path";
import { WrongUsage } from "../../cli/arguments.ts";
import { configCommand, type ConfigFlags } from "../../cli/config_command.ts";
import { STARTER } from "../../cli/config/starter.ts";
import { parseYaml } from "../../cli/config/yaml.ts";
import { offers } from "../../actors/venue/exchanges/offers.ts";
import { parseConfig } from "../../schemas/config.ts";
import { run } from "../e2e/cli_run.ts";
import { inTempFolder } from "../e2e/program.ts";
import { openConsole } from "./console.ts";

const JOB = "stream_jobs: [{exchange: sandbox, pairs: [BTC/USDT], channels: [trades]}]\n";

interface Done {
  code: number;
  out: string;
  err: string;
}

/** Runs it in a folder whose tapedeck.yaml has this text; null: there is none. */
function inFolder(
  text: string | null,
  body: (
    run: (flags: ConfigFlags, env?: Record<string, string>) => Promise<Done>,
    cwd: string,
  ) => Promise<void>,
): Promise<void> {
  return inTempFolder(async (cwd) => {
    if (text !== null) await Deno.writeTextFile(join(cwd, "tapedeck.yaml"), text);
    await body(async (flags, env) => {
      const { environment, out, err } = openConsole({ cwd, env });
      return { code: await configCommand(flags, environment), out: out(), err: err() };
    }, cwd);
  });
}

Deno.test("config validate says in a line that a config can be used, and what it has", () =>
  inFolder(JOB, async (run, cwd) => {
    const path = join(cwd, "tapedeck.yaml");
    assert.deepEqual(await run({ action: "validate" }), {
      code: 0,
      out: `${path} can be used: 1 stream job, 0 histo jobs\n`,
      err: "",
    });
  }));

Deno.test("config validate prints everything that is wrong with its line, and gives 1", () =>
  inFolder(`settings:\n  ui_prot: 1\n  ui_auth_token: 17\n${JOB}`, async (run) => {
    const { code, out, err } = await run({ action: "validate" });
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^Cannot use \S+ line 2: settings\.ui_prot is no known key: did you mean ui_port\?$/m);
    assert.match(err, /^Cannot use \S+ line 3: settings\.ui_auth_token [^17\n]+$/m);
    assert.equal(err.trimEnd().split("\n").length, 2);
    const { valid, errors, warnings } = JSON.parse((await run({ action: "validate", json: true })).out);
    assert.deepEqual([valid, warnings], [false, []]);
    assert.deepEqual(errors.map(({ line, path }: { line: number; path: string }) => [line, path]), [
      [2, "settings.ui_prot"],
      [3, "settings.ui_auth_token"],
    ]);
  }));

Deno.test("config validate warns of what an exchange does not have, and of a series named twice", () => {
  const text = `stream_jobs:
  - {exchange: kraken, pairs: [BTC/USD], channels: [book], raw: true}
  - {exchange: onetrading, pairs: [BTC/EUR], channels: [trades]}
histo_jobs:
  - {exchange: kraken, pairs: [BTC/USD], span: 180}
  - {exchange: kraken, pairs: [BTC/USD], span: 180}
  - {exchange: bitstamp, pairs: [BTC/USD], data_type: trades}
  - {exchange: coincheck, pairs: [BTC/JPY]}
`;
  return inFolder(text, async (run) => {
    const { code, out } = await run({ action: "validate", json: true });
    const { valid, warnings } = JSON.parse(out);
    assert.deepEqual([code, valid], [0, true]);
    const expected = [
      /^histo_jobs\[1\] names kraken\/ohlc\/BTC-USD\/3m again/,
      /^stream_jobs\[0\]\.raw: changes of kraken's books cannot be shown/,
      /^stream_jobs\[1\]\.channels: onetrading has no live trades$/,
      /^histo_jobs\[0\]\.span: kraken has no candles of 180 s; there are 60, 300,/,
      /^histo_jobs\[1\]\.span: kraken has no candles of 180 s/,
      /^histo_jobs\[2\]\.data_type: bitstamp gives no past trades: its REST trades have whole seconds/,
      /^histo_jobs\[3\]\.exchange: coincheck has no candles$/,
    ];
    assert.equal(warnings.length, expected.length, warnings.join("\n"));
    expected.forEach((pattern, i) => assert.match(warnings[i], pattern));
    const told = await run({ action: "validate" });
    for (const warning of warnings) assert.ok(told.err.includes(warning), warning);
  });
});

Deno.test("config validate - reads standard input; a file that is not there is an error with what to do", () =>
  inTempFolder(async (cwd) => {
    const valid = await run(["config", "validate", "-"], { cwd, input: JOB });
    assert.deepEqual(valid, {
      code: 0,
      out: "standard input can be used: 1 stream job, 0 histo jobs\n",
      err: "",
    });
    const torn = await run(["config", "validate", "-", "--json"], { cwd, input: "stream_jobs: [\n" });
    assert.equal(torn.code, 1);
    assert.ok(JSON.parse(torn.out).errors[0].line >= 1, torn.out);
    const none = await run(["config", "validate"], { cwd });
    assert.equal(none.code, 1);
    assert.match(
      none.err,
      /^Cannot read \S+tapedeck\.yaml: there is no config yet; tapedeck config init writes/,
    );
    const named = await run(["config", "validate", "other.yaml"], { cwd });
    assert.match(named.err, /^Cannot read \S+other\.yaml: there is no such file\n$/);
  }));

const SECRETIVE = `settings: {ui_auth_token: sesame, ui_port: 9000}
alerts: {webhook_url: "https://hook.example/xyzzy"}
exchanges: {sandbox: {proxy: "http://me:swordfish@proxy.example:3128", options: {apiKey: plugh}}}
${JOB}`;

Deno.test("config show never prints a secret, whatever the form, nor one of the environment", () =>
  inFolder(SECRETIVE, async (run) => {
    const env = {
      TAPEDECK_EXCHANGES__KRAKEN__OPTIONS__SECRET: "frotz",
      TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "rezrov",
    };
    for (const form of [{}, { json: true }, { effective: true }, { effective: true, json: true }] as const) {
      const { code, out, err } = await run({ action: "show", ...form }, env);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /\*{8}/);
      assert.doesNotMatch(out, /sesame|xyzzy|swordfish|plugh|frotz|rezrov/);
    }
  }));

Deno.test("config show prints what the file says; as JSON with the defaults", () =>
  inFolder(SECRETIVE, async (run) => {
    const { out } = await run({ action: "show" });
    assert.match(out, /^ {2}ui_port: 9000$/m);
    assert.doesNotMatch(out, /seal_interval/);
    assert.doesNotMatch(out, /#/);
    const json = JSON.parse((await run({ action: "show", json: true })).out);
    assert.deepEqual([json.storage.seal_interval, json.settings.ui_port], [900, 9000]);
  }));

Deno.test("config show --effective says of each value that is not the file's where it comes from", () =>
  inFolder(SECRETIVE, async (run) => {
    const env = { TAPEDECK_SETTINGS__UI_PORT: "9001", TAPEDECK_STORAGE__SEAL_INTERVAL: "60" };
    const { out } = await run({ action: "show", effective: true, data: "/mnt/tape" }, env);
    assert.match(out, /^ {2}local_path: \/mnt\/tape # --data$/m);
    assert.match(out, /^ {2}ui_port: 9001 # TAPEDECK_SETTINGS__UI_PORT$/m);
    assert.match(out, /^ {2}seal_interval: 60 # TAPEDECK_STORAGE__SEAL_INTERVAL$/m);
    assert.match(out, /^ {2}ui_host: 127\.0\.0\.1 # default$/m);
    assert.match(out, /^ {2}ui_auth_token: "\*{8}"$/m);
    assert.match(out, /^ {4}pairs: \[BTC\/USDT\]$/m);
    const { config, from } = JSON.parse(
      (await run({ action: "show", effective: true, json: true }, env)).out,
    );
    assert.equal(config.settings.ui_port, 9001);
    assert.equal(from["settings.ui_port"], "TAPEDECK_SETTINGS__UI_PORT");
    assert.equal(from["stream_jobs[0].time_step"], "default");
    assert.ok(!("stream_jobs[0].pairs" in from));
  }));

Deno.test("what config show --effective prints is itself a config of the same meaning", () =>
  inFolder(STARTER, async (run) => {
    const { out } = await run({ action: "show", effective: true });
    assert.deepEqual(parseConfig(parseYaml(out)), parseConfig(parseYaml(STARTER)));
  }));

Deno.test("config show of a config with errors prints them, and gives 1", () =>
  inFolder("settings: {ui_prot: 1}", async (run) => {
    const { code, out, err } = await run({ action: "show" });
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /did you mean ui_port/);
  }));

Deno.test("config init writes the commented starter, and never over a file", () =>
  inFolder(null, async (run, cwd) => {
    const path = join(cwd, "tapedeck.yaml");
    const first = await run({ action: "init" });
    assert.deepEqual([first.code, first.err], [0, ""]);
    assert.equal(await Deno.readTextFile(path), STARTER);
    await Deno.writeTextFile(path, JOB);
    const again = await run({ action: "init" });
    assert.deepEqual([again.code, again.out], [1, ""]);
    assert.match(again.err, /there is a file already; remove it first, or name another/);
    assert.equal(await Deno.readTextFile(path), JOB);
    const elsewhere = await run({ action: "init", file: "no/such/folder.yaml" });
    assert.deepEqual([elsewhere.code, /there is no such folder/.test(elsewhere.err)], [1, true]);
  }));

Deno.test("config init --exchange writes a small config that can be used, for every exchange", () =>
  inFolder(null, async (run, cwd) => {
    for (const id of offers().keys()) {
      const file = `${id}.yaml`;
      const { code, out } = await run({ action: "init", file, exchange: id });
      assert.equal(code, 0, id);
      assert.ok(out.includes(`tapedeck start --config ${join(cwd, file)}`), out);
      const checked = JSON.parse((await run({ action: "validate", file, json: true })).out);
      assert.deepEqual(checked, { valid: true, errors: [], warnings: [] }, id);
    }
  }));

Deno.test("config init takes the pairs that are named, also those of contracts, and refuses what is none", () =>
  inFolder(null, async (run, cwd) => {
    const pair = ["ETH/USDT:USDT", "BTC/USDT"];
    await run({ action: "init", exchange: "binanceusdm", pair });
    const parsed = parseConfig(parseYaml(await Deno.readTextFile(join(cwd, "tapedeck.yaml"))));
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.config.stream_jobs[0].pairs, pair);
    const refused = (flags: ConfigFlags, says: RegExp) =>
      assert.rejects(run(flags), (error) => error instanceof WrongUsage && says.test(error.message));
    await refused(
      { action: "init", file: "b.yaml", exchange: "binance", pair: ["BTC"] },
      /^Cannot use --pair: .*BTC/,
    );
    await refused({ action: "init", file: "b.yaml", exchange: "binanc" }, /did you mean binance\?$/);
    await refused({ action: "init", file: "b.yaml", pair: ["BTC/USDT"] }, /name its exchange/);
    await assert.rejects(Deno.stat(join(cwd, "b.yaml")), Deno.errors.NotFound);
  }));
