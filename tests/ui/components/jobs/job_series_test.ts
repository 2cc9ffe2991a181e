import assert from "node:assert/strict";
import type { SeriesView } from "../../../../schemas/snapshot.ts";
import type { HistoJob, StreamJob } from "../../../../schemas/config.ts";
import type { RunRecord } from "../../../../schemas/wire.ts";
import {
  byName,
  collectedSeries,
  mergeRuns,
  runsByName,
  runsMark,
  runsOf,
  streamedSeries,
} from "../../../../ui/components/jobs/job_series.js";

const view = (key: string, more: Partial<SeriesView> = {}) => {
  const [exchange, type, name, span = null] = key.split("/");
  const pair = name.replace("-", "/");
  return { key, exchange, type, pair, span, state: "waiting", lastRunAt: null, ...more } as SeriesView;
};
const run = (n: number, more: Partial<RunRecord> = {}) =>
  ({
    id: `collect_${n}`,
    kind: "collect",
    exchange: "binance",
    pairs: ["BTC/USDT"],
    type: "ohlc",
    span: "1h",
    started_at: n,
    ...more,
  }) as RunRecord;
const ids = (runs: RunRecord[]) => runs.map(({ started_at }) => started_at);

const series = byName([
  view("binance/trades/BTC-USDT"),
  view("binance/orderbook/BTC-USDT"),
  view("binance/ohlc/BTC-USDT/1h"),
  view("binance/ohlc/BTC-USDT/1m"),
]);
const hourly = {
  exchange: "binance",
  pairs: ["BTC/USDT", "ETH/USDT"],
  data_type: "ohlc",
  span: 3600,
} as HistoJob;

Deno.test("a stream's pairs have a series a channel, and none where nothing has begun", () => {
  const job = {
    exchange: "binance",
    pairs: ["BTC/USDT", "ETH/USDT"],
    channels: ["trades", "book"],
  } as StreamJob;
  const keys = streamedSeries(job, series).map((
    { pair, channels },
  ) => [pair, ...channels.map((c) => c.view?.key)]);
  assert.deepEqual(keys, [
    ["BTC/USDT", "binance/trades/BTC-USDT", "binance/orderbook/BTC-USDT"],
    ["ETH/USDT", undefined, undefined],
  ]);
});

Deno.test("a history's pairs have the series of their span", () => {
  const keys = (job: HistoJob) => collectedSeries(job, series).map(({ view }) => view?.key);
  assert.deepEqual(keys(hourly), ["binance/ohlc/BTC-USDT/1h", undefined]);
  assert.deepEqual(keys({ ...hourly, pairs: ["BTC/USDT"], data_type: "trades" }), [
    "binance/trades/BTC-USDT",
  ]);
});

Deno.test("the last runs of a pair are its own, oldest first", () => {
  const runs = runsByName([run(5), run(4, { span: "1m" }), run(3, { kind: "backfill" }), run(2), run(1)]);
  assert.deepEqual(ids(runsOf(hourly, "BTC/USDT", runs, 2)), [2, 5]);
  assert.deepEqual(runsOf(hourly, "ETH/USDT", runs, 2), []);
  const trades = runsByName([run(1, { type: "trades", span: null })]);
  assert.deepEqual(ids(runsOf({ ...hourly, data_type: "trades" }, "BTC/USDT", trades, 9)), [1]);
});

Deno.test("newer runs are put in, and those that went on are replaced", () => {
  const merged = mergeRuns([run(3, { status: "running" }), run(2), run(1)], [
    run(4),
    run(3, { status: "done" }),
  ]);
  assert.deepEqual(ids(merged), [4, 3, 2, 1]);
  assert.equal(merged[1].status, "done");
});

Deno.test("where runs may lie between the newer ones and the older, the older are let go", () => {
  assert.deepEqual(ids(mergeRuns([run(2), run(1)], [run(9), run(8)])), [9, 8]);
  assert.deepEqual(ids(mergeRuns([], [run(2), run(1)])), [2, 1]);
});

Deno.test("the mark of the runs changes when one begins and when it ends, and with nothing else", () => {
  const at = (more: Partial<SeriesView>) => runsMark([view("binance/ohlc/BTC-USDT/1h", more)]);
  const marks = [at({ lastRunAt: 1 }), at({ lastRunAt: 1, state: "collecting" }), at({ lastRunAt: 2 })];
  assert.equal(new Set(marks).size, 3);
  assert.equal(at({ lastRunAt: 1, rows: 5 }), marks[0]);
});
