import assert from "node:assert/strict";
import { join } from "@std/path";
import { HOUR_US } from "../samples.ts";
import { type ImportStage, onImportStage, sourceOf } from "./stage.ts";

const KEY = "binance/ohlc/BTC-USDT/1h";
const HOURLY = "binance/ohlc/BTC-USDT/Hourly/2023.parquet";
/** 2023-03-05 00:00 UTC, s. */
const DAY_S = Date.UTC(2023, 2, 5) / 1000;

const test = (name: string, body: (stage: ImportStage) => Promise<void>) =>
  Deno.test(name, () => onImportStage(body));

/** So many hourly candles as dccd 2.x writes them, each at another price. */
const hours = (count: number, ts = `${DAY_S} + range * 3600`) =>
  `select (${ts})::bigint as "TS", 100.5 + range as open, 110.0 + range as high, 90.0 + range as low,
   101.5 + range as close, 2.5 as volume, 250.25 as "quoteVolume" from range(${count})`;

const candle = (hour: number, more = {}) => ({
  ts: DAY_S * 1e6 + hour * HOUR_US,
  open: 100.5 + hour,
  high: 110 + hour,
  low: 90 + hour,
  close: 101.5 + hour,
  volume: 2.5,
  quoteVolume: 250.25,
  trades: null,
  takerBuyVolume: null,
  ...more,
});

test("candles of dccd 2.x, in seconds, are taken as they are, and prove nothing", async (stage) => {
  await stage.write(HOURLY, hours(24));
  const before = stage.snapshot(stage.old);
  const { code, report } = await stage.run();
  assert.equal(code, 0);
  assert.deepEqual(await stage.rows(KEY), Array.from({ length: 24 }, (_, hour) => candle(hour)));
  assert.deepEqual([report.kind, report.series[0].key, report.series[0].taken], ["dccd", KEY, 24]);
  assert.deepEqual(stage.coverage(KEY), { stretches: [], idRuns: [] });
  assert.deepEqual(stage.snapshot(stage.old), before);
});

test("candles of dccd 3.x, in nanoseconds and of other types, are the same candles", async (stage) => {
  const typed = `select "TS" * 1000000000 as "TS", open::varchar as "Open", high::decimal(18, 8) as "HIGH",
    low::float as low, close, volume::int * 2 + 0.5::decimal(4, 1) - 2 as volume, "quoteVolume" as quote_volume
    from (${hours(24)})`;
  await stage.write(HOURLY, typed, "compression zstd");
  const { code } = await stage.run();
  assert.equal(code, 0);
  const rows = await stage.rows(KEY);
  assert.deepEqual([rows[0].ts, rows[23].ts], [candle(0).ts, candle(23).ts]);
  assert.deepEqual(rows.map(({ open, high, low }) => [open, high, low]).at(5), [105.5, 115, 95]);
  assert.equal(rows[5].quoteVolume, 250.25);
});

test("a timestamp column is UTC, whatever its unit", async (stage) => {
  for (const [i, type] of ["timestamp_s", "timestamp_ms", "timestamp", "timestamp_ns"].entries()) {
    const sql = `select make_timestamp("TS" * 1000000)::${type} as "TS", * exclude "TS" from (${hours(24)})`;
    await stage.write(`binance/ohlc/B${i}-USDT/Hourly/2023.parquet`, sql);
  }
  const { code } = await stage.run();
  assert.equal(code, 0);
  for (const i of [0, 1, 2, 3]) {
    const rows = await stage.rows(`binance/ohlc/B${i}-USDT/1h`);
    assert.deepEqual([rows[0].ts, rows[23].ts], [candle(0).ts, candle(23).ts]);
  }
});

test("each label is the span that it names", async (stage) => {
  const spans: Record<string, string> = {
    Minutely: "1m",
    Three_Minutely: "3m",
    Five_Minutely: "5m",
    Quarter_Hourly: "15m",
    Half_Hourly: "30m",
    Hourly: "1h",
    Bi_Hourly: "2h",
    Four_Hourly: "4h",
    Six_Hourly: "6h",
    Eight_Hourly: "8h",
    Twelve_Hourly: "12h",
    Daily: "1d",
    Three_Daily: "3d",
    Weekly: "1w",
    Fifteen_Daily: "15d",
    Monthly: "1mo",
    "45m": "45m",
    "1M": "1mo",
  };
  for (const label of Object.keys(spans)) {
    const pair = label === "1M" ? "ETH-USDT" : "BTC-USDT";
    await stage.write(`kraken/ohlc/${pair}/${label}/2023.parquet`, hours(1));
  }
  const { code, report } = await stage.run();
  assert.equal(code, 0);
  const keys = Object.entries(spans).map(([label, span]) =>
    `kraken/ohlc/${label === "1M" ? "ETH-USDT" : "BTC-USDT"}/${span}`
  );
  assert.deepEqual(report.series.map(({ key }) => key).sort(), keys.sort());
});

/** Hours 0 to 9, of which 3, 4 and 8 are filled forward. */
const filled = `select "TS", case when range in (3, 4, 8) then c else open end as open,
  case when range in (3, 4, 8) then c else high end as high, case when range in (3, 4, 8) then c else low end as low,
  case when range in (3, 4, 8) then c else close end as close, case when range in (3, 4, 8) then 0 else volume end as volume
  from (select *, case range when 3 then 103.5 when 4 then 103.5 when 8 then 108.5 end as c
        from (select row_number() over (order by "TS") - 1 as range, * from (${hours(10)})))`;

test("candles that were filled forward are reported and left out, or taken where that is wanted", async (stage) => {
  await stage.write(HOURLY, filled);
  const hoursIn = async () => (await stage.rows(KEY)).map(({ ts }) => (ts / 1e6 - DAY_S) / 3600);
  const { code, report } = await stage.run();
  assert.deepEqual([code, report.series[0].filled, report.series[0].taken], [0, 3, 7]);
  assert.deepEqual(await hoursIn(), [0, 1, 2, 5, 6, 7, 9]);
  const again = await stage.run({ keepFilled: true });
  assert.deepEqual([again.report.series[0].filledKept, again.report.series[0].taken], [3, 3]);
  assert.deepEqual(await hoursIn(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a year that begins with a filled candle is known by the year before, imported now or earlier", async (stage) => {
  const newYear = Date.UTC(2023, 0) / 1000;
  const price = (p: number, volume: number) =>
    `${p}::double as open, ${p}::double as high, ${p}::double as low, ${p}::double as close, ${volume} as volume`;
  await stage.write(
    "binance/ohlc/BTC-USDT/Hourly/2022.parquet",
    `select ${newYear - 3600} as "TS", ${price(50, 1)}`,
  );
  await stage.write(HOURLY, `select ${newYear} as "TS", ${price(50, 0)}`);
  assert.equal(sourceOf((await stage.run()).report, HOURLY).filled, 1);
  await stage.write(HOURLY, `select ${newYear} + range * 3600 as "TS", ${price(50, 0)} from range(2)`);
  const { report } = await stage.run();
  assert.deepEqual(report.sources.map(({ outcome, filled }) => [outcome, filled]), [["known", 0], [
    "taken",
    2,
  ]]);
  assert.equal((await stage.rows(KEY)).length, 1);
});

test("of two candles of one time the last one is taken, and rows out of order are put in order", async (stage) => {
  const twice = `select * from (${hours(3)}) union all by name
    select * replace (open + 0.25 as open) from (${hours(3)}) where "TS" = ${DAY_S}`;
  await stage.write(HOURLY, twice);
  const { code, report } = await stage.run();
  assert.deepEqual([code, report.series[0].duplicates, report.series[0].taken], [0, 1, 3]);
  assert.deepEqual(await stage.rows(KEY), [candle(0, { open: 100.75 }), candle(1), candle(2)]);
});

test("a candle that was not closed when its file was written is not taken, and nor is one that cannot be", async (stage) => {
  const nowS = Math.floor(stage.clock.now() / 3_600_000) * 3600;
  const path = `binance/ohlc/BTC-USDT/Hourly/${new Date(nowS * 1000).getUTCFullYear()}.parquet`;
  await stage.write(path, hours(3, `${nowS - 7200} + range * 3600`));
  const { code, report } = await stage.run();
  const { taken, refused, refusal } = sourceOf(report, path);
  assert.deepEqual([code, taken, refused], [1, 2, 1]);
  assert.match(refusal!, /^the candle of .* was not closed yet$/);
  await stage.write(
    HOURLY,
    `select * replace (case "TS" when ${DAY_S} then 80 else high end as high) from (${hours(3)})`,
  );
  const bad = sourceOf((await stage.run()).report, HOURLY);
  assert.deepEqual([bad.taken, bad.refused, bad.refusal], [2, 1, "high 80 is below open or close"]);
});

test("files that cannot be understood are refused in a sentence, and the others taken", async (stage) => {
  const folder = "binance/ohlc/BTC-USDT/Hourly";
  await stage.write(`${folder}/2019.parquet`, `select * exclude close from (${hours(3)})`);
  await stage.write(`${folder}/2020.parquet`, `select *, 5 as "Volume_" from (${hours(3)})`);
  await stage.write(
    `${folder}/2021.parquet`,
    hours(3, `case range when 2 then 1e9 else 1 end * (${DAY_S} + range * 3600)`),
  );
  await stage.write(`${folder}/2022.parquet`, hours(3, "range"));
  await stage.write(`${folder}/2024.parquet`, hours(0));
  await stage.write(HOURLY, hours(3));
  await Deno.writeTextFile(join(stage.old, folder, "2018.parquet"), "PAR1 this is no Parquet file PAR1");
  await Deno.writeTextFile(join(stage.old, folder, "2017.csv"), "TS,open\n");
  await stage.write("binance/ohlc/BTC-USDT/Sometimes/2023.parquet", hours(3));
  await stage.write("binance/funding/BTC-USDT/2023.parquet", hours(3));
  const { code, report } = await stage.run();
  assert.equal(code, 1);
  const why = Object.fromEntries(
    report.sources.map(({ source, reason }) => [source.replace(`${folder}/`, ""), reason]),
  );
  assert.equal(
    why["2019.parquet"],
    "of its columns TS, open, high, low, volume, quoteVolume, none is the close (close)",
  );
  assert.match(why["2020.parquet"]!, /^of its columns .*, both "volume" and "Volume_" could be the volume$/);
  assert.match(
    why["2021.parquet"]!,
    /^column "TS" mixes units: 1677974400 can only be seconds, and 1677981600000000000 nanoseconds$/,
  );
  assert.equal(why["2022.parquet"], 'column "TS" has 0, which is no time in seconds or nanoseconds');
  assert.match(why["2018.parquet"]!, /^Cannot read "binance\/ohlc\/BTC-USDT\/Hourly\/2018.parquet": /);
  assert.equal(why["2017.csv"], "it is no Parquet file; only these are taken");
  assert.match(
    why["binance/ohlc/BTC-USDT/Sometimes"]!,
    /^"Sometimes" is no span: expected one like 1m, or one of Minutely, /,
  );
  assert.equal(why["binance/funding"], "tapedeck records no funding");
  assert.deepEqual([why["2023.parquet"], why["2024.parquet"]], [undefined, undefined]);
  assert.equal((await stage.rows(KEY)).length, 3);
});

test("a second import reads and writes nothing, one of a file that grew takes what is new", async (stage) => {
  await stage.write(HOURLY, hours(24));
  await stage.run();
  const before = stage.snapshot();
  const second = await stage.run();
  assert.deepEqual([second.code, second.report.sources[0].outcome], [0, "known"]);
  const parquet = (files: Record<string, number>) =>
    Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(".tapedeck/")));
  assert.deepEqual(parquet(stage.snapshot()), parquet(before));
  await stage.write(HOURLY, hours(30));
  const third = await stage.run();
  assert.deepEqual([third.report.series[0].taken, third.report.series[0].known], [6, 24]);
  const all = await stage.run({ again: true });
  assert.deepEqual([all.report.series[0].taken, all.report.series[0].known], [0, 30]);
  assert.equal((await stage.rows(KEY)).length, 30);
  // The same content elsewhere is known, too.
  await Deno.rename(stage.old, join(stage.folder, "moved"));
  const moved = await stage.run({ dir: join(stage.folder, "moved") });
  assert.equal(moved.report.sources[0].outcome, "known");
});

test("a dry run says the same and writes nothing", async (stage) => {
  await stage.write(HOURLY, filled);
  const dry = await stage.run({ dryRun: true });
  assert.deepEqual(Object.keys(stage.snapshot(stage.folder)), [`old/${HOURLY}`]);
  const { report } = await stage.run();
  assert.deepEqual(dry.report.series, report.series);
  assert.deepEqual([dry.report.isDryRun, report.isDryRun], [true, false]);
});

test("only the exchanges that were named are taken", async (stage) => {
  await stage.write(HOURLY, hours(3));
  await stage.write(HOURLY.replace("binance", "kraken"), hours(3));
  const { report } = await stage.run({ exchange: ["kraken"] });
  assert.deepEqual(report.series.map(({ key }) => key), [KEY.replace("binance", "kraken")]);
});
