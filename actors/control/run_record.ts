/** A run as the API answers it. Pure. */
import { parseSeriesKey } from "../../schemas/series.ts";
import type { RunQuery, RunRecord } from "../../schemas/wire.ts";
import type { BackfillRun } from "./backfill_run.ts";
import type { CollectRun } from "./collect_store.ts";

export function recordOfBackfill(run: BackfillRun): RunRecord {
  const { id, exchange, pairs, status, startedAt, finishedAt, error, tasks } = run;
  return {
    id,
    kind: "backfill",
    exchange,
    pairs,
    type: null,
    span: null,
    status,
    ...times(startedAt / 1_000, finishedAt === null ? null : finishedAt / 1_000),
    rows: tasks.reduce((sum, { rows }) => sum + rows, 0),
    requests: tasks.reduce((sum, { requests }) => sum + requests, 0),
    error,
  };
}

export function recordOfCollect(run: CollectRun): RunRecord {
  const { id, key, status, startedUs, finishedUs, rows, requests, error } = run;
  const { exchange, symbol, type, span = null } = parseSeriesKey(key);
  return {
    id: `collect_${id}`,
    kind: "collect",
    exchange,
    pairs: [symbol],
    type,
    span,
    status,
    ...times(startedUs / 1e6, finishedUs === null ? null : finishedUs / 1e6),
    rows,
    requests,
    error,
  };
}

/** A backfill of all exchanges fits each. */
export function fits(record: RunRecord, { kind, status, exchange, before }: RunQuery): boolean {
  return (kind === undefined || record.kind === kind) &&
    (status === undefined || record.status === status) &&
    (exchange === undefined || record.exchange === exchange || record.exchange === null) &&
    (before === undefined || record.started_at < before);
}

function times(startedAt: number, finishedAt: number | null) {
  const duration = finishedAt === null ? null : Math.max(0, finishedAt - startedAt);
  return { started_at: startedAt, finished_at: finishedAt, duration_seconds: duration };
}
