/**
 * Charts of a thousand buckets, each the first time that anybody asks and then again, against DuckDB grouping the same
 * rows of the same files: a day of trades, a month of them, and a year of candles of a minute. `--rows 10000000` is a
 * busy day, `--days` the month's length.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { emptyColumns, numbers } from "../actors/archive/columns.ts";
import { coveragePath, dayName, periodPath } from "../actors/archive/layout.ts";
import { formatLine } from "../actors/archive/ledger.ts";
import { GROUP_ROWS, noteFor, publish, writeTemporary } from "../actors/archive/parquet.ts";
import { type ChartRequest, openCharts } from "../actors/archive/reader/chart/chart.ts";
import { openReader } from "../actors/archive/reader/reader.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import type { Chart } from "../schemas/wire_archive.ts";
import { withDuckDb } from "./duck.ts";
import { median } from "./measure.ts";
import { KEY, option } from "./steps.ts";
import { DAY_US, dayOfTrades } from "./tape.ts";

const RUNS = 5;
const POINTS = 1_000;
const GOAL_MS = 1_000;
const DAY_LENGTH_US = 86_400e6;
const CANDLES = "bench/ohlc/BTC-USDT/1m";
const MONTH = "bench/trades/MONTH-USDT";
const YEAR_US = Date.UTC(2024, 0) * 1000;
const MINUTES = 366 * 1440;

const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
const disk = openRealDisk(root);

/** Writes a file and its line in the ledger. */
async function plant(
  key: string,
  path: string,
  batches: AsyncIterable<ReturnType<typeof emptyColumns>>,
  n: number,
) {
  const note = noteFor(key, { ...(key !== CANDLES && { tradeIds: "serial" }), inputs: [] });
  const written = (await writeTemporary(disk, path, note, batches))!;
  publish(disk, path);
  const file = disk.openAppend(coveragePath(key));
  const answer = { kind: "answer" as const, from: written.from, to: written.to, askedAt: 0 };
  const lines = [{ ...answer, n: 2 * n }, { kind: "file" as const, path, ...written, n: 2 * n + 1 }];
  file.write(new TextEncoder().encode(lines.map(formatLine).join("")));
  file.close();
}

async function* tradesOf(rows: number, day: number) {
  for (const columns of dayOfTrades(rows, GROUP_ROWS)) {
    numbers(columns, "ts").forEach((us, row, all) => all[row] = us + day * DAY_LENGTH_US);
    yield columns;
  }
}

async function* yearOfCandles() {
  for (let from = 0; from < MINUTES; from += GROUP_ROWS) {
    const columns = emptyColumns("ohlc", Math.min(GROUP_ROWS, MINUTES - from));
    const of = (name: string) => numbers(columns, name);
    const [ts, open, high, low, close, volume] = ["ts", "open", "high", "low", "close", "volume"].map(of);
    for (let row = 0; row < columns.length; row++) {
      const minute = from + row;
      const price = 42_000 + 900 * Math.sin(minute / 5_000) + 40 * Math.sin(minute / 17);
      [ts[row], open[row], close[row]] = [YEAR_US + minute * 60e6, price, price + Math.sin(minute)];
      [high[row], low[row], volume[row]] = [price + 3, price - 2, 1 + minute % 7];
    }
    yield columns;
  }
}

interface Look {
  name: string;
  request: Pick<ChartRequest, "key" | "fromUs" | "toUs">;
  /** DuckDB's values of first, highest, lowest, last and sum. */
  values: string;
}

const TRADE_VALUES = "arg_min(price, ts), max(price), min(price), arg_max(price, ts), sum(amount)";
const CANDLE_VALUES = "arg_min(open, ts), max(high), min(low), arg_max(close, ts), sum(volume)";
const days = option("days", 30);
const LOOKS: Look[] = [
  {
    name: "a day of trades",
    request: { key: KEY, fromUs: DAY_US, toUs: DAY_US + DAY_LENGTH_US },
    values: TRADE_VALUES,
  },
  {
    name: "five hours of them",
    request: { key: KEY, fromUs: DAY_US + 9 * 3600e6, toUs: DAY_US + 14 * 3600e6 },
    values: TRADE_VALUES,
  },
  {
    name: `${days} days of trades`,
    request: { key: MONTH, fromUs: DAY_US, toUs: DAY_US + days * DAY_LENGTH_US },
    values: TRADE_VALUES,
  },
  {
    name: "a year of candles",
    request: { key: CANDLES, fromUs: YEAR_US, toUs: YEAR_US + 366 * DAY_LENGTH_US },
    values: CANDLE_VALUES,
  },
];

/** As the reader's Worker asks; `isNew`: with nothing in memory. Gives the first answer's time, and all of it. */
async function draw({ request }: Look, charts: ReturnType<typeof openCharts>) {
  const begunMs = performance.now();
  const times: number[] = [];
  let chart: Chart | null = null;
  while (!chart?.finished) {
    const enough = new Promise<void>((done) => setTimeout(done, 600));
    chart = await charts.of({ ...request, points: POINTS, nowUs: request.toUs! }, enough);
    times.push(performance.now() - begunMs);
  }
  return { chart, firstMs: times[0], wholeMs: times.at(-1)! };
}

const newCharts = () => openCharts(disk, openReader(disk));

function forget(): void {
  try {
    Deno.removeSync(`${root}/.tapedeck/cache`, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function byDuckDb(connection: DuckDBConnection, { request, values }: Look, bucketUs: number) {
  const [from, to] = [request.fromUs!, request.toUs!].map((us) => new Date(us / 1000).toISOString());
  const begunMs = performance.now();
  const read = await connection.runAndReadAll(
    `select epoch_us(ts) // ${bucketUs} as bucket, ${values}, count(*) from '${root}/${request.key}/*.parquet' ` +
      `where ts >= '${from}' and ts < '${to}' group by bucket order by bucket`,
  );
  const rows = read.getRows();
  return { rows, ms: performance.now() - begunMs };
}

/** Prices of rows of one µs aside: DuckDB takes any of them for the first or the last. */
function expectSame({ buckets, bucket_us }: Chart, rows: unknown[][], name: string): void {
  const withRows = buckets.filter(({ n }) => n);
  if (withRows.length !== rows.length) fail(name, `${withRows.length} buckets and ${rows.length}`);
  withRows.forEach(({ t, h, l, v, n }, i) => {
    const [bucket, , high, low, , volume, count] = rows[i].map(Number);
    const isSame = t === bucket * bucket_us && h === high && l === low && n === count &&
      Math.abs(v! - volume) < 1e-6 * volume;
    if (!isSame) fail(name, `${JSON.stringify(withRows[i])} and ${rows[i]}`);
  });
}

function fail(name: string, why: string): never {
  throw new Error(`Cannot compare ${name}: ${why}`);
}

const rows = option("rows", 3_000_000);
await plant(KEY, periodPath(KEY, dayName(DAY_US)), tradesOf(rows, 0), 0);
await plant(CANDLES, periodPath(CANDLES, "2024"), yearOfCandles(), 0);
for (let day = 0; day < days; day++) {
  await plant(MONTH, periodPath(MONTH, dayName(DAY_US + day * DAY_LENGTH_US)), tradesOf(rows / 10, day), day);
}

await withDuckDb(async (connection) => {
  for (const look of LOOKS) {
    const times: Record<"first" | "whole" | "kept" | "again" | "duck", number[]> = {
      ...{ first: [], whole: [], kept: [], again: [], duck: [] },
    };
    let bucketUs = 0;
    for (let run = -1; run < RUNS; run++) {
      forget();
      const charts = newCharts();
      const first = await draw(look, charts);
      const again = await draw(look, charts);
      const kept = await draw(look, newCharts());
      const duck = await byDuckDb(connection, look, first.chart.bucket_us);
      for (const { chart } of [first, again, kept]) expectSame(chart, duck.rows, look.name);
      bucketUs = first.chart.bucket_us;
      if (run < 0) continue;
      times.first.push(first.firstMs);
      times.whole.push(first.wholeMs);
      times.kept.push(kept.wholeMs);
      times.again.push(again.wholeMs);
      times.duck.push(duck.ms);
    }
    const ms = (name: keyof typeof times) => median(times[name]).toFixed(0);
    console.log([
      `chart ${look.name}, ${bucketUs / 1e6} s a bucket: first answer ${ms("first")} ms (goal ${GOAL_MS})`,
      `all of it ${ms("whole")} ms`,
      `by another Worker ${ms("kept")} ms, again ${ms("again")} ms`,
      `DuckDB ${ms("duck")} ms`,
      `ratio ${(median(times.whole) / median(times.duck)).toFixed(2)} and ` +
      (median(times.again) / median(times.duck)).toFixed(2),
    ].join(" · "));
  }
});
Deno.removeSync(root, { recursive: true });
