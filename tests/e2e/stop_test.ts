import assert from "node:assert/strict";
import { join } from "@std/path";
import type { SeriesView } from "../../schemas/snapshot.ts";
import { parquetRows } from "./parquet_rows.ts";
import { askSnapshot, untilSeries } from "./snapshot.ts";
import { onStage } from "./stage.ts";
import { judgeTrades } from "./verdict.ts";

const TRADES = "sandbox/trades/BTC-USDT";

function jobOf(pairs: string[], exchange = "sandbox") {
  return { exchange, pairs, channels: ["trades"] };
}

function isRecording(key: string) {
  return (all: SeriesView[]) => all.some((series) => series.key === key && series.rows > 0);
}

for (const signals of [["SIGTERM"], ["SIGINT", "SIGINT"]] as const) {
  Deno.test(`${signals.join(" and at once ")} ends it with code 0 within 10 s, all rows sealed`, () =>
    onStage(async ({ folder, record, write, exchange, list }) => {
      const endpoint = await exchange(500);
      await write("tapedeck.yaml", {
        stream_jobs: [jobOf(["BTC/USDT"])],
        exchanges: { sandbox: { endpoint } },
      });
      const { program, url } = await record();
      await untilSeries(url, isRecording(TRADES));
      const before = (await askSnapshot(url)).series.find(({ key }) => key === TRADES)!;

      const askedAt = Date.now();
      signals.forEach(program.signal);
      assert.equal(await program.ended, 0, program.output());
      assert.ok(Date.now() - askedAt < 10_000);

      assert.deepEqual(list().filter((path) => path.endsWith(".wal")), []);
      const trades = join(folder, "data/sandbox/trades/BTC-USDT");
      const { rows, missing, twice, different } = await judgeTrades(trades, endpoint, "BTCUSDT");
      assert.ok(rows >= before.rows, `${before.rows} were acknowledged, ${rows} are there`);
      assert.deepEqual({ missing, twice, different }, { missing: 0, twice: 0, different: 0 });
    }));
}

Deno.test("a signal right after the first lines is a stop like any other", () =>
  onStage(async ({ run }) => {
    const program = run(["start", "--port", "0"]);
    await program.until(/^app/m);
    program.signal("SIGINT");
    assert.equal(await program.ended, 0, program.output());
  }));

Deno.test("SIGHUP reads the config again: jobs come and go, the others do not notice", () =>
  onStage(async ({ record, write, exchange }) => {
    const exchanges = { sandbox: { endpoint: await exchange(100) } };
    await write("tapedeck.yaml", { stream_jobs: [jobOf(["BTC/USDT", "ETH/USDT"])], exchanges });
    const { program, url } = await record();
    await untilSeries(url, (all) => all.length === 2 && all.every(({ rows }) => rows > 0));

    await write("tapedeck.yaml", { stream_jobs: [jobOf(["BTC/USDT", "FRESH/USDT"])], exchanges });
    program.signal("SIGHUP");
    await untilSeries(url, isRecording("sandbox/trades/FRESH-USDT"));
    const eth = (await askSnapshot(url)).series.find(({ pair }) => pair === "ETH/USDT");
    assert.ok(!eth || eth.state === "stopped", eth?.state);
    const subscribed = program.output().match(/trades\/BTC-USDT: subscribed/g);
    assert.equal(subscribed?.length, 1, "BTC/USDT kept its subscription");
    assert.doesNotMatch(program.output(), /warning|error/);
  }));

Deno.test("a config with an error changes nothing and says why; one with another data folder asks for a restart", () =>
  onStage(async ({ record, write, exchange }) => {
    const good = {
      stream_jobs: [jobOf(["BTC/USDT"])],
      exchanges: { sandbox: { endpoint: await exchange(100) } },
    };
    await write("tapedeck.yaml", good);
    const { program, url } = await record();
    await untilSeries(url, isRecording(TRADES));

    await write("tapedeck.yaml", { ...good, setings: {} });
    program.signal("SIGHUP");
    await program.until(
      /error +config: Cannot use .* setings is no known key.*settings\?; going on as before/,
    );
    const { rows } = (await askSnapshot(url)).series[0];
    await untilSeries(url, (all) => all.length === 1 && all[0].rows > rows && all[0].state === "recording");

    await write("tapedeck.yaml", { ...good, storage: { local_path: "elsewhere" } });
    program.signal("SIGHUP");
    await program.until(/warning +config: storage.local_path has changed; restart tapedeck for that/);
  }));

Deno.test("the built-in exchange is there as soon as a job asks for it, also after SIGHUP", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    const exchanges = { binance: { endpoint: await exchange(100) } };
    await write("tapedeck.yaml", { stream_jobs: [jobOf(["BTC/USDT"], "binance")], exchanges });
    const { program, url } = await record();
    await untilSeries(url, isRecording("binance/trades/BTC-USDT"));

    await write("tapedeck.yaml", {
      stream_jobs: [jobOf(["BTC/USDT"], "binance"), jobOf(["ETH/USDT"])],
      exchanges,
    });
    program.signal("SIGHUP");
    await untilSeries(url, isRecording("sandbox/trades/ETH-USDT"));
    program.signal("SIGINT");
    assert.equal(await program.ended, 0, program.output());
    assert.ok((await parquetRows(join(folder, "data/sandbox/trades/ETH-USDT"))).length > 0);
  }));

Deno.test("after a first start SIGHUP reads the starter that was written", () =>
  onStage(async ({ folder, record }) => {
    const { program, url } = await record();
    const path = join(folder, "tapedeck.yaml");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replaceAll("QUIET/USDT", "FRESH/USDT"));
    program.signal("SIGHUP");
    await untilSeries(url, isRecording("sandbox/trades/FRESH-USDT"));
  }));
