/** What the status routes answer, made of the configuration and the board's snapshot. Pure. */
import type { Config, StreamJob } from "../../schemas/config.ts";
import { spanSeconds } from "../../schemas/series.ts";
import type { SeriesState, SeriesView, Snapshot } from "../../schemas/snapshot.ts";
import type {
  InventoryRow,
  Jobs,
  Metrics,
  PairMetrics,
  Scheduler,
  StreamRequest,
  StreamRow,
} from "../../schemas/wire.ts";
import { configuredHistories, streamKey } from "./configured.ts";

/** A row per exchange and pair; where it has several series, their newest times and their worst error count. */
export function metricsView({ series }: Snapshot): Metrics {
  const byPair = Map.groupBy(series, (view) => `${view.exchange}/${view.pair}`);
  return Object.fromEntries([...byPair].map(([pair, views]) => [pair, pairMetrics(views)]));
}

function pairMetrics(views: SeriesView[]): PairMetrics {
  return {
    last_run_at: latestSeconds(views.map((view) => view.lastRunAt)),
    last_success_at: latestSeconds(views.map((view) => view.lastSuccessAt)),
    rows_collected: views.reduce((sum, view) => sum + view.rows, 0),
    errors_count: Math.max(...views.map((view) => view.errors)),
  };
}

/** A row per series that holds anything, journal included; its first day is known once rows are in a file. */
export function inventoryView({ series }: Snapshot): InventoryRow[] {
  return series.filter((view) => view.rows > 0).map((view): InventoryRow => ({
    exchange: view.exchange,
    pair: view.pair,
    type: view.type,
    span: view.span ?? "-",
    first: dayOf(view.firstUs),
    last: dayOf(view.lastUs),
    rows: view.rows,
    gaps: view.disk?.gapCount ?? 0,
  })).sort(inOrder);
}

function dayOf(us: number | null): string | null {
  return us === null ? null : new Date(us / 1000).toISOString().slice(0, 10);
}

function inOrder(a: InventoryRow, b: InventoryRow): number {
  const keys = ["exchange", "type", "pair", "span"] as const;
  const differing = keys.find((key) => a[key] !== b[key]);
  return differing === undefined ? 0 : a[differing] < b[differing] ? -1 : 1;
}

export function jobsView({ histo_jobs, stream_jobs }: Config): Jobs {
  return { histo_jobs, stream_jobs };
}

/** A row per pair of each stream job. */
export function streamsView(config: Config, { series }: Snapshot): StreamRow[] {
  const byKey = new Map(series.map((view) => [view.key, view]));
  return config.stream_jobs.flatMap((job) =>
    job.pairs.map((pair) => {
      const keys = job.channels.map((channel) => streamKey(job, pair, channel));
      const views = keys.map((key) => byKey.get(key)).filter((view) => view !== undefined);
      return streamRow(job, pair, views);
    })
  );
}

function streamRow({ exchange, channels }: StreamJob, pair: string, views: SeriesView[]): StreamRow {
  return {
    key: streamRowKey({ exchange, pair, channels }),
    exchange,
    pair,
    channels,
    status: statusOf(views),
    rows_per_second: views.reduce((sum, view) => sum + view.rowsPerSecond, 0),
    last_row_at: latestSeconds(views.map((view) => view.lastAt)),
    error: views.find((view) => view.errors > 0)?.lastError ?? null,
  };
}

/** By what scripts know a stream: `binance_BTC_USDT_trades_book`. */
export function streamRowKey({ exchange, pair, channels }: StreamRequest): string {
  return [exchange, underscored(pair), ...channels].join("_");
}

/** A row per history; `running` is the scheduler's own word. */
export function schedulerView(config: Config, { series }: Snapshot, running: boolean): Scheduler {
  const nextRuns = new Map(series.map((view) => [view.key, view.nextRunAt]));
  const jobs = configuredHistories(config).map(({ key, series: { exchange, symbol, span } }) => {
    const what = span === undefined ? "trades" : `${spanSeconds(span)}`;
    return {
      id: `${exchange}_${underscored(symbol)}_${what}`,
      name: `${exchange} ${symbol} ${span === undefined ? what : `${what}s`}`,
      next_run: running ? secondsOf(nextRuns.get(key) ?? null) : null,
    };
  });
  return { running, jobs };
}

const STATUS: Record<SeriesState, StreamRow["status"]> = {
  starting: "starting",
  connecting: "starting",
  recording: "running",
  waiting: "running",
  collecting: "running",
  retrying: "retrying",
  paused: "retrying",
  stopped: "stopped",
  ended: "ended",
};

/** The status that most needs a look among those of the channels. */
function statusOf(views: SeriesView[]): StreamRow["status"] {
  const statuses = new Set(views.map((view) => STATUS[view.state]));
  const order: Array<StreamRow["status"]> = ["ended", "retrying", "starting", "running"];
  return order.find((status) => statuses.has(status)) ?? "stopped";
}

function underscored(pair: string): string {
  return pair.replace("/", "_");
}

function latestSeconds(times: Array<number | null>): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : secondsOf(Math.max(...known));
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
