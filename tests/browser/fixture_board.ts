/** The made-up board of the fixture deck. */
import type { DayState, SeriesSummary } from "../../schemas/facts.ts";
import type { SeriesView, Snapshot, VenueView } from "../../schemas/snapshot.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The same sequence each time: a wave with some noise, around a mean. */
function wave(mean: number, step: number): number {
  if (mean === 0) return 0;
  const noise = Math.abs(Math.sin(step * 12.9898 + mean) * 43758.5453) % 1;
  const value = mean * (1 + 0.35 * Math.sin(step / 7 + mean) + 0.5 * (noise - 0.5));
  return mean < 1 ? (noise < mean ? 1 : 0) : Math.max(0, Math.round(value));
}

/** The board a second later: rows came in. */
export function nextSecond(before: Snapshot, now: number): Snapshot {
  const step = Math.floor(now / 1000);
  const series = before.series.map((view) => {
    if (view.state !== "recording") return view;
    const rows = wave(view.rowsPerSecond, step);
    const fresh = rows > 0 ? { lastUs: (now - 180) * 1000, lastAt: now } : {};
    return { ...view, ...fresh, rows: view.rows + rows, spark: [...view.spark.slice(1), rows] };
  });
  const spark = Array.from(
    { length: 60 },
    (_, tick) => series.reduce((sum, view) => sum + (view.spark[tick] ?? 0), 0),
  );
  const rows = series.reduce((sum, view) => sum + view.rows, 0);
  return { ...before, now, series, spark, rows, rowsPerSecond: spark[spark.length - 1] };
}

type Sketch = Partial<SeriesView> & Pick<SeriesView, "key" | "exchange" | "pair" | "type" | "state">;

function view(now: number, sketch: Sketch): SeriesView {
  const mean = sketch.rowsPerSecond ?? 0;
  const step = Math.floor(now / 1000);
  return {
    span: null,
    sentence: `${sketch.state}`,
    rowsPerSecond: mean,
    spark: Array.from({ length: 60 }, (_, tick) => wave(mean, step - 60 + tick)),
    rows: sketch.disk?.rows ?? 0,
    firstUs: (now - 7_200_000) * 1000,
    lastUs: (now - 400) * 1000,
    lastAt: now - 200,
    rejected: 0,
    duplicates: 0,
    errors: 0,
    lastError: null,
    lastRunAt: null,
    lastSuccessAt: null,
    retryAt: null,
    nextRunAt: null,
    holes: [],
    disk: null,
    ...sketch,
  };
}

/** @param marks Days counted back from today → their state. */
function onDisk(
  now: number,
  key: string,
  rows: number,
  complete: number,
  days: number,
  usual: DayState,
  marks: Record<number, DayState> = {},
): SeriesSummary {
  const today = startOfDay(now);
  const list: SeriesSummary["days"] = [];
  for (let back = days - 1; back >= 0; back--) {
    const day = new Date(today - back * DAY_MS).toISOString().slice(0, 10);
    list.push({ day, state: marks[back] ?? (back === 0 ? "pending" : usual) });
  }
  const firstUs = (today - (days - 1) * DAY_MS) * 1000;
  return {
    key,
    rows,
    bytes: Math.round(rows * 6.2),
    files: days,
    firstUs,
    lastUs: now * 1000,
    gapCount: 0,
    gaps: [],
    complete,
    days: list,
  };
}

function binanceSeries(now: number): SeriesView[] {
  const today = startOfDay(now);
  const nextMinute = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  const holed = onDisk(now, "binance/trades/ETH-USDT", 61_204_411, 0.99871, 64, "available", {
    3: "degraded",
  });
  return [
    view(now, {
      key: "binance/trades/BTC-USDT",
      exchange: "binance",
      pair: "BTC/USDT",
      type: "trades",
      state: "recording",
      sentence: "recording, last row at 14:03:09 UTC",
      rowsPerSecond: 412,
      disk: onDisk(now, "binance/trades/BTC-USDT", 184_220_917, 1, 88, "available"),
    }),
    view(now, {
      key: "binance/trades/ETH-USDT",
      exchange: "binance",
      pair: "ETH/USDT",
      type: "trades",
      state: "recording",
      sentence: "recording, last row at 14:03:09 UTC",
      rowsPerSecond: 187,
      disk: {
        ...holed,
        gapCount: 2,
        gaps: [
          {
            from: (today - 3 * DAY_MS + 4.2e7) * 1000,
            to: (today - 3 * DAY_MS + 4.26e7) * 1000,
            state: "gap",
            cause: "outage",
          },
          {
            from: (today - 3 * DAY_MS + 5e7) * 1000,
            to: (today - 3 * DAY_MS + 5.0004e7) * 1000,
            state: "gap",
            cause: "id-hole",
          },
        ],
      },
    }),
    view(now, {
      key: "binance/orderbook/BTC-USDT",
      exchange: "binance",
      pair: "BTC/USDT",
      type: "orderbook",
      state: "recording",
      sentence: "recording, last row at 14:03:09 UTC",
      rowsPerSecond: 40,
      disk: onDisk(now, "binance/orderbook/BTC-USDT", 9_300_118, 0, 31, "recorded", { 12: "missing" }),
    }),
    view(now, {
      key: "binance/ohlc/BTC-USDT/1m",
      exchange: "binance",
      pair: "BTC/USDT",
      type: "ohlc",
      span: "1m",
      state: "waiting",
      sentence: "waiting for the next candle",
      lastUs: (nextMinute - 2 * MINUTE_MS) * 1000,
      lastRunAt: nextMinute - MINUTE_MS + 1500,
      lastSuccessAt: nextMinute - MINUTE_MS + 1500,
      nextRunAt: nextMinute + 1500,
      disk: onDisk(now, "binance/ohlc/BTC-USDT/1m", 3_241_118, 1, 90, "available"),
    }),
    view(now, {
      key: "binance/trades/LUNA-USDT",
      exchange: "binance",
      pair: "LUNA/USDT",
      type: "trades",
      state: "ended",
      sentence: "ended: binance does not list LUNA/USDT any more",
      lastError: "binance does not list LUNA/USDT any more; remove it from stream_jobs",
      lastUs: (today - 9 * DAY_MS) * 1000,
      lastAt: today - 9 * DAY_MS,
      disk: onDisk(now, "binance/trades/LUNA-USDT", 1_022_480, 1, 40, "available"),
    }),
  ];
}

function krakenSeries(now: number): SeriesView[] {
  return [
    view(now, {
      key: "kraken/trades/BTC-USD",
      exchange: "kraken",
      pair: "BTC/USD",
      type: "trades",
      state: "retrying",
      sentence: "retrying after a dropped connection",
      errors: 4,
      lastError: "wss://ws.kraken.com closed the connection (1006)",
      retryAt: now + 23_000,
      lastUs: (now - 81_000) * 1000,
      lastAt: now - 81_000,
      holes: [{
        from: (now - 81_000) * 1000,
        to: now * 1000,
        cause: "outage",
        reason: "the connection dropped",
        at: now - 81_000,
      }],
      disk: onDisk(now, "kraken/trades/BTC-USD", 22_310_400, 0.9942, 12, "available", {
        0: "degraded",
        6: "degraded",
      }),
    }),
    view(now, {
      key: "kraken/trades/XRP-EUR",
      exchange: "kraken",
      pair: "XRP/EUR",
      type: "trades",
      state: "recording",
      sentence: "recording, last row at 14:02:28 UTC",
      rowsPerSecond: 0.06,
      lastUs: (now - 41_000) * 1000,
      lastAt: now - 41_000,
      disk: onDisk(now, "kraken/trades/XRP-EUR", 204_117, 1, 12, "available"),
    }),
  ];
}

function okxSeries(now: number): SeriesView[] {
  return [
    view(now, {
      key: "okx/ohlc/SOL-USDT/1h",
      exchange: "okx",
      pair: "SOL/USDT",
      type: "ohlc",
      span: "1h",
      state: "collecting",
      sentence: "collecting what is missing since 2020-01-01",
      lastUs: (startOfDay(now) - 700 * DAY_MS) * 1000,
      lastRunAt: now - 12_000,
      disk: onDisk(now, "okx/ohlc/SOL-USDT/1h", 20_480, 0.41, 90, "available"),
    }),
    view(now, {
      key: "okx/trades/BTC-USDT+USDT",
      exchange: "okx",
      pair: "BTC/USDT:USDT",
      type: "trades",
      state: "connecting",
      sentence: "connecting",
      lastUs: null,
      lastAt: null,
    }),
    view(now, {
      key: "okx/trades/DOGE-USDT",
      exchange: "okx",
      pair: "DOGE/USDT",
      type: "trades",
      state: "stopped",
      sentence: "stopped by you",
      lastUs: (now - 7_500_000) * 1000,
      lastAt: now - 7_500_000,
      disk: onDisk(now, "okx/trades/DOGE-USDT", 88_012, 1, 5, "available"),
    }),
  ];
}

/** Ten series of three exchanges, in every state that a series can be in. */
export function busySnapshot(now: number): Snapshot {
  const series = [...binanceSeries(now), ...krakenSeries(now), ...okxSeries(now)];
  const snapshot: Snapshot = {
    revision: 1,
    version: "0.1.0",
    now,
    startedAt: now - 3 * DAY_MS - 7_260_000,
    dataFolder: "/srv/tape/data",
    configPath: "/srv/tape/tapedeck.yaml",
    sandbox: false,
    verdict: { state: "warning", sentence: "Recording 10 series from 3 exchanges; 2 need attention." },
    rowsPerSecond: 0,
    spark: [],
    rows: 0,
    disk: { state: "ok", freeBytes: 212_400_000_000 },
    bytes: series.reduce((sum, view) => sum + (view.disk?.bytes ?? 0), 0),
    series,
    venues: [venue("binance", 0.31), venue("kraken", 0.04), { ...venue("okx", 1), waitUntil: now + 8_000 }],
    problems: [
      {
        severity: "warning",
        sentence: "kraken BTC/USD trades: the connection dropped 4 times; trying again. " +
          "What was missed is asked for once it is back.",
        key: "kraken/trades/BTC-USD",
        since: now - 81_000,
      },
      {
        severity: "error",
        sentence:
          "binance LUNA/USDT trades ended: binance does not list it any more. Remove it from stream_jobs.",
        key: "binance/trades/LUNA-USDT",
        since: startOfDay(now) - 9 * DAY_MS,
      },
    ],
  };
  return nextSecond(snapshot, now);
}

function venue(exchange: string, budgetUsed: number): VenueView {
  return { exchange, state: "open", error: null, retryAt: null, budgetUsed, waitUntil: null };
}

function startOfDay(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS;
}
