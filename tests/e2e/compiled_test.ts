/** The compiled program does the main job where there is nothing else: no deno, no cache, an empty folder. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { compile } from "../tools/compile.ts";
import { findCompiler } from "./compiler.ts";
import { parquetRows } from "./parquet_rows.ts";
import { stopProgram } from "./program.ts";
import { areAllRecorded, onStage } from "./stage.ts";
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

Deno.test({
  name: "the compiled program records, serves its page and stops, with nothing but itself",
  ignore: isSkipped,
  fn: () =>
    onStage(async ({ folder, record }) => {
      assert.ok(compiler, "deno cannot fetch its runtime here; set TAPEDECK_DENORT, or DENO_FOR_COMPILE");
      const binary = join(folder, "tapedeck");
      await compile(binary, compiler);
      const cwd = join(folder, "empty");
      await Deno.mkdir(cwd);
      const env = { HOME: cwd, DENO_DIR: join(folder, "no-cache"), PATH: "" };
      const { program, url } = await record([], { cwd, env, binary });
      await untilSeries(url, areAllRecorded);
      assert.match(await Deno.readTextFile(join(cwd, "tapedeck.yaml")), /exchange: sandbox/);
      assert.match(await textAt(url), /<title>tapedeck<\/title>/);
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
