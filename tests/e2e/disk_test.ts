/** The program on a disk that takes nothing for a while, or is gone. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { SeriesView, Snapshot } from "../../schemas/snapshot.ts";
import { judgeClaims } from "../crash/claims.ts";
import { untilHealthy } from "./program.ts";
import { askSnapshot, untilHealed, untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const KEYS = { "sandbox/trades/BTC-USDT": "BTCUSDT", "sandbox/trades/ETH-USDT": "ETHUSDT" };
const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

interface Recording {
  url: string;
  pid: number;
  output(): string;
  /** Stops it, and compares what it has with what there was. */
  judge(): Promise<void>;
}

/** Records into `{folder}/data`; the market lives on whatever becomes of the disk. */
async function recordOn(stage: Stage, storage: Record<string, unknown>): Promise<Recording> {
  const endpoint = await stage.exchange(1_000);
  await stage.write("tapedeck.yaml", {
    storage: { seal_interval: 2, ...storage },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
    exchanges: { sandbox: { endpoint } },
  });
  // A file that is too large is then an error of the write, and not the end of the process.
  const command = `trap "" XFSZ; exec "${Deno.execPath()}" run -A --config "${CONFIG}" "${MAIN}" "$@"`;
  const program = stage.run(["-c", command, "tapedeck", "start", "--port", "0"], { binary: "/bin/sh" });
  const [, url] = await program.until(/^app +(http:\S+)/m);
  await untilHealthy(url);
  await untilSeries(url, areRecording);
  return {
    url,
    pid: program.pid,
    output: program.output,
    async judge() {
      program.signal("SIGINT");
      assert.equal(await program.ended, 0, program.output());
      for (const [key, symbol] of Object.entries(KEYS)) {
        const { rows, truth, ...verdict } = await judgeTrades(
          join(stage.folder, "data", key),
          endpoint,
          symbol,
        );
        const claims = await judgeClaims(stage.folder, key);
        assert.deepEqual({ ...verdict, ...claims, firstUs: 0, lastUs: 0 }, {
          ...{ missing: 0, twice: 0, different: 0, firstUs: 0, lastUs: 0 },
          ...{ falseClaims: 0, unproven: 0 },
        });
        assert.ok(rows === truth && rows > 0);
      }
    },
  };
}

function areRecording(all: SeriesView[]): boolean {
  return all.length === 2 &&
    all.every(({ state, rowsPerSecond }) => state === "recording" && rowsPerSecond > 0);
}

function arePaused(all: SeriesView[]): boolean {
  return all.every(({ state }) => state === "paused");
}

async function untilPaused(url: string): Promise<Snapshot> {
  await untilSeries(url, arePaused);
  return await askSnapshot(url);
}

/** Each series has rows that it had not `before`, and lacks none between. */
async function untilGoneOn(url: string, before: Snapshot): Promise<void> {
  const had = new Map(before.series.map(({ key, rows }) => [key, rows]));
  await untilSeries(url, (series) => series.every(({ key, rows }) => rows > had.get(key)!));
  await untilHealed(url);
}

function errorsOf({ problems }: Snapshot): string[] {
  return problems.filter(({ severity }) => severity === "error").map(({ sentence }) => sentence);
}

function assertFull(board: Snapshot): void {
  const [first, ...others] = errorsOf(board);
  assert.equal(first, "The disk is full. Nothing is recorded: free space; recording goes on by itself then.");
  // A segment may have been about to be sealed.
  for (const words of others) assert.match(words, /could not be sealed or merged: .*rows are safe/);
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** No file of the process can grow any more, which its writes tell as a full disk would. */
const limitFiles = (pid: number, bytes: string) => run("prlimit", "--pid", `${pid}`, `--fsize=${bytes}:`);

Deno.test({
  name: "a disk that is full for a while costs no acknowledged row, and what is missing is fetched after it",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    onStage(async (stage) => {
      const recording = await recordOn(stage, { min_free_gb: 0 });
      const { url, pid, output } = recording;
      await limitFiles(pid, "0");
      const board = await untilPaused(url);
      assert.equal(board.verdict.state, "error");
      assertFull(board);
      await new Promise((done) => setTimeout(done, 3_000));
      assert.ok(output().match(/No space|too large/g)!.length < 20, output());
      await limitFiles(pid, "unlimited");
      await untilGoneOn(url, board);
      await recording.judge();
    }),
});

Deno.test("with less free space than is to be left recording is paused, until the limit is lowered", () =>
  onStage(async (stage) => {
    const recording = await recordOn(stage, {});
    const path = join(stage.folder, "tapedeck.yaml");
    const config = JSON.parse(await Deno.readTextFile(path));
    const limit = async (gb: number) => {
      config.storage.min_free_gb = gb;
      await stage.write("tapedeck.yaml", config);
      Deno.kill(recording.pid, "SIGHUP");
    };
    await limit(1e6);
    const board = await untilPaused(recording.url);
    assert.match(
      errorsOf(board).join(),
      /^The disk has [\d.]+ GB left, less than the 1000000\.0 GB that storage\.min_free_gb keeps free: recording is paused\. Free space, or lower it\.$/,
    );
    await limit(0);
    await untilGoneOn(recording.url, board);
    const ledger = join(stage.folder, "data/.tapedeck/coverage/sandbox/trades/BTC-USDT.jsonl");
    await recording.judge();
    assert.match(
      await Deno.readTextFile(ledger),
      /"cause":"overload","reason":"the disk has [\d.]+ GB left, less/,
    );
  }));

Deno.test("a data folder that is moved away is not made anew, and recorded into when it is back", () =>
  onStage(async (stage) => {
    const recording = await recordOn(stage, {});
    const [here, away] = ["data", "elsewhere"].map((name) => join(stage.folder, name));
    await Deno.rename(here, away);
    const board = await untilPaused(recording.url);
    assert.match(errorsOf(board).join(), /^The data folder ".*data" is gone: it was moved or removed/);
    assert.ok(!stage.list().includes("data"), stage.list().join());
    await Deno.rename(away, here);
    await untilGoneOn(recording.url, board);
    await recording.judge();
  }));

/** Only root may mount. */
async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir();
  try {
    await run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    await run("umount", folder);
    return true;
  } catch {
    return false;
  } finally {
    await Deno.remove(folder);
  }
}

Deno.test({
  name: "a file system that is full to the last byte does the same (only where one may be mounted)",
  ignore: !await canMount(),
  fn: () =>
    onStage(async (stage) => {
      const data = join(stage.folder, "data");
      await Deno.mkdir(data);
      await run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data);
      try {
        const recording = await recordOn(stage, { min_free_gb: 0 });
        await fill(join(data, "ballast"));
        const board = await untilPaused(recording.url);
        assertFull(board);
        await Deno.remove(join(data, "ballast"));
        await untilHealed(recording.url);
        await recording.judge();
      } finally {
        await run("umount", "--lazy", data);
      }
    }),
});

/** Takes all the space that there is. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, append: true });
  for (let size = 2 ** 20; size > 0;) {
    try {
      if (await file.write(new Uint8Array(size)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
}
