/** Streams that are stopped and started by hand, in the running program. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { eventually, statusOf, streamOf, subscriptionsOf, told } from "./api_calls.ts";
import { stopProgram } from "./program.ts";
import { askSnapshot, untilHealed, untilSeries } from "./snapshot.ts";
import { onStage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const BTC = "sandbox/trades/BTC-USDT";
const BOOK = "sandbox/orderbook/BTC-USDT";

async function rowsOf(url: string, key: string): Promise<number> {
  return (await askSnapshot(url)).series.find((series) => series.key === key)!.rows;
}

const ago = (ms: number) => new Promise((done) => setTimeout(done, ms));

Deno.test("a stream that is stopped records nothing, its neighbours go on, and started again it lacks nothing", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    const endpoint = await exchange(300);
    await write("tapedeck.yaml", {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint } },
    });
    const { program, url } = await record();
    await untilSeries(url, (all) => all.length === 2 && all.every(({ rows }) => rows > 100));

    const stop = () => told(url, "POST /api/streams/stop", streamOf("BTC/USDT", ["trades"]));
    const key = "sandbox_BTC_USDT_trades";
    assert.deepEqual(await stop(), { status: "stopping", key });
    assert.deepEqual(await stop(), { status: "not_running", key });
    assert.equal(await statusOf(url, key), "stopped");
    await ago(1_500); // what was under way is acknowledged
    const [stopped, other] = [await rowsOf(url, BTC), await rowsOf(url, "sandbox/trades/ETH-USDT")];
    await ago(2_000);
    assert.equal(await rowsOf(url, BTC), stopped);
    assert.ok(await rowsOf(url, "sandbox/trades/ETH-USDT") > other + 100);
    const { sentence } = (await askSnapshot(url)).series.find((series) => series.key === BTC)!;
    assert.match(sentence, /^stopped by hand/);

    assert.deepEqual(await told(url, "POST /api/streams/start", streamOf("BTC/USDT", ["trades"])), {
      status: "started",
      key,
    });
    await eventually("it runs again", async () => await statusOf(url, key) === "running");
    await untilHealed(url);
    assert.equal(await stopProgram(program), 0, program.output());
    for (const [pair, symbol] of [["BTC-USDT", "BTCUSDT"], ["ETH-USDT", "ETHUSDT"]]) {
      const { rows, truth, missing, twice, different } = await judgeTrades(
        join(folder, "data/sandbox/trades", pair),
        endpoint,
        symbol,
      );
      assert.deepEqual({ rows, missing, twice, different }, {
        rows: truth,
        missing: 0,
        twice: 0,
        different: 0,
      });
    }
    assert.equal((await subscriptionsOf(endpoint, "ethusdt@aggTrade")).length, 1, "ETH/USDT was not touched");
  }));

Deno.test("stopped alone or with all of its exchange, a book has the hole on record, and who stopped it", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    await write("tapedeck.yaml", {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades", "book"], time_step: 1 }],
      exchanges: { sandbox: { endpoint: await exchange(50) } },
    });
    const { program, url } = await record();
    await untilSeries(url, (all) => all.length === 2 && all.every(({ rows }) => rows > 0));
    const both = ["trades", "book"];
    for (const channels of [["book"], both]) {
      await told(url, "POST /api/streams/stop", streamOf("BTC/USDT", channels));
      await ago(2_000);
      await told(url, "POST /api/streams/start", streamOf("BTC/USDT", both));
      await untilSeries(url, (all) => all.every(({ state }) => state === "recording"));
    }
    await untilSeries(
      url,
      (all) =>
        all.find(({ key }) => key === BOOK)!.holes.filter(({ reason }) => reason === "stopped by hand")
          .length === 2,
    );
    assert.equal(await stopProgram(program), 0, program.output());
    const ledger = await Deno.readTextFile(join(folder, `data/.tapedeck/coverage/${BOOK}.jsonl`));
    assert.equal(ledger.match(/"reason":"stopped by hand"/g)?.length, 2, ledger);
  }));

Deno.test("who names no stream that is configured is told so, and a start leaves no doubt about the channels", () =>
  onStage(async ({ record, write, exchange }) => {
    await write("tapedeck.yaml", {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint: await exchange(50) } },
    });
    const { url } = await record();
    assert.deepEqual(await told(url, "POST /api/streams/stop", streamOf("XRP/USDT", ["trades"])), {
      status: "not_running",
      key: "sandbox_XRP_USDT_trades",
    });
    await told(url, "POST /api/streams/stop", streamOf("BTC/USDT", ["trades"]));
    assert.equal(await statusOf(url, "sandbox_BTC_USDT_trades"), "stopped");
    assert.deepEqual(await told(url, "POST /api/streams/start", streamOf("BTC/USDT", ["book"])), {
      status: "started",
      key: "sandbox_BTC_USDT_book",
    });
    await untilSeries(url, ([series]) => series.key === BTC && series.state === "recording");
  }));
