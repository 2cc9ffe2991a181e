/** A folder goes from a former version to this one and back: each takes over what the other left, also after a kill. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import type { SeriesView } from "../../schemas/snapshot.ts";
import { killProgram, stopProgram } from "./program.ts";
import { untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** A commit whose folders were in use. */
const FORMER = "769f9b7";

async function succeeds(program: string, args: string[]): Promise<boolean> {
  const command = new Deno.Command(program, { args, cwd: ROOT, stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}

const isSkipped = !await succeeds("git", ["cat-file", "-e", `${FORMER}^{commit}`]);
if (isSkipped) console.log(`upgrade_test is skipped: the history here does not go back to ${FORMER}`);

/** The former version's source, as a program that can be run. */
async function formerIn(folder: string): Promise<string> {
  const [source, archive, binary] = ["former", "former.tar", "former.sh"].map((name) => join(folder, name));
  await Deno.mkdir(source);
  assert.ok(await succeeds("git", ["archive", "--output", archive, FORMER]));
  assert.ok(await succeeds("tar", ["-xf", archive, "-C", source]));
  const run = `exec '${Deno.execPath()}' run -A --config '${source}/deno.json' '${source}/main.ts' "$@"`;
  await Deno.writeTextFile(binary, `#!/bin/sh\n${run}\n`, { mode: 0o755 });
  return binary;
}

/** All come in, and no trade is missing; of a book, what passed between two lives is. */
function areWhole(all: SeriesView[]): boolean {
  const streams = all.filter(({ type }) => type !== "ohlc");
  return all.length === 3 && streams.every(({ rowsPerSecond }) => rowsPerSecond > 0) &&
    all.every(({ type, rows, holes }) => rows > 0 && (type === "orderbook" || holes.length === 0));
}

async function record(
  stage: Stage,
  { binary, end }: { binary?: string; end: "stop" | "kill" },
): Promise<void> {
  const { program, url } = await stage.record([], { binary });
  await untilSeries(url, areWhole);
  if (end === "stop") assert.equal(await stopProgram(program), 0, program.output());
  else await killProgram(program);
  assert.doesNotMatch(program.output(), /damaged|quarantine|lost/);
}

async function verify({ run }: Stage, binary?: string): Promise<void> {
  const program = run(["verify", "--deep"], { binary });
  assert.equal(await program.ended, 0, program.output());
  assert.match(program.output(), /nothing contradicts/);
}

Deno.test({
  name: "a former version's folder is taken over, and given back, without a row lost or twice",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      const former = await formerIn(stage.folder);
      const endpoint = await stage.exchange(100);
      await stage.write("tapedeck.yaml", {
        storage: { min_free_gb: 0, seal_interval: 1 },
        stream_jobs: [{
          exchange: "sandbox",
          pairs: ["BTC/USDT"],
          channels: ["trades", "book"],
          time_step: 1,
        }],
        histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
        exchanges: { sandbox: { endpoint } },
      });
      for (const end of ["stop", "kill"] as const) {
        await record(stage, { binary: former, end });
        await verify(stage); // by the new one, before it has changed anything
        await record(stage, { end });
        await verify(stage, former);
      }
      await record(stage, { binary: former, end: "stop" });
      await verify(stage, former);
      await verify(stage);

      const trades = join(stage.folder, "data/sandbox/trades/BTC-USDT");
      const { rows, truth, missing, twice, different } = await judgeTrades(trades, endpoint, "BTCUSDT");
      assert.ok(rows > 500, `${rows} rows`);
      assert.deepEqual({ rows, missing, twice, different }, {
        rows: truth,
        missing: 0,
        twice: 0,
        different: 0,
      });
    }),
});
