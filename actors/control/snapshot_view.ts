/** The board's state as the snapshot that pages and routes show. */
import { spanSeconds } from "../../schemas/series.ts";
import type { SeriesView, Snapshot } from "../../schemas/snapshot.ts";
import type { BoardState } from "./board_state.ts";
import { problemsAt } from "./problems.ts";
import type { SeriesRecord } from "./series_record.ts";
import type { SeriesViewer } from "./series_view.ts";
import { verdictOf } from "./words.ts";

export type BoardAbout = Pick<Snapshot, "version" | "dataFolder" | "configPath" | "startedAt">;

export interface SnapshotParts {
  about: BoardAbout;
  revision: number;
  /** ms */
  now: number;
  viewOf: SeriesViewer;
}

/** `state` as it is at `now`. */
export function snapshotOf(state: BoardState, { about, revision, now, viewOf }: SnapshotParts): Snapshot {
  const records = [...state.series.values()].sort(inOrder);
  const venues = [...state.venues.values()].sort((a, b) => a.exchange < b.exchange ? -1 : 1);
  const views = records.map((record) => viewOf(record, now));
  const problems = problemsAt({ ...state, series: records, venues }, now);
  return {
    ...about,
    revision,
    now,
    sandbox: isSandboxAlone(records),
    verdict: verdictOf(records, problems),
    ...totals(views),
    disk: { state: state.disk.state, freeBytes: state.disk.freeBytes },
    series: views,
    venues: venues.map(({ since: _, ...venue }) => venue),
    problems,
  };
}

function isSandboxAlone(records: SeriesRecord[]): boolean {
  const configured = records.filter((record) => record.configured);
  return configured.length > 0 && configured.every(({ series }) => series.exchange === "sandbox");
}

function totals(views: SeriesView[]): Pick<Snapshot, "rowsPerSecond" | "spark" | "rows" | "bytes"> {
  const sum = (of: (view: SeriesView) => number) => views.reduce((n, view) => n + of(view), 0);
  const spark = Array<number>(60).fill(0);
  for (const view of views) view.spark.forEach((rows, second) => spark[second] += rows);
  return {
    rowsPerSecond: sum((view) => view.rowsPerSecond),
    spark,
    rows: sum((view) => view.rows),
    bytes: sum((view) => view.disk?.bytes ?? 0),
  };
}

const TYPE_ORDER = { trades: 0, orderbook: 1, ohlc: 2 };

/** By exchange, pair, type, and span from short to long. */
function inOrder({ series: a }: SeriesRecord, { series: b }: SeriesRecord): number {
  if (a.exchange !== b.exchange) return a.exchange < b.exchange ? -1 : 1;
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
  return TYPE_ORDER[a.type] - TYPE_ORDER[b.type] || spanOf(a.span) - spanOf(b.span);
}

function spanOf(span: string | undefined): number {
  return span === undefined ? 0 : spanSeconds(span);
}
