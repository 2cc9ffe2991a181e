/** The config changed while it is in force: over the API, in the file, under load, and with errors. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Snapshot } from "../../schemas/snapshot.ts";
import type { JobEntry } from "../../schemas/wire.ts";
import { readAppAddress } from "../../cli/app_address.ts";
import { ask, eventually, statusOf, streamOf, subscriptionsOf, told } from "./api_calls.ts";
import { filesIn, query } from "./parquet_rows.ts";
import { stopProgram, untilHealthy } from "./program.ts";
import { askSnapshot, untilHealed, untilSeries } from "./snapshot.ts";
import { onStage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const BTC = "sandbox/trades/BTC-USDT";

function jobOf(pairs: string[], channels = ["trades"], more = {}) {
  return { exchange: "sandbox", pairs, channels, ...more };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function problemsOf(url: string): Promise<string[]> {
  return (await askSnapshot(url)).problems.map(({ sentence }) => sentence);
}

const hasProblem = (url: string, pattern: RegExp) => async () =>
  (await problemsOf(url)).some((sentence) => pattern.test(sentence));

/** What else there is besides BTC/USDT's trades, each time something else. */
function rounds(base: Record<string, unknown>) {
  const btc = jobOf(["BTC/USDT"]);
  return Array.from({ length: 20 }, (_, n) => ({
    ...base,
    stream_jobs: [
      btc,
      ...(n % 2 === 0
        ? [jobOf(["ETH/USDT"], n % 4 === 0 ? ["trades", "book"] : ["book"], { depth: 5 + n })]
        : []),
      ...(n % 3 === 0 ? [jobOf(["QUIET/USDT", "FRESH/USDT"])] : []),
    ],
    histo_jobs: n % 5 === 0
      ? []
      : [{ exchange: "sandbox", pairs: ["ETH/USDT"], span: n % 3 === 1 ? 60 : 3600 }],
  }));
}

Deno.test("twenty configs in a row, under load, cost an untouched series no row and no connection", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    const endpoint = await exchange(1_000);
    const base = { exchanges: { sandbox: { endpoint } } };
    await write("tapedeck.yaml", { ...base, stream_jobs: [jobOf(["BTC/USDT"])] });
    const { program, url } = await record();
    await untilSeries(url, ([series]) => series.rows > 1_000);
    for (const next of rounds(base)) {
      await told(url, "PUT /api/config", next);
      assert.equal(await statusOf(url, "sandbox_BTC_USDT_trades"), "running");
      await new Promise((done) => setTimeout(done, 300));
    }
    const rows = (await askSnapshot(url)).series.find(({ key }) => key === BTC)!.rows;
    await untilSeries(url, (all) => all.find(({ key }) => key === BTC)!.rows > rows + 1_000);
    const subscriptions = await subscriptionsOf(endpoint, "btcusdt@aggTrade");
    assert.deepEqual(subscriptions.map(({ unsubscribedMs }) => unsubscribedMs), [null]);
    assert.equal(await stopProgram(program), 0, program.output());

    const trades = join(folder, "data/sandbox/trades/BTC-USDT");
    const { rows: recorded, truth, missing, twice, different } = await judgeTrades(
      trades,
      endpoint,
      "BTCUSDT",
    );
    assert.ok(recorded > 5_000, `${recorded} rows`);
    assert.deepEqual(
      { recorded, missing, twice, different },
      { recorded: truth, missing: 0, twice: 0, different: 0 },
    );
    const [{ late }] = await query(
      `select count(*) filter (ts_recv is null) as late from ${filesIn(trades)}`,
    );
    assert.equal(Number(late), 0, "no row had to be asked for again");
  }));

Deno.test("other seal times cost no connection, another address of the exchange one and no row", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    const endpoint = await exchange(500);
    const configOf = (address: string, sealS: number) => ({
      stream_jobs: [jobOf(["BTC/USDT"])],
      exchanges: { sandbox: { endpoint: address } },
      storage: { seal_interval: sealS },
    });
    await write("tapedeck.yaml", configOf(endpoint, 900));
    const { program, url } = await record();
    await untilSeries(url, ([series]) => series.rows > 500);
    await told(url, "PUT /api/config", configOf(endpoint, 1));
    await program.until(/journal\/sandbox\/\S+: sealed 1 series[^]*journal\/sandbox\/\S+: sealed 1 series/);
    assert.equal((await subscriptionsOf(endpoint, "btcusdt@aggTrade")).length, 1);

    await told(url, "PUT /api/config", configOf(endpoint.replace("127.0.0.1", "localhost"), 900));
    await eventually(
      "it is subscribed anew",
      async () => (await subscriptionsOf(endpoint, "btcusdt@aggTrade")).length === 2,
    );
    await untilHealed(url);
    assert.equal(await stopProgram(program), 0, program.output());
    const trades = join(folder, "data/sandbox/trades/BTC-USDT");
    const { rows, truth, missing, twice, different } = await judgeTrades(trades, endpoint, "BTCUSDT");
    assert.deepEqual({ rows, missing, twice, different }, {
      rows: truth,
      missing: 0,
      twice: 0,
      different: 0,
    });
  }));

Deno.test("an edit of the file is taken by itself, and a stream that is added again forgets that it was stopped", () =>
  onStage(async ({ record, write, exchange }) => {
    const exchanges = { sandbox: { endpoint: await exchange(100) } };
    const configOf = (...pairs: string[]) => ({ stream_jobs: [jobOf(pairs)], exchanges });
    await write("tapedeck.yaml", configOf("BTC/USDT", "ETH/USDT"));
    const { program, url } = await record();
    await untilSeries(url, (all) => all.length === 2 && all.every(({ rows }) => rows > 0));
    const status = () => statusOf(url, "sandbox_ETH_USDT_trades");
    await told(url, "POST /api/streams/stop", streamOf("ETH/USDT", ["trades"]));
    assert.equal(await status(), "stopped");

    await write("tapedeck.yaml", configOf("BTC/USDT"));
    await eventually("it is gone", async () => await status() === undefined);
    await write("tapedeck.yaml", configOf("BTC/USDT", "ETH/USDT"));
    await eventually("it runs", async () => await status() === "running");
    assert.equal(program.output().match(/trades\/BTC-USDT: subscribed/g)?.length, 1);
    await program.until(/trades\/ETH-USDT: gap .*, outage: no job named it/);
    assert.doesNotMatch(program.output(), / error /);
  }));

Deno.test("a job that is made over the API records, changed it records something else, deleted nothing", () =>
  onStage(async ({ record, write, exchange }) => {
    const exchanges = { sandbox: { endpoint: await exchange(100) } };
    await write("tapedeck.yaml", { stream_jobs: [jobOf(["BTC/USDT"])], exchanges });
    const { program, url } = await record();
    const isRecorded = (key: string) =>
      untilSeries(url, (all) => all.some((each) => each.key === key && each.rows > 0));
    await isRecorded(BTC);
    const made = await told<JobEntry>(url, "POST /api/jobs/stream", jobOf(["ETH/USDT"]));
    await isRecorded("sandbox/trades/ETH-USDT");
    const changed = await told<JobEntry>(url, `PUT /api/jobs/stream/${made.id}`, jobOf(["FRESH/USDT"]));
    await isRecorded("sandbox/trades/FRESH-USDT");
    assert.equal(await statusOf(url, "sandbox_ETH_USDT_trades"), undefined);
    assert.equal(
      (await ask(url, `DELETE /api/jobs/stream/${made.id}`)).status,
      404,
      "its id was another one",
    );
    assert.deepEqual(await told(url, `DELETE /api/jobs/stream/${changed.id}`), { status: "deleted" });
    assert.equal(await statusOf(url, "sandbox_FRESH_USDT_trades"), undefined);
    assert.equal(program.output().match(/trades\/BTC-USDT: subscribed/g)?.length, 1);
  }));

Deno.test("a file with an error changes nothing, is told once and shown until it is mended", () =>
  onStage(async ({ record, write, exchange }) => {
    const good = {
      stream_jobs: [jobOf(["BTC/USDT"])],
      exchanges: { sandbox: { endpoint: await exchange(100) } },
    };
    await write("tapedeck.yaml", good);
    const { program, url } = await record();
    await untilSeries(url, ([series]) => series.rows > 0);
    await write("tapedeck.yaml", { ...good, setings: {} });
    await eventually(
      "it is shown",
      hasProblem(url, /^The config file has an error and was not taken: .*setings/),
    );
    await new Promise((done) => setTimeout(done, 3_000));
    assert.equal(program.output().match(/error +config: .*setings is no known key/g)?.length, 1);
    assert.equal(await statusOf(url, "sandbox_BTC_USDT_trades"), "running");

    await write("tapedeck.yaml", good);
    await eventually("it is mended", async () => (await problemsOf(url)).length === 0);
    assert.equal(program.output().match(/trades\/BTC-USDT: subscribed/g)?.length, 1);
  }));

Deno.test("another data folder needs a new start, and is said to until the config has the old one again", () =>
  onStage(async ({ record, write, exchange }) => {
    const good = {
      stream_jobs: [jobOf(["BTC/USDT"])],
      exchanges: { sandbox: { endpoint: await exchange(100) } },
    };
    await write("tapedeck.yaml", good);
    const { url } = await record();
    await told(url, "PUT /api/config", { ...good, storage: { local_path: "elsewhere" } });
    await eventually("it is shown", hasProblem(url, /^storage.local_path has changed: restart tapedeck/));
    await told(url, "PUT /api/config", good);
    await eventually("it is gone", async () => (await problemsOf(url)).length === 0);
  }));

Deno.test("the app moves to another port and host without a new start, and stays where it cannot", () =>
  onStage(async ({ folder, run, write, exchange }) => {
    const [first, second] = [freePort(), freePort()];
    const exchanges = { sandbox: { endpoint: await exchange(100) } };
    const configOf = (settings: Record<string, unknown>) => ({
      stream_jobs: [jobOf(["BTC/USDT"])],
      exchanges,
      settings,
    });
    await write("tapedeck.yaml", configOf({ ui_port: first }));
    const program = run(["start"]);
    const [before, after] = [first, second].map((port) => `http://127.0.0.1:${port}`);
    await untilHealthy(before);
    await untilSeries(before, ([series]) => series.rows > 0);
    assert.equal(readAppAddress(join(folder, "data"))?.url, before);

    await told(before, "PUT /api/config", configOf({ ui_port: second }));
    assert.equal((await told<Snapshot>(after, "GET /api/snapshot")).series[0].state, "recording");
    await eventually(
      "it has left",
      async () => await fetch(`${before}/health`).then(() => false, () => true),
    );
    assert.equal(readAppAddress(join(folder, "data"))?.url, after);

    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const refused = await ask<{ detail: string }>(
      after,
      "PUT /api/config",
      configOf({ ui_port: taken.addr.port }),
    );
    assert.equal(refused.status, 422);
    assert.match(refused.body.detail, /Cannot listen on 127.0.0.1:\d+: the port is taken/);
    assert.match(await Deno.readTextFile(join(folder, "tapedeck.yaml")), new RegExp(`${second}`));
    await write("tapedeck.yaml", configOf({ ui_port: taken.addr.port }));
    await eventually("it is shown", hasProblem(after, /was not taken: .*the port is taken/));

    await write("tapedeck.yaml", configOf({ ui_port: second, ui_host: "localhost" }));
    await program.until(/app: answers at http:\/\/localhost/);
    await eventually(
      "it answers",
      async () => (await fetch(`${after}/health`).catch(() => null))?.ok === true,
    );
    assert.equal(program.output().match(/trades\/BTC-USDT: subscribed/g)?.length, 1);
    assert.equal(await stopProgram(program), 0, program.output());
    assert.equal(readAppAddress(join(folder, "data")), null);
  }));
