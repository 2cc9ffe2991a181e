import assert from "node:assert/strict";
import {
  inventoryView,
  jobsView,
  metricsView,
  schedulerView,
  streamsView,
} from "../../actors/control/views.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";
import { Inventory, Jobs, Metrics, Scheduler, Streams } from "../../schemas/wire.ts";
import { boardStage, BOOK, CANDLES, START, summary, TRADES } from "./board_stage.ts";

const SECONDS = START / 1000;

function configOf(value: unknown): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join("\n"));
  return parsed.config;
}

const CONFIG = configOf({
  stream_jobs: [
    { exchange: "binance", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades", "book"] },
    { exchange: "okx", pairs: ["BTC/USDT:USDT"], channels: ["trades"] },
  ],
  histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], span: 60 }],
});

Deno.test("without series there are no metrics", () => {
  assert.deepEqual(metricsView(boardStage([]).board.snapshot()), {});
});

Deno.test("metrics sum a pair's rows and take its latest times and worst error count", async () => {
  const { board, clock, tell, rows } = boardStage([TRADES, BOOK, "kraken/trades/BTC-USD"]);
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 100 }) });
  tell({ type: "stream-connecting", key: TRADES });
  await clock.advance(2_000);
  rows(TRADES, 5);
  rows(BOOK, 3);
  tell({ type: "stream-dropped", key: BOOK, error: "closed", retryAt: clock.now() });
  const metrics = metricsView(board.snapshot());
  assert.deepEqual(metrics, {
    "binance/BTC/USDT": {
      last_run_at: SECONDS,
      last_success_at: SECONDS + 2,
      rows_collected: 108,
      errors_count: 1,
    },
    "kraken/BTC/USD": { last_run_at: null, last_success_at: null, rows_collected: 0, errors_count: 0 },
  });
  Metrics.parse(metrics);
});

Deno.test("streams have a row per pair of each job, whose status is that of the channel most in need of a look", () => {
  const { board, tell } = boardStage([TRADES, BOOK, "binance/trades/ETH-USDT"]);
  const rows = () => streamsView(CONFIG, board.snapshot());
  assert.deepEqual(rows().map(({ key, status }) => `${key} ${status}`), [
    "binance_BTC_USDT_trades_book starting",
    "binance_ETH_USDT_trades_book starting",
    "okx_BTC_USDT:USDT_trades stopped",
  ]);
  tell({ type: "stream-connected", key: TRADES }, { type: "stream-connected", key: BOOK });
  assert.equal(rows()[0].status, "running");
  tell({ type: "stream-dropped", key: BOOK, error: "closed", retryAt: START });
  assert.deepEqual([rows()[0].status, rows()[0].error], ["retrying", "closed"]);
  Streams.parse(rows());
});

Deno.test("a stream of which one channel is stopped runs, and is stopped when all are", () => {
  const { board, tell } = boardStage([TRADES, BOOK]);
  const status = () => streamsView(CONFIG, board.snapshot())[0].status;
  tell({ type: "stream-connected", key: TRADES }, { type: "stream-connected", key: BOOK });
  board.configure([{ key: TRADES, state: "starting" }, { key: BOOK, state: "stopped" }]);
  assert.equal(status(), "running");
  board.configure([{ key: TRADES, state: "stopped" }, { key: BOOK, state: "stopped" }]);
  assert.equal(status(), "stopped");
});

Deno.test("the scheduler's jobs have the ids, names and times that scripts know", () => {
  const { board, tell } = boardStage([CANDLES]);
  tell({ type: "job-scheduled", key: CANDLES, nextRunAt: START + 30_000 });
  const running = schedulerView(CONFIG, board.snapshot(), true);
  assert.deepEqual(running, {
    running: true,
    jobs: [{ id: "binance_BTC_USDT_60", name: "binance BTC/USDT 60s", next_run: SECONDS + 30 }],
  });
  assert.equal(schedulerView(CONFIG, board.snapshot(), false).jobs[0].next_run, null);
  Scheduler.parse(running);
});

Deno.test("the inventory has a row per series that has rows, journal included, with days and runs of gaps", () => {
  const firstUs = START * 1000 - 86_400e6;
  const gaps = [{ from: firstUs, to: firstUs + 1, state: "gap" as const }];
  const { board, tell, rows } = boardStage([TRADES, BOOK, CANDLES, "binance/trades/ADA-USDT"]);
  tell({
    type: "series-changed",
    summary: summary(CANDLES, { rows: 9, firstUs, lastUs: firstUs + 1e6, gapCount: 1, gaps }),
  });
  tell({ type: "series-changed", summary: summary(TRADES, { rows: 100, firstUs, lastUs: firstUs + 1e6 }) });
  rows(TRADES, 5);
  rows(BOOK, 3);
  const inventory = inventoryView(board.snapshot());
  assert.deepEqual(
    inventory.map((row) => [row.type, row.pair, row.span, row.first, row.last, row.rows, row.gaps].join(" ")),
    [
      "ohlc BTC/USDT 1m 2023-12-31 2023-12-31 9 1",
      "orderbook BTC/USDT - 2024-01-01 2024-01-01 3 0",
      "trades BTC/USDT - 2023-12-31 2024-01-01 105 0",
    ],
  );
  Inventory.parse(inventory);
});

Deno.test("jobs are those of the configuration", () => {
  const jobs = jobsView(CONFIG);
  assert.deepEqual(jobs, { histo_jobs: CONFIG.histo_jobs, stream_jobs: CONFIG.stream_jobs });
  Jobs.parse(jobs);
});
