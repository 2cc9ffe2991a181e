import assert from "node:assert/strict";
import type { SeriesView } from "../../schemas/snapshot.ts";
import type { InventoryRow } from "../../schemas/wire.ts";
import { killProgram, type Program, stopProgram } from "./program.ts";
import { untilHealed, untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";

interface Ended {
  code: number;
  output: string;
}

async function run({ run }: Stage, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const program = run(args, { env });
  return { code: await program.ended, output: program.output() };
}

async function exchangeOn({ run }: Stage): Promise<{ exchange: Program; endpoint: string }> {
  const exchange = run(["sandbox", "--rate", "100"]);
  return { exchange, endpoint: (await exchange.until(/sandbox exchange on (\S+)/))[1] };
}

const configFor = (endpoint: string, settings: Record<string, unknown> = {}) => ({
  settings,
  stream_jobs: [{
    exchange: "sandbox",
    pairs: ["BTC/USDT", "ETH/USDT"],
    channels: ["trades", "book"],
    time_step: 1,
  }],
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
  exchanges: { sandbox: { endpoint } },
});

const isUnderWay = ({ state, rowsPerSecond }: SeriesView) => state === "recording" && rowsPerSecond > 0;

const isBusy = (view: SeriesView) => view.key === "sandbox/trades/BTC-USDT" && isUnderWay(view);

/** What the API answers once it answers the same twice. */
async function restingInventory(url: string): Promise<InventoryRow[]> {
  let before = "";
  for (;;) {
    const now = await (await fetch(`${url}/api/inventory`)).text();
    if (now === before) return JSON.parse(now);
    before = now;
    await new Promise((done) => setTimeout(done, 1_500));
  }
}

Deno.test("the inventory is the same of a tapedeck that runs and of its folder alone, also after a kill", () =>
  onStage(async (stage) => {
    const { exchange, endpoint } = await exchangeOn(stage);
    await stage.write("tapedeck.yaml", configFor(endpoint));
    const first = await stage.record(); // what it seals is in files; what the second one has, in the journal
    await untilHealed(first.url);
    assert.equal(await stopProgram(first.program), 0);
    const { program, url } = await stage.record();
    await untilSeries(url, (series) => series.filter(({ type }) => type !== "ohlc").every(isUnderWay));
    await killProgram(exchange);
    assert.ok(stage.list().some((path) => path.endsWith(".wal")), "rows are in the journal too");

    const answered = await restingInventory(url);
    assert.equal(answered.length, 5);
    const beside = await run(stage, ["inventory", "--json"]);
    assert.equal(beside.code, 0, beside.output);
    assert.deepEqual(JSON.parse(beside.output), answered);
    const table = await run(stage, ["inventory", "trades", "--sort", "rows"]);
    assert.match(
      table.output,
      /^exchange +pair +type +span +first +last +rows +gaps +complete +size\nsandbox +BTC\/USDT/,
    );
    assert.match(table.output, /\n2 series, [\d,]+ rows, [\d.]+ MB, \d+ gaps?\n$/);

    await killProgram(program);
    const alone = await run(stage, ["inventory", "--json"]);
    assert.equal(alone.code, 0, alone.output);
    assert.deepEqual(JSON.parse(alone.output), answered);
    assert.equal((await run(stage, ["inventory", "trades", "--sort", "rows"])).output, table.output);
    assert.deepEqual(await run(stage, ["inventory", "trade"]), {
      code: 2,
      output: 'Cannot find series "trade": did you mean trades?\n',
    });
  }));

Deno.test("status says how the recording is, and that there is none, and its code is a health check", () =>
  onStage(async (stage) => {
    const { exchange, endpoint } = await exchangeOn(stage);
    await stage.write("tapedeck.yaml", configFor(endpoint, { ui_auth_token: "sesame" }));
    const early = await run(stage, ["status"]);
    assert.equal(early.code, 1);
    assert.match(
      early.output,
      /^Cannot read ".*\/data": there is no such folder; name the data folder with --data\n$/,
    );

    const { program, url } = await stage.record();
    const asked = () => run(stage, ["status", "--json"]);
    let status = await asked();
    while (!JSON.parse(status.output).series.some(isBusy)) status = await asked();
    assert.equal(status.code, 0);
    assert.deepEqual([JSON.parse(status.output).running, JSON.parse(status.output).url], [true, url]);
    const { code, output } = await run(stage, ["status", "BTC/USDT"]);
    assert.equal(code, 0, output);
    assert.match(output, /^(Recording|Starting)[^\n]*\ntapedeck \S+ at http\S+, up \d/);
    assert.match(output, /\nsandbox +BTC\/USDT +trades +– +recording +[\d.]+ +[\d,]+ +[\d.]+ s ago/);
    assert.ok(!output.includes("ETH/USDT  trades") && !output.includes("\x1b"));
    assert.match(output, /\nNext runs\n {2}.* UTC \(in .*\) {2}sandbox\/ohlc\/BTC-USDT\/1m\n/);

    const elsewhere = await run(stage, ["status", "--url", url, "--config", "none.yaml"]);
    assert.equal(elsewhere.code, 1);
    assert.match(
      elsewhere.output,
      /^Cannot ask .*: it wants a token; give it with TAPEDECK_TOKEN or --token/,
    );
    const given = { TAPEDECK_TOKEN: "sesame", TAPEDECK_URL: url };
    assert.equal((await run(stage, ["status", "--config", "none.yaml"], given)).code, 0);

    await killProgram(exchange);
    assert.equal((await run(stage, ["status"])).code, 0, "what is tried again is no error yet");
    assert.equal(await stopProgram(program), 0);
    const after = await run(stage, ["status"]);
    assert.equal(after.code, 1);
    assert.match(after.output, /^Nothing is recorded now: no tapedeck runs on this folder\.\n/);
    assert.match(after.output, /\nsandbox +BTC\/USDT +trades +– +[\d,]+ +[\d.]+ s ago\n/);
    assert.equal(JSON.parse((await run(stage, ["status", "--json"])).output).running, false);
    assert.match(
      (await run(stage, ["status", "--url", url])).output,
      /^Cannot reach tapedeck at .*: nothing listens there/,
    );
  }));

Deno.test("who reads no further than the first line ends a look quietly, and a file gets no colour", () =>
  onStage(async (stage) => {
    const { program } = await stage.record();
    const line = `"${Deno.execPath()}" run -A --no-check --config "${ROOT}deno.json" "${ROOT}main.ts"`;
    const bash = (script: string) =>
      new Deno.Command("bash", { args: ["-c", script], cwd: stage.folder }).output()
        .then(({ stdout, stderr }) => [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)));
    for (const command of ["status", "inventory", "exchanges", "help"]) {
      const [out, err] = await bash(
        `set -o pipefail; ${line} ${command} | head -1; echo "\${PIPESTATUS[0]}"`,
      );
      assert.equal(err, "", command);
      assert.match(out, /^[^\n]+\n0\n$/, command);
      const [text] = await bash(`${line} ${command} > out.txt; cat out.txt`);
      assert.ok(!text.includes("\x1b"), command);
    }
    assert.equal(await stopProgram(program), 0);
  }));

const ROOT = new URL("../../", import.meta.url).pathname;
