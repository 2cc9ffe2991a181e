import assert from "node:assert/strict";
import { join } from "@std/path";
import type { SeriesView } from "../../schemas/snapshot.ts";
import { stopProgram } from "./program.ts";
import { untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";

const hasRows = (series: SeriesView[]) =>
  series.some(({ key, rows }) => key.includes("/trades/") && rows > 0);

async function verify({ run }: Stage, ...options: string[]): Promise<{ code: number; output: string }> {
  const program = run(["verify", ...options]);
  return { code: await program.ended, output: program.output() };
}

Deno.test("a folder is verified beside its recorder and after it, and rebuilt only after it", () =>
  onStage(async (stage) => {
    const { record, folder, list } = stage;
    const { program, url } = await record();
    await untilSeries(url, hasRows, 15_000);

    const beside = await verify(stage, "--deep");
    assert.equal(beside.code, 0, beside.output);
    const refused = await verify(stage, "--rebuild");
    assert.equal(refused.code, 1);
    assert.match(refused.output, /^Cannot rebuild ".*": process \d+ has been recording into it since 20/);
    assert.equal(await stopProgram(program), 0, program.output());

    const after = await verify(stage, "--deep", "--series", "trades");
    assert.equal(after.code, 0, after.output);
    assert.match(after.output, /\nsandbox\/trades\/BTC-USDT\n-+\n {2}rows +[\d,]+ in 1 file/);
    assert.match(after.output, /Verdict: nothing contradicts\. The rows and SHA-256 of \d files/);

    const file = list().find((path) => /trades\/BTC-USDT\/.*\.parquet$/.test(path))!;
    await Deno.remove(join(folder, file));
    const without = await verify(stage);
    assert.equal(without.code, 1);
    assert.match(without.output, /sandbox\/trades\/BTC-USDT\/\S+ is not there; the ledger lists it with/);
    assert.equal((await verify(stage, "--rebuild")).code, 0);
    const report = await verify(stage, "--json", "--series", "sandbox/trades/BTC-*");
    assert.equal(JSON.parse(report.output).contradicts, 0);

    const unknown = await verify(stage, "--series", "sandbx");
    assert.deepEqual([unknown.code, unknown.output.trim()], [
      2,
      'Cannot find series "sandbx": did you mean sandbox?',
    ]);
  }));
