import assert from "node:assert/strict";
import { histoJobs } from "../../actors/control/histo_jobs.ts";
import { configuredSeries } from "../../actors/control/configured.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";

function configOf(value: unknown): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join("\n"));
  return parsed.config;
}

const CONFIG = configOf({
  settings: { timezone: "Europe/Paris" },
  stream_jobs: [
    { exchange: "binance", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades", "book"], depth: 5 },
    { exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"], depth: 7 },
  ],
  histo_jobs: [
    { exchange: "binance", pairs: ["BTC/USDT"], span: 60 },
    { exchange: "binance", pairs: ["BTC/USDT", "SOL/USDT"], data_type: "trades" },
    { exchange: "kraken", pairs: ["BTC/USD"], span: 86_400, cron: "5 0 * * *" },
    { exchange: "kraken", pairs: ["BTC/USD"], span: 3_600, every: 600 },
  ],
});

Deno.test("a configuration names each series once, the first job that does so holds", () => {
  const series = configuredSeries(CONFIG);
  assert.deepEqual(series.map(({ kind, key }) => `${kind} ${key}`), [
    "stream binance/trades/BTC-USDT",
    "stream binance/orderbook/BTC-USDT",
    "stream binance/trades/ETH-USDT",
    "stream binance/orderbook/ETH-USDT",
    "histo binance/ohlc/BTC-USDT/1m",
    "histo binance/trades/SOL-USDT",
    "histo kraken/ohlc/BTC-USD/1d",
    "histo kraken/ohlc/BTC-USD/1h",
  ]);
  assert.equal(series[0].kind === "stream" && series[0].job.depth, 5);
});

Deno.test("each history is a job with its span, its time to settle and its own rhythm where it has one", () => {
  const jobs = histoJobs(CONFIG);
  assert.deepEqual(jobs.map(({ settleMs: _, ...job }) => job), [
    { key: "binance/ohlc/BTC-USDT/1m", spanS: 60 },
    { key: "binance/trades/BTC-USDT", spanS: 3_600 },
    { key: "binance/trades/SOL-USDT", spanS: 3_600 },
    {
      key: "kraken/ohlc/BTC-USD/1d",
      spanS: 86_400,
      cron: { pattern: "5 0 * * *", timezone: "Europe/Paris" },
    },
    { key: "kraken/ohlc/BTC-USD/1h", spanS: 3_600, everyS: 600 },
  ]);
  for (const job of jobs) assert.ok(job.settleMs > 0);
});
