import assert from "node:assert/strict";
import { mergeFiles } from "../../actors/archive/merge.ts";
import { dueMerges } from "../../actors/archive/merge_plan.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { WrongUsage } from "../../cli/arguments.ts";
import type { Environment } from "../../cli/environment.ts";
import { read, type ReadFlags } from "../../cli/read.ts";
import { query } from "../e2e/parquet_rows.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import * as sample from "../archive/samples.ts";

const { BOOKS, CANDLES, DAY_US, ofBooks, ofCandles, ofTrades, rigOn, TRADES, trades } = sample;

/** A folder with 100 trades (of which 20 are missing in the middle), candles of two spans, and a book. */
async function withArchive(test: (run: Run, root: string) => Promise<void>): Promise<void> {
  using folder = sample.temporaryDisk();
  const rig = rigOn(folder.disk);
  const writer = rig.journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 40)) });
  await writer.append({ key: CANDLES, rows: ofCandles([sample.candle(0)]) });
  await writer.append({ key: CANDLES.replace("1m", "1h"), rows: ofCandles([sample.candle(0)]) });
  await writer.append({ key: BOOKS, rows: ofBooks([0, 1, 2].map((frame) => sample.bookFrame(1, frame))) });
  await writer.roll();
  await sealAll(rig.archive, "sandbox", () => true);
  rig.clock.set(DAY_US / 1000 + 90 * 3_600_000);
  await mergeFiles(rig.archive, dueMerges(rig.archive, TRADES)[0]);
  await writer.append({ key: TRADES, rows: ofTrades(trades(60, 120)) });
  await test(runIn(folder.root), folder.root);
  await writer.close();
}

interface Ended {
  code: number;
  out: string;
  complaints: string[];
}
type Run = (flags: Partial<ReadFlags>, how?: { isTerminal?: boolean; goneAfter?: number }) => Promise<Ended>;

function runIn(root: string): Run {
  return async (flags, { isTerminal = false, goneAfter = Infinity } = {}) => {
    const ended: Ended = { code: -1, out: "", complaints: [] };
    let writes = 0;
    const stdout = {
      isTerminal,
      columns: () => 80,
      write(bytes: Uint8Array) {
        if (++writes > goneAfter) return Promise.reject(new Deno.errors.BrokenPipe());
        ended.out += new TextDecoder().decode(bytes);
        return Promise.resolve();
      },
    };
    const environment = {
      env: {},
      cwd: root,
      clock: new TestClock(DAY_US / 1000 + 90 * 3_600_000),
      complain: (line: string) => ended.complaints.push(line),
      stdout,
    } as unknown as Environment;
    const names = { exchange: "sandbox", pair: "BTC/USDT", type: "trades" };
    ended.code = await read({ data: root, ...names, ...flags }, environment);
    return ended;
  };
}

Deno.test("in a pipe it is CSV of file, part and journal, and what is missing is said beside it", () =>
  withArchive(async (run) => {
    const { code, out, complaints } = await run({ time: "us" });
    const [header, ...lines] = out.trimEnd().split("\n");
    assert.equal(code, 0);
    assert.equal(header, "ts,ts_recv,id,first_id,last_id,price,amount,side");
    assert.equal(lines.length, 100);
    assert.deepEqual(lines.slice(0, 2).map((line) => line.split(",")[0]), [`${DAY_US}`, `${DAY_US + 1e6}`]);
    assert.deepEqual(complaints, ["1 hole in this range; see tapedeck verify"]);
    const whole = await run({ from: DAY_US + 1, to: DAY_US + 39e6 });
    assert.deepEqual([whole.out.trimEnd().split("\n").length, whole.complaints], [39, []]);
  }));

Deno.test("on a terminal it is a table of the first 50 rows, or of all", () =>
  withArchive(async (run) => {
    const { out } = await run({}, { isTerminal: true });
    const lines = out.trimEnd().split("\n");
    assert.equal(lines.length, 52);
    assert.match(lines[0], /^ts {27}ts_recv {22}id {2}first_id {2}last_id {4}price {2}amount {2}side$/);
    assert.match(lines[1], /^2024-03-05T00:00:00\.000000Z {2}2024-03-05T00:00:00\.001500Z {2}0 /);
    assert.equal(lines[51], "… 50 more (--all shows them)");
    const all = await run({ all: true }, { isTerminal: true });
    assert.equal(all.out.trimEnd().split("\n").length, 101);
  }));

Deno.test("who stops reading early is no failure", () =>
  withArchive(async (run) => {
    const { code } = await run({}, { goneAfter: 0 });
    assert.equal(code, 0);
  }));

Deno.test("a parquet file is what DuckDB reads, and what the archive would write", () =>
  withArchive(async (run, root) => {
    const folder = await Deno.makeTempDir();
    const output = `${folder}/mine.parquet`;
    assert.equal((await run({ output })).code, 0);
    const [counted] = await query(`select count(*) as n, count(distinct id) as ids from '${output}'`);
    assert.deepEqual([counted.n, counted.ids], [100n, 100n]);
    const columns = (path: string) =>
      query(`select column_name, column_type from (describe select * from '${path}')`);
    assert.deepEqual(await columns(output), await columns(`${root}/${TRADES}/2024-03-05.parquet`));
    assert.equal((await run({ output, from: DAY_US + 50 * 86_400e6 })).code, 0);
    assert.deepEqual(await query(`select count(*) as n from '${output}'`), [{ n: 0n }], "replaced");
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["mine.parquet"]);
    await Deno.remove(folder, { recursive: true });
  }));

Deno.test("a failed write leaves what was there", () =>
  withArchive(async (run, root) => {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/mine.csv`, "before");
    await Deno.remove(`${root}/${TRADES}/2024-03-05.parquet`);
    const { code, complaints } = await run({ output: `${folder}/mine.csv` });
    assert.equal(code, 1);
    assert.match(
      complaints.at(-1)!,
      /^Cannot read "sandbox\/trades\/BTC-USDT\/2024-03-05\.parquet": the ledger lists it/,
    );
    assert.equal(await Deno.readTextFile(`${folder}/mine.csv`), "before");
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["mine.csv"]);
    await Deno.remove(folder, { recursive: true });
  }));

Deno.test("the book at a moment is printed, bids first", () =>
  withArchive(async (run) => {
    const { code, out } = await run({ type: "book", at: DAY_US + 1.5e6, format: "csv" });
    assert.equal(code, 0);
    assert.equal(out, "side,price,amount\nbid,41999.5,2\nask,42000.5,2.5\n");
    const early = await run({ type: "book", at: DAY_US - 1, format: "csv" });
    assert.equal(early.code, 1);
    assert.match(
      early.complaints[0],
      /^Cannot tell the book of sandbox\/orderbook\/BTC-USDT at 2024-03-04T23:59:59\.999999Z: /,
    );
  }));

Deno.test("what cannot be read is told with what there is instead", () =>
  withArchive(async (run, root) => {
    const told = async (flags: Partial<ReadFlags>) => {
      const { code, complaints } = await run(flags);
      assert.equal(code, 1);
      return complaints.at(-1)!;
    };
    assert.match(
      await told({ pair: "ETH/USDT" }),
      /there are no trades of ETH\/USDT on sandbox; nearest: BTC\/USDT$/,
    );
    assert.match(
      await told({ exchange: "binance" }),
      /no exchange "binance" in this folder; there is sandbox$/,
    );
    assert.match(await told({ type: "candles" }), /several spans, say which: 1h, 1m$/);
    assert.match(await told({ type: "ohlc", span: "5m" }), /no candles of span 5m, but of 1h, 1m$/);
    assert.match(await told({ span: "5m" }), /a span is of candles, and these are trades$/);
    assert.match(
      await told({ output: `${root}/x.csv` }),
      /it lies in the data folder, where only the recorder writes$/,
    );
    assert.match(await told({ output: "/no/such/x.csv" }), /there is no folder "\/no\/such"; make it first$/);
    assert.equal((await run({ type: "candles", span: "1m" })).out.split("\n").length, 3);
    assert.equal((await run({ pair: "BTC-USDT" })).code, 0, "the folder's name will do");
  }));

Deno.test("what is typed wrongly is wrong usage", () =>
  withArchive(async (run) => {
    const refused = (flags: Partial<ReadFlags>, says: RegExp) =>
      assert.rejects(run(flags), (error) => error instanceof WrongUsage && says.test(error.message));
    await refused({ type: "trade" }, /no type "trade"; did you mean trades\?/);
    await refused({ format: "xlsx" }, /no format "xlsx"; there are table, csv, jsonl, parquet/);
    await refused({ format: "parquet" }, /it needs a file, --output <file>/);
    await refused({ from: 2, to: 1 }, /--from must be before --to/);
    await refused({ at: 1 }, /only a book stands at a moment, and these are trades/);
  }));
