/** `tapedeck ui`: everything is there and nothing runs, until it is asked for. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { BackfillRecord, Metrics, Scheduler, StreamRow } from "../../schemas/wire.ts";
import { ask, eventually, streamOf, told } from "./api_calls.ts";
import { stopProgram, untilHealthy } from "./program.ts";
import { askSnapshot, untilSeries } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";

const CANDLES = "sandbox/ohlc/BTC-USDT/1m";

async function open({ run }: Stage) {
  const program = run(["ui", "--port", "0"]);
  const [, url] = await program.until(/^app +(http:\S+)/m);
  await untilHealthy(url);
  return { program, url };
}

async function prepare({ write, exchange }: Stage): Promise<string> {
  const endpoint = await exchange(100);
  await write("tapedeck.yaml", {
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
    histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], span: 60 }],
    exchanges: { sandbox: { endpoint } },
  });
  return endpoint;
}

Deno.test("opened, it shows what there was, and asks no exchange for anything", () =>
  onStage(async (stage) => {
    const endpoint = await prepare(stage);
    const before = await stage.record();
    await untilSeries(before.url, (all) => all.length === 4 && all.every(({ rows }) => rows > 0));
    assert.equal(await stopProgram(before.program), 0);
    const asked = (await told<{ requests: unknown }>(endpoint, "GET /_sandbox/sent")).requests;

    const { program, url } = await open(stage);
    await untilSeries(url, (all) => all.length === 4 && all.every(({ rows }) => rows > 0));
    const streams = await told<StreamRow[]>(url, "GET /api/streams");
    assert.deepEqual(streams.map(({ status }) => status), ["stopped", "stopped"]);
    const scheduler = await told<Scheduler>(url, "GET /api/scheduler");
    assert.deepEqual([scheduler.running, scheduler.jobs.map((job) => job.next_run)], [false, [null, null]]);
    assert.ok((await told<Metrics>(url, "GET /api/metrics"))["sandbox/BTC/USDT"].rows_collected > 0);
    assert.ok(
      (await told<{ lines: string[] }>(url, "GET /api/logs")).lines.some((line) => /subscribed/.test(line)),
    );
    assert.match((await askSnapshot(url)).verdict.sentence, /^Nothing is being recorded/);
    await new Promise((done) => setTimeout(done, 1_500));
    assert.deepEqual((await told<{ requests: unknown }>(endpoint, "GET /_sandbox/sent")).requests, asked);
    assert.equal(await stopProgram(program), 0, program.output());
  }));

Deno.test("a stream, a history, a backfill and the schedule begin when they are asked for, and nothing else does", () =>
  onStage(async (stage) => {
    await prepare(stage);
    const { program, url } = await open(stage);
    const rows = async () =>
      Object.fromEntries((await askSnapshot(url)).series.map((series) => [series.key, series.rows]));

    await told(url, "POST /api/collect", { exchange: "sandbox", pair: "BTC/USDT" });
    await untilSeries(url, (all) => all.find(({ key }) => key === CANDLES)!.rows > 0);
    await told(url, "POST /api/streams/start", streamOf("ETH/USDT", ["trades"]));
    await untilSeries(url, (all) => all.find(({ key }) => key === "sandbox/trades/ETH-USDT")!.rows > 10);
    const now = await rows();
    assert.deepEqual([now["sandbox/trades/BTC-USDT"], now["sandbox/ohlc/ETH-USDT/1m"]], [0, 0]);

    const start = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const { id } = await told<{ id: string }>(url, "POST /api/backfill", { pairs: ["ETH/USDT"], start });
    await eventually(
      "it is done",
      async () => (await told<BackfillRecord>(url, `GET /api/backfill/${id}`)).status === "done",
    );
    assert.ok((await rows())["sandbox/ohlc/ETH-USDT/1m"] > 1_000);

    assert.deepEqual(await told(url, "POST /api/scheduler/start"), { running: true });
    await eventually(
      "all have a next run",
      async () =>
        (await told<Scheduler>(url, "GET /api/scheduler")).jobs.every((job) => job.next_run !== null),
    );
    assert.equal((await rows())["sandbox/trades/BTC-USDT"], 0);
    assert.equal(await stopProgram(program), 0, program.output());
  }));

Deno.test("it holds the folder: a recorder beside it is refused, and says who has it", () =>
  onStage(async (stage) => {
    await prepare(stage);
    const { program } = await open(stage);
    const other = stage.run(["start", "--port", "0"]);
    assert.equal(await other.ended, 1);
    assert.match(
      other.output(),
      new RegExp(`Cannot record into "${join(stage.folder, "data")}": process ${program.pid} `),
    );
  }));

Deno.test("a backfill that was interrupted is not taken up by it, nor called running, and start goes on with it", () =>
  onStage(async (stage) => {
    await prepare(stage);
    const first = await stage.record();
    await untilSeries(first.url, (all) => all.some(({ key, rows }) => key === CANDLES && rows > 0));
    const { id } = await told<{ id: string }>(first.url, "POST /api/backfill", {
      exchange: "sandbox",
      start: "2020-01-01",
    });
    first.program.signal("SIGKILL");
    await first.program.ended;
    const { program, url } = await open(stage);
    const { status, error } = await told<BackfillRecord>(url, `GET /api/backfill/${id}`);
    assert.deepEqual([status, error?.split(";")[0]], ["error", "interrupted by the end of the program"]);
    assert.equal((await ask(url, `DELETE /api/backfill/${id}`)).status, 200);
    assert.equal(await stopProgram(program), 0);
    const last = await stage.record();
    assert.equal((await told<BackfillRecord>(last.url, `GET /api/backfill/${id}`)).status, "running");
  }));

Deno.test("the inventory is told without a look at any file of rows", () =>
  onStage(async (stage) => {
    await prepare(stage);
    const before = await stage.record();
    await untilSeries(before.url, (all) => all.length === 4 && all.every(({ rows }) => rows > 0));
    assert.equal(await stopProgram(before.program), 0);

    const { url } = await open(stage);
    await untilSeries(url, (all) => all.length === 4 && all.every(({ rows }) => rows > 0));
    const inventory = await told<unknown[]>(url, "GET /api/inventory");
    assert.equal(inventory.length, 4);
    const files = stage.list().filter((path) => path.endsWith(".parquet"));
    assert.ok(files.length >= 4, `${files}`);
    for (const path of files) await Deno.remove(join(stage.folder, path));
    assert.deepEqual(await told(url, "GET /api/inventory"), inventory);
  }));
