/** `deploy/backup.sh`: a copy that is taken while tapedeck records opens elsewhere, and claims nothing that it lacks. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import type { SeriesView } from "../../schemas/snapshot.ts";
import { isThere } from "../tools/provide.ts";
import { filesIn, query } from "./parquet_rows.ts";
import { killProgram, stopProgram } from "./program.ts";
import { untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const SCRIPT = fromFileUrl(new URL("../../deploy/backup.sh", import.meta.url));

const isSkipped = !await isThere("rsync");
if (isSkipped) console.log("backup_test is skipped: it needs rsync");

/** Parts come each second, and are merged as soon as there are 256. */
const configOf = (endpoint: string) => ({
  storage: { min_free_gb: 0, seal_interval: 1 },
  stream_jobs: [
    { exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] },
    { exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["book"], time_step: 1 },
  ],
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
  exchanges: { sandbox: { endpoint } },
});

async function backUp(from: string, to: string): Promise<string> {
  const { success, stderr } = await new Deno.Command("sh", { args: [SCRIPT, from, to], stdout: "null" })
    .output();
  const words = new TextDecoder().decode(stderr);
  assert.ok(success, words);
  return words;
}

const TROUBLE = /damaged|quarantine|lost|gone/;

async function verify({ run }: Stage, data: string, ...more: string[]): Promise<void> {
  const program = run(["verify", "--deep", "--data", data, ...more]);
  assert.equal(await program.ended, 0, program.output());
  assert.match(program.output(), /nothing contradicts/);
  assert.doesNotMatch(program.output(), TROUBLE);
}

/** As a copy is brought back: never itself, so that it stays what it is. */
async function restore(stage: Stage, copy: string, data: string): Promise<void> {
  await Deno.remove(data, { recursive: true }).catch(() => {});
  const { success } = await new Deno.Command("cp", { args: ["-a", copy, data] }).output();
  assert.ok(success);
  await verify(stage, data, "--rebuild");
}

/** All that the exchange told from the first row of `before` up to its last is there, and each row once. */
async function expectWhole(data: string, endpoint: string, before: SeriesView[]): Promise<void> {
  for (const { key, pair, type, firstUs, lastUs } of before) {
    if (type === "ohlc") continue;
    const folder = join(data, key);
    const [{ first, last }] = await query(
      `select epoch_us(min(ts)) as first, epoch_us(max(ts)) as last from ${filesIn(folder)}`,
    );
    assert.equal(Number(first), firstUs, key);
    assert.ok(Number(last) >= lastUs!, `${key}: up to ${last} of ${lastUs}`);
    if (type !== "trades") continue;
    const { rows, truth, missing, twice, different } = await judgeTrades(
      folder,
      endpoint,
      pair.replace("/", ""),
    );
    assert.deepEqual({ rows, missing, twice, different }, {
      rows: truth,
      missing: 0,
      twice: 0,
      different: 0,
    });
  }
}

const hold = (least: number) => (all: SeriesView[]) =>
  all.length === 4 && all.every(({ rows }) => rows > least);
const areHealed = (all: SeriesView[]) =>
  hold(0)(all) && all.every(({ type, holes }) => type !== "trades" || holes.length === 0);

Deno.test({
  name: "copies taken while it records hold all that was recorded before, verify, and go on elsewhere",
  ignore: isSkipped,
  fn: () =>
    onStage(async (stage) => {
      const endpoint = await stage.exchange(500);
      await stage.write("tapedeck.yaml", configOf(endpoint));
      const [data, copy, restored] = ["data", "copy of it", "elsewhere"].map((name) =>
        join(stage.folder, name)
      );
      const { program, url } = await stage.record();
      for (const least of [20, 120, 300]) {
        const before = await untilSeries(url, hold(least));
        await backUp(data, copy);
        await restore(stage, copy, restored);
        await verify(stage, restored);
        await expectWhole(restored, endpoint, before);
      }
      await killProgram(program);

      const elsewhere = await stage.record(["--data", restored]);
      const after = await untilSeries(elsewhere.url, areHealed);
      assert.equal(await stopProgram(elsewhere.program), 0, elsewhere.program.output());
      assert.doesNotMatch(elsewhere.program.output(), TROUBLE);
      await verify(stage, restored);
      await expectWhole(restored, endpoint, after);
    }),
});

Deno.test({
  name: "a folder that is none of tapedeck's is not copied, and no copy is begun",
  ignore: isSkipped,
  fn: () =>
    onStage(async ({ folder, list }) => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: [SCRIPT, folder, join(folder, "copy")],
      }).output();
      assert.equal(code, 1);
      assert.match(new TextDecoder().decode(stderr), /^Cannot copy ".*": it is no data folder of tapedeck/);
      assert.deepEqual(list(), []);
    }),
});
