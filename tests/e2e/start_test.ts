import assert from "node:assert/strict";
import { join } from "@std/path";
import { filesIn, parquetRows, query } from "./parquet_rows.ts";
import { stopProgram } from "./program.ts";
import { untilHealed, untilSeries } from "./snapshot.ts";
import { areAllRecorded, onStage } from "./stage.ts";
import { truthCandles } from "./truth.ts";
import { judgeTrades } from "./verdict.ts";

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return await answer.text();
}

Deno.test("a first start in an empty folder needs nothing: it records, serves its page, and leaves Parquet", () =>
  onStage(async ({ folder, record, list }) => {
    const { program, url } = await record();
    assert.match(
      program.output(),
      /^tapedeck \d.*\nconfig +\S+tapedeck.yaml \(new\)\ndata .*\njobs .*\napp /,
    );
    await untilSeries(url, areAllRecorded, 15_000);
    assert.match(await textAt(url), /<title>tapedeck<\/title>/);
    assert.equal(JSON.parse(await textAt(`${url}/health`)).status, "ok");

    assert.equal(await stopProgram(program), 0, program.output());
    assert.doesNotMatch(program.output(), /error|warning/i);
    assert.match(await Deno.readTextFile(join(folder, "data/.tapedeck/logs/tapedeck.log")), /markets loaded/);
    const files = list().filter((path) => path.endsWith(".parquet"));
    assert.ok(files.length >= 9, files.join());
    for (const file of files) {
      const [{ rows }] = await query(`select count(*) as rows from read_parquet('${join(folder, file)}')`);
      assert.ok(Number(rows) > 0, file);
    }
    assert.deepEqual(list().filter((path) => path.endsWith(".wal")), [], "all is sealed");
  }));

Deno.test("what was recorded is what the exchange held, also while the program did not run", () =>
  onStage(async ({ folder, record, write, exchange }) => {
    const endpoint = await exchange(300);
    await write("tapedeck.yaml", {
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
      histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
      exchanges: { sandbox: { endpoint } },
    });
    for (const life of [1, 2]) {
      const { program, url } = await record();
      await untilHealed(url);
      await untilSeries(url, (all) => all.length === 3 && all.every(({ rows }) => rows > 0));
      assert.equal(await stopProgram(program), 0, `${life}: ${program.output()}`);
      if (life === 1) await new Promise((done) => setTimeout(done, 2_000)); // what passes now is to be healed
    }

    for (const [pair, symbol] of [["BTC-USDT", "BTCUSDT"], ["ETH-USDT", "ETHUSDT"]]) {
      const trades = join(folder, "data/sandbox/trades", pair);
      const { rows, truth, missing, twice, different } = await judgeTrades(trades, endpoint, symbol);
      assert.ok(rows > 1_000, `${rows} rows`);
      assert.deepEqual({ rows, missing, twice, different }, {
        rows: truth,
        missing: 0,
        twice: 0,
        different: 0,
      });
      const [{ late }] = await query(
        `select count(*) filter (ts_recv is null) as late from ${filesIn(trades)}`,
      );
      assert.ok(Number(late) > 100, "trades of the pause came by REST");
    }
    const candles = await parquetRows(join(folder, "data/sandbox/ohlc/BTC-USDT/1m"));
    const [from, to] = [candles[0], candles.at(-1)!].map(({ ts }) => Number(ts) / 1_000);
    const truth = await truthCandles(endpoint, "BTCUSDT", "1m", { fromMs: from, toMs: to + 60_000 });
    assert.deepEqual(
      candles,
      truth.map(({ openMs, quoteVolume, takerBuyVolume, ...rest }) => ({
        ts: openMs * 1_000,
        ...rest,
        quote_volume: quoteVolume,
        taker_buy_volume: takerBuyVolume,
      })),
    );
  }));
