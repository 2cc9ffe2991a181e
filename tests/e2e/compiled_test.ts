/** The compiled program does its jobs where there is nothing else: no deno, no cache, an empty folder. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { StreamRow } from "../../schemas/wire.ts";
import { complaintsOf, withBrowser } from "../browser/support.ts";
import { CONTRACT_CONFIG, keepContract, TOKEN } from "../contract/contract.ts";
import { compile } from "../tools/compile.ts";
import { askedOfEach, openMuteExchanges } from "./all_exchanges.ts";
import { told } from "./api_calls.ts";
import { findCompiler } from "./compiler.ts";
import { parquetRows } from "./parquet_rows.ts";
import { stopProgram } from "./program.ts";
import { areAllRecorded, onStage, type Stage } from "./stage.ts";
import { untilSeries } from "./snapshot.ts";

const compiler = await findCompiler();
const isSkipped = compiler === null && Deno.env.get("CI") === undefined;
if (isSkipped) {
  console.log("compiled_test is skipped: deno cannot fetch its runtime here, nor does TAPEDECK_DENORT");
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return await answer.text();
}

let home = "";
let made: Promise<string> | null = null;

/** The program's path; compiled once for all tests here. The last of them takes it away. */
function compiled(): Promise<string> {
  return made ??= (async () => {
    assert.ok(compiler, "deno cannot fetch its runtime here; set TAPEDECK_DENORT, or DENO_FOR_COMPILE");
    home = await Deno.makeTempDir({ prefix: "tapedeck-" });
    await compile(join(home, "tapedeck"), compiler);
    return join(home, "tapedeck");
  })();
}

/** Ways to run it with no deno, no cache and no home but an empty folder. */
async function inEmptyFolder({ folder, record, run }: Stage, config?: unknown) {
  const cwd = join(folder, "empty");
  await Deno.mkdir(cwd);
  if (config) await Deno.writeTextFile(join(cwd, "tapedeck.yaml"), JSON.stringify(config));
  const env = { HOME: cwd, DENO_DIR: join(folder, "no-cache"), PATH: "" };
  const options = { cwd, env, binary: await compiled() };
  return {
    cwd,
    record: () => record([], options),
    /** What a command prints; it must succeed. */
    async printed(...args: string[]): Promise<string> {
      const command = run(args, options);
      assert.equal(await command.ended, 0, `${args.join(" ")}: ${command.output()}`);
      return command.output();
    },
  };
}

/** Of each page that the menu leads to. */
const HEADINGS = {
  Inventory: "Inventory",
  Jobs: "Live streams",
  Logs: "Logs",
  Config: "Config",
  Storage: "Storage",
};
const PAGES = ["/", "/inventory", "/jobs", "/logs", "/config", "/storage"];

Deno.test({
  name: "the compiled program records, serves its page and stops, with nothing but itself",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      const { cwd, record } = await inEmptyFolder(stage);
      const { program, url } = await record();
      await untilSeries(url, areAllRecorded);
      assert.match(await Deno.readTextFile(join(cwd, "tapedeck.yaml")), /exchange: sandbox/);
      for (const page of PAGES) assert.match(await textAt(url + page), /<title>tapedeck<\/title>/);
      assert.match(await textAt(`${url}/main.js`), /import/);
      assert.match(await textAt(`${url}/vendor/preact.mjs`), /export/);

      assert.equal(await stopProgram(program), 0, program.output());
      assert.doesNotMatch(program.output(), /error/i);
      for (
        const series of ["trades/BTC-USDT", "orderbook/BTC-USDT", "ohlc/BTC-USDT/1m", "ohlc/QUIET-USDT/1m"]
      ) {
        assert.ok((await parquetRows(join(cwd, "data/sandbox", series))).length > 0, series);
      }
    }),
});

if (!isSkipped) {
  withBrowser(
    "the compiled program's pages show what it records, and do what is clicked",
    (browser) =>
      onStage(async (stage) => {
        const { record } = await inEmptyFolder(stage);
        const { program, url } = await record();
        await untilSeries(url, areAllRecorded);
        const page = await browser.newPage();
        const complaints = complaintsOf(page);
        await page.goto(url);
        for (const [name, heading] of Object.entries(HEADINGS)) {
          await page.getByRole("navigation").first().getByRole("link", { name }).first().click();
          await page.getByRole("heading", { name: heading }).first().waitFor();
        }
        await page.goto(`${url}/series/sandbox/trades/BTC-USDT`);
        await page.locator(".chart-place canvas").first().waitFor();
        await page.goto(`${url}/incidents`);
        await page.getByRole("heading", { name: "Incidents" }).waitFor();
        await page.goto(`${url}/jobs`);
        await page.getByRole("button", { name: "Pause sandbox BTC/USDT" }).click();
        await page.getByRole("button", { name: "Resume sandbox BTC/USDT" }).waitFor();
        const streams = await told<StreamRow[]>(url, "GET /api/streams");
        assert.equal(streams.find(({ pair }) => pair === "BTC/USDT")?.status, "stopped");
        assert.deepEqual(complaints, []);
        await page.close();
        assert.equal(await stopProgram(program), 0, program.output());
      }),
  );
}

Deno.test({
  name: "the compiled program's commands work beside the one that records, and after it",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      const { record, printed } = await inEmptyFolder(stage);
      const { program, url } = await record();
      await untilSeries(url, areAllRecorded);
      assert.match(await printed("status"), /sandbox/);
      assert.match(await printed("inventory"), /BTC\/USDT/);
      assert.match(await printed("read", "sandbox", "BTC/USDT", "trades", "--format", "csv"), /^ts,/);
      assert.match(await printed("config", "validate"), /tapedeck\.yaml/);
      assert.equal(await stopProgram(program), 0, program.output());

      assert.match(await printed("verify", "--deep"), /nothing contradicts/);
      assert.match(await printed("read", "sandbox", "BTC/USDT", "ohlc", "--span", "1m"), /\d/);
      assert.match(await printed("completion", "bash"), /tapedeck/);
      assert.match(await printed("--version"), /^\d+\.\d+\.\d+/);
    }),
});

Deno.test({
  name: "the compiled program has every exchange, also in its Workers",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      const { cwd, record, printed } = await inEmptyFolder(stage);
      const offers = JSON.parse(await printed("exchanges", "--json"));
      await using mute = openMuteExchanges(offers);
      await Deno.writeTextFile(join(cwd, "tapedeck.yaml"), JSON.stringify(mute.config));
      const { program } = await record();
      const asked = await askedOfEach(mute, program);
      assert.ok(asked.size > 100, `${asked.size} exchanges`);
      for (const [exchange, did] of asked) assert.notEqual(did, "nothing", exchange);
    }),
});

Deno.test({
  name: "the compiled program answers every route as its documents say",
  ignore: isSkipped,
  fn: (t) =>
    onStage(async (stage) => {
      const { record } = await inEmptyFolder(stage, CONTRACT_CONFIG);
      const { url } = await record();
      await keepContract(t, { url, token: TOKEN });
    }).finally(() => Deno.remove(home, { recursive: true })),
});
