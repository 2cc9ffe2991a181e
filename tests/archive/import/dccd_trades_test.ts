import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Trade } from "../../../schemas/market.ts";
import { openJournal } from "../../../actors/archive/journal.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { type ImportStage, onImportStage, sourceOf } from "./stage.ts";

/** Its ids are serial, and of raw trades; its times are in µs. */
const KRAKEN = "kraken/trades/BTC-USD";
/** Its ids are texts, its times in ms. */
const BYBIT = "bybit/trades/BTC-USDT";
/** Its serial ids are those of aggregates. */
const BINANCE = "binance/trades/BTC-USDT";
const FILE = "2023-03-05.parquet";
const DAY_US = Date.UTC(2023, 2, 5) * 1000;

const test = (name: string, body: (stage: ImportStage) => Promise<void>) =>
  Deno.test(name, () => onImportStage(body));

/** So many trades, a second and a bit apart, as dccd 3.x writes them. */
const trades = (count: number, stepUs = 1_000_001) =>
  `select (${DAY_US} + range * ${stepUs}) * 1000 as "TS", 1000 + range as tid, 42000.1 + range % 7 as price,
   0.25 as amount, case range % 2 when 0 then 'buy' else 'SELL' end as type from range(${count})`;

const trade = (i: number, more: Partial<Trade> = {}): Trade => ({
  ts: DAY_US + i * 1_000_001,
  tsRecv: null,
  id: String(1000 + i),
  firstId: null,
  lastId: null,
  price: 42_000.1 + i % 7,
  amount: 0.25,
  side: i % 2 === 0 ? "buy" : "sell",
  ...more,
});

const all = (count: number, more: Partial<Trade> = {}) =>
  Array.from({ length: count }, (_, i) => trade(i, more));

/** Rows that the archive's own recorder had before. */
async function record({ data, clock }: ImportStage, key: string, rows: Trade[]): Promise<void> {
  await Deno.mkdir(data, { recursive: true });
  const [exchange, disk] = [key.split("/")[0], openRealDisk(data)];
  const tradeIds = exchange === "kraken" ? "serial" as const : "opaque" as const;
  const journal = openJournal({ disk, exchange, epoch: 1, clock, tradeIds, onClosed() {} });
  await journal.append({ key, rows: { type: "trades", rows } });
  await journal.close();
  await Deno.writeTextFile(`${data}/.tapedeck/epoch`, "1\n");
}

test("trades are taken as they are; contiguous serial ids show what they show, and nothing else is claimed", async (stage) => {
  await stage.write(`${KRAKEN}/${FILE}`, trades(50));
  const { code, report } = await stage.run();
  assert.deepEqual([code, report.series[0].taken], [0, 50]);
  assert.deepEqual(await stage.rows(KRAKEN), all(50));
  assert.deepEqual(stage.evidence(KRAKEN).map(({ kind }) => kind), ["ids"]);
  const { idRuns } = stage.coverage(KRAKEN);
  assert.deepEqual(idRuns.map(({ firstId, lastId }) => [firstId, lastId]), [[1000, 1049]]);
});

test("ids prove nothing where they may be another kind's, where they are texts, and where times are rounded", async (stage) => {
  await stage.write(`${BINANCE}/${FILE}`, trades(50));
  await stage.write(`${BYBIT}/${FILE}`, trades(50));
  const inSeconds = `select * replace ("TS" // 1000000000 as "TS") from (${trades(50)})`;
  await stage.write(`${KRAKEN}/${FILE}`, inSeconds);
  const { code, report } = await stage.run();
  assert.equal(code, 0);
  for (const key of [BINANCE, BYBIT, KRAKEN]) {
    assert.equal((await stage.rows(key)).length, 50);
    assert.deepEqual(stage.evidence(key), []);
  }
  assert.match(sourceOf(report, `${KRAKEN}/${FILE}`).notes.join(), /^its times are rounded to the second: /);
});

test("a trade that the archive has stays as it is, and is not taken again under a rounded time", async (stage) => {
  const own = [trade(3, { tsRecv: DAY_US + 3_100_000 }), trade(4, { tsRecv: DAY_US + 4_100_000 })];
  for (const key of [KRAKEN, BYBIT]) {
    await record(stage, key, own);
    const inSeconds = `select * replace ("TS" // 1000000000 as "TS") from (${trades(10)})`;
    await stage.write(`${key}/${FILE}`, inSeconds);
  }
  const { report } = await stage.run();
  assert.deepEqual(report.series.map(({ taken, known }) => [taken, known]), [[8, 2], [8, 2]]);
  for (const key of [KRAKEN, BYBIT]) {
    const rows: Trade[] = await stage.rows(key);
    assert.deepEqual(rows.filter(({ tsRecv }) => tsRecv !== null), own);
    assert.equal(rows.length, 10);
  }
});

test("nameless trades are taken once, however often they are imported and wherever they lie", async (stage) => {
  const nameless = `select * exclude (tid, type) from (${trades(5)}) union all
    select * exclude (tid, type) from (${trades(5)}) where tid = 1002`;
  await stage.write(`${BYBIT}/${FILE}`, nameless);
  const first = await stage.run();
  assert.deepEqual([first.report.series[0].taken, first.report.series[0].duplicates], [5, 1]);
  const again = await stage.run({ again: true });
  assert.deepEqual([again.report.series[0].taken, again.report.series[0].known], [0, 5]);
  await stage.write(`${BYBIT}/${FILE}`, `select * exclude (tid, type) from (${trades(9)})`);
  assert.equal((await stage.run()).report.series[0].taken, 4);
  assert.deepEqual(await stage.rows(BYBIT), all(9, { id: null, side: null }));
});

test("rows of one time are one time's, wherever the pieces end in which they are read", async (stage) => {
  const [times, copies] = [15_000, 3];
  const sql =
    `select (${DAY_US} + range // ${copies} * 1000001)::bigint * 1000 as "TS", 100.5 as price, 1.5 as amount
    from range(${times * copies})`;
  await stage.write(`${BYBIT}/${FILE}`, sql);
  const { report } = await stage.run();
  assert.deepEqual([report.series[0].taken, report.series[0].duplicates], [times, times * (copies - 1)]);
});

test("ids come as they were, from numbers and texts, and are nobody's where they are missing", async (stage) => {
  const columns: Record<string, string> = {
    "AA-USDT": "tid::varchar as trade_id",
    "BB-USDT": "tid::double as id",
    "CC-USDT": "tid::decimal(12, 0) as id",
    "DD-USDT": "'0' || tid as id",
    "EE-USDT": "case tid when 1001 then null else tid end::double as id",
  };
  for (const [pair, id] of Object.entries(columns)) {
    await stage.write(`bybit/trades/${pair}/${FILE}`, `select * exclude tid, ${id} from (${trades(3)})`);
  }
  assert.equal((await stage.run()).code, 0);
  const ids = async (pair: string) => (await stage.rows(`bybit/trades/${pair}`)).map(({ id }) => id);
  for (const pair of ["AA-USDT", "BB-USDT", "CC-USDT"]) {
    assert.deepEqual(await ids(pair), ["1000", "1001", "1002"]);
  }
  assert.deepEqual(await ids("DD-USDT"), ["01000", "01001", "01002"]);
  assert.deepEqual(await ids("EE-USDT"), ["1000", null, "1002"]);
});

test("a file is taken whole or not at all: a value that is none refuses it", async (stage) => {
  await stage.write(
    `${BYBIT}/${FILE}`,
    `select * replace (case tid when 1199 then 'limit' else type end as type) from (${trades(200)})`,
  );
  await stage.write(`bybit/trades/ETH-USDT/${FILE}`, `select *, 0.5 as volume from (${trades(2)})`);
  await stage.write(
    `bybit/trades/SOL-USDT/${FILE}`,
    `select * replace (tid + 0.5 as tid) from (${trades(2)})`,
  );
  const { code, report } = await stage.run();
  assert.equal(code, 1);
  const reasons = report.sources.map(({ reason }) => reason);
  assert.equal(reasons[0], 'column "type" has "limit", which is none of buy, sell, b, s');
  assert.match(reasons[1]!, /both "amount" and "volume" could be the amount$/);
  assert.equal(reasons[2], 'column "tid" has 1000.5, which is no exact whole number');
  assert.deepEqual(await stage.rows(BYBIT), []);
});

const BOOK = "bitfinex/orderbook/BTC-USD";

const book = (times: number, levels: number) =>
  `select (${DAY_US} + t * 60000000) * 1000 as "TS", case when l < ${levels} then 'bid' else 'ask' end as side,
   case when l < ${levels} then 100 - l else 101 + l - ${levels} end::double as price, 1.5 as amount
   from range(${times}) a(t), range(${2 * levels}) b(l) order by hash(t * 100 + l)`;

test("a book that has both sides at a time is a snapshot", async (stage) => {
  await stage.write(`${BOOK}/${FILE}`, book(3, 2));
  const { code, report } = await stage.run();
  assert.deepEqual([code, report.series[0].taken], [0, 12]);
  const frames = await stage.rows(BOOK);
  assert.deepEqual(
    frames.map(({ ts, frame, isSnapshot }) => [ts, frame, isSnapshot]),
    [0, 1, 2].map((i) => [DAY_US + i * 60e6, i, true]),
  );
  assert.deepEqual(
    frames[0].levels.map(({ side, price }: { side: string; price: number }) => [side, price]),
    [["bid", 100], ["bid", 99], ["ask", 101], ["ask", 102]],
  );
  assert.equal((await stage.run({ again: true })).report.series[0].taken, 0);
});

test("a book of which dccd kept one level a time is refused, with the reason", async (stage) => {
  await stage.write(`${BOOK}/${FILE}`, `select any_value(columns(*)) from (${book(5, 3)}) group by "TS"`);
  await stage.write(`bitfinex/orderbook/ETH-USD/${FILE}`, `select "TS", price, amount from (${book(5, 3)})`);
  const { code, report } = await stage.run();
  assert.equal(code, 1);
  assert.match(
    sourceOf(report, `${BOOK}/${FILE}`).reason!,
    /^not one of its rows can be taken: its book of 2023-03-05T00:0\d:00.000Z has no (ask|bid)$/,
  );
  assert.match(report.sources[1].reason!, /none is the side \(side, type\)$/);
  assert.deepEqual(await stage.rows(BOOK), []);
});

test("a damaged file is refused in a sentence, whatever is damaged in it", async (stage) => {
  const [damaged, sound] = [`${BYBIT}/${FILE}`, `binance/trades/BTC-USDT/${FILE}`];
  await stage.write(sound, trades(50));
  await stage.write(damaged, trades(50));
  const path = join(stage.old, damaged);
  const bytes = await Deno.readFile(path);
  let broken: Uint8Array | null = null;
  for (let at = 4; at < 64; at++) {
    const mutated = bytes.slice();
    mutated[at] ^= 0x55;
    await Deno.writeFile(path, mutated);
    const { outcome, reason } = sourceOf((await stage.run({ dryRun: true })).report, damaged);
    assert.ok(outcome === "taken" || reason, `byte ${at}`);
    if (reason === "its bytes are damaged") broken = mutated;
  }
  // The reader cannot be relied on after that: nothing is written by it.
  await Deno.writeFile(path, broken!);
  const { code, said } = await stage.run();
  assert.equal(code, 1);
  assert.match(
    said[0],
    /^Cannot go on after "bybit.*": reading it broke the Parquet reader .*; move that file away/,
  );
  await Deno.remove(path);
  const { report } = await stage.run();
  assert.deepEqual(report.sources.map(({ outcome }) => outcome), ["known"]);
  assert.equal((await stage.rows(BINANCE)).length, 50);
});
