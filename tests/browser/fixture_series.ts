/** A made-up series for the fixture deck: two years of days, gaps of every kind, files, bars and rows. */
import type { ChartRequest } from "../../actors/archive/reader/chart/chart.ts";
import type { ReadAnswer } from "../../actors/archive/reader/host.ts";
import type { ReadRequest } from "../../actors/archive/reader/messages.ts";
import type { Deck } from "../../api/deck.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import type { BackfillRecord } from "../../schemas/wire.ts";
import type { Chart, ChartBucket, SeriesPage } from "../../schemas/wire_archive.ts";

const HOUR_US = 3_600e6;
const DAY_US = 24 * HOUR_US;
const DAYS = 800;

export interface SeriesDeck
  extends Pick<Deck, "series" | "chart" | "read" | "jobs" | "startBackfill" | "backfill"> {
  /** What was asked of it, newest last. */
  charts: ChartRequest[];
  fetches: unknown[];
  /** The fetch under way ends with so many rows. */
  endFetch(rows: number): void;
}

/** All series are alike but for their names; those of `unknown` are not on disk. */
export function fixtureSeries(nowMs: number, { unknown = [] }: { unknown?: string[] } = {}): SeriesDeck {
  const nowUs = nowMs * 1000;
  const charts: ChartRequest[] = [];
  const fetches: unknown[] = [];
  let fetched: BackfillRecord | null = null;
  return {
    ...{ charts, fetches },
    jobs: () => ({
      histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], data_type: "trades", span: 3600 }],
      stream_jobs: [],
    }),
    series: (key) => Promise.resolve(unknown.includes(key) ? null : pageOf(key, nowUs)),
    chart(request) {
      charts.push(request);
      return Promise.resolve(chartOf(request, nowUs));
    },
    read: (request) => Promise.resolve(rowsOf(request, nowUs)),
    startBackfill(request) {
      fetches.push(request);
      fetched = record(nowMs, "running", 0);
      return Promise.resolve(fetched.id);
    },
    backfill: () => fetched,
    endFetch: (rows) => fetched = record(nowMs, "done", rows),
  };
}

function pageOf(key: string, nowUs: number): SeriesPage {
  const { exchange, symbol, type, span = null } = parseSeriesKey(key);
  const firstUs = nowUs - (DAYS - 1) * DAY_US;
  return {
    ...{ key, exchange, pair: symbol, type, span, rows: 12_345_678, bytes: 98_765_432 },
    ...{ first_us: firstUs, last_us: nowUs - 1e6 },
    days: Array.from({ length: DAYS }, (_, n) => ({ day: dayOf(firstUs + n * DAY_US), state: stateOf(n) })),
    gaps: Array.from({ length: 14 }, (_, n) => gapOf(n, nowUs)),
    gap_count: 20,
    files: Array.from({ length: 30 }, (_, n) => fileOf(key, n, nowUs)),
  };
}

function stateOf(n: number): SeriesPage["days"][number]["state"] {
  if (n === DAYS - 1) return "pending";
  if (n % 97 === 5) return "degraded";
  return n % 211 === 9 ? "missing" : n < 300 ? "recorded" : "available";
}

/** Of each three, one the exchange serves no more. */
function gapOf(n: number, nowUs: number): SeriesPage["gaps"][number] {
  const from = nowUs - n * 5 * DAY_US - 3 * HOUR_US;
  const times = { from_us: from, to_us: from + (n + 1) * 1_020e6 };
  switch (n % 3) {
    case 0:
      return {
        ...times,
        state: "gap",
        cause: "outage",
        reason: "the socket closed (1006)",
        refillable: true,
      };
    case 1:
      return { ...times, state: "unavailable", cause: null, reason: "too old", refillable: false };
    default:
      return { ...times, state: "unknown", cause: null, reason: null, refillable: true };
  }
}

function fileOf(key: string, n: number, nowUs: number): SeriesPage["files"][number] {
  const period = dayOf(nowUs - (30 - n) * DAY_US);
  const kind = n < 3 ? "moved" : n > 27 ? "part" : "file";
  return {
    ...{ path: `${key}/${period}${kind === "part" ? `.part-7-${n}` : ""}.parquet`, period, kind },
    ...{ rows: 400_000 + n, bytes: 3_000_000 + n, sha256: String(n).padStart(64, "a") },
    remote: kind === "moved" ? "s3:bucket/tape" : null,
  };
}

/** A wave; one hour in nineteen is missing, and half an hour now and then is proven empty. */
function chartOf({ key, fromUs, toUs, points }: ChartRequest, nowUs: number): Chart {
  const [from, to] = [fromUs ?? nowUs - DAYS * DAY_US, Math.min(toUs ?? nowUs, nowUs)];
  const bucket = Math.max(1e6, Math.ceil((to - from) / points / 1e6) * 1e6);
  const buckets: ChartBucket[] = [];
  for (let t = Math.floor(from / bucket) * bucket; t < to; t += bucket) buckets.push(bucketAt(t));
  return {
    ...{ key, type: parseSeriesKey(key).type, from_us: from, to_us: to, bucket_us: bucket, buckets },
    ...{ finished: true, problem: null },
  };
}

function bucketAt(t: number): ChartBucket {
  if (Math.floor(t / HOUR_US) % 19 === 7) return { t, gap: true };
  if (Math.floor(t / HOUR_US * 2) % 41 === 3) return { t, empty: true };
  const hour = t / HOUR_US;
  const o = 42_000 + 900 * Math.sin(hour / 5) + 200 * Math.sin(hour * 3.7);
  const c = o + 30 * Math.sin(hour * 311);
  return { t, o, h: Math.max(o, c) + 25, l: Math.min(o, c) - 25, c, v: 10 + 5 * Math.sin(hour * 7), n: 321 };
}

function rowsOf({ exchange, pair, format }: ReadRequest, nowUs: number): ReadAnswer {
  const trade = (n: number) => ({
    ...{ ts: nowUs - (60 - n) * 137e3, ts_recv: null, id: String(n), first_id: null, last_id: null },
    ...{ price: 42_000 + n, amount: 0.014, side: n % 3 ? "buy" : "sell" },
  });
  const trades = Array.from({ length: 60 }, (_, n) => trade(n));
  const text = format === "json"
    ? JSON.stringify({ rows: trades, next: null })
    : trades.map((row) => `${row.ts},${row.price}\n`).join("");
  const pieces = ReadableStream.from([new TextEncoder().encode(text)]);
  return { type: "rows", key: `${exchange}/trades/${pair.replaceAll("/", "-")}`, holes: 1, moved: 0, pieces };
}

function record(nowMs: number, status: BackfillRecord["status"], rows: number): BackfillRecord {
  const progress = { done: 3, total: 12, failed: 0, rows, rows_per_second: null, eta_seconds: null };
  return {
    ...{ id: "binance_BTCUSDT_1", exchange: "binance", pairs: ["BTC/USDT"], start: "2024-01-01", status },
    ...{ progress: { "BTC/USDT": progress }, log: [], started_at: nowMs / 1000, error: null },
    finished_at: status === "running" ? null : nowMs / 1000,
  };
}

const dayOf = (us: number) => new Date(us / 1000).toISOString().slice(0, 10);
