/**
 * The JSON API: the shape of each answer. Scripts written against the same routes of the system that tapedeck
 * succeeds read these fields, so names, units and nulls are a contract: add, never rename.
 * `/api/snapshot` and `/api/events` answer with {@linkcode Snapshot} of snapshot.ts.
 */
import { z } from "zod";
import { startMs } from "./config.ts";
import { DATA_TYPES } from "./series.ts";

/** A date, `YYYY-MM-DD`, UTC. */
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Seconds since 1970, UTC; may have a fraction. */
const EpochSeconds = z.number();

/** Every answer that is not 2xx. A request that does not parse is a 422 with a list. */
export const ApiError = z.strictObject({
  detail: z.union([
    z.string(),
    z.array(
      z.strictObject({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string() }),
    ),
  ]),
});
export type ApiError = z.infer<typeof ApiError>;

/** `GET /health`: answers as long as the program serves; `verdict` says how the recording is. */
export const Health = z.strictObject({
  status: z.literal("ok"),
  version: z.string(),
  verdict: z.enum(["starting", "ok", "warning", "error"]),
  uptime_seconds: z.number().nonnegative(),
});
export type Health = z.infer<typeof Health>;

/** `GET /api/inventory`: a row per series, sorted by exchange, type, pair and span. */
export const InventoryRow = z.strictObject({
  exchange: z.string(),
  pair: z.string(),
  type: z.enum(DATA_TYPES),
  /** `-` but for ohlc. */
  span: z.string(),
  first: Day.nullable(),
  last: Day.nullable(),
  rows: z.int().nonnegative(),
  /** Runs of what is missing between first and last. */
  gaps: z.int().nonnegative(),
});
export type InventoryRow = z.infer<typeof InventoryRow>;
export const Inventory = z.array(InventoryRow);

/** `GET /api/metrics`: keyed `exchange/pair`. */
export const PairMetrics = z.strictObject({
  last_run_at: EpochSeconds.nullable(),
  last_success_at: EpochSeconds.nullable(),
  rows_collected: z.int().nonnegative(),
  /** Consecutive ones. */
  errors_count: z.int().nonnegative(),
});
export type PairMetrics = z.infer<typeof PairMetrics>;
export const Metrics = z.record(z.string(), PairMetrics);
export type Metrics = z.infer<typeof Metrics>;

/** `GET /api/jobs`: the jobs as the config has them, defaults filled in. */
export const Jobs = z.strictObject({
  histo_jobs: z.array(z.looseObject({ exchange: z.string(), pairs: z.array(z.string()), span: z.number() })),
  stream_jobs: z.array(
    z.looseObject({ exchange: z.string(), pairs: z.array(z.string()), channels: z.array(z.string()) }),
  ),
});
export type Jobs = z.infer<typeof Jobs>;

/** `GET /api/streams`: a row per pair of a configured stream job. */
export const StreamRow = z.looseObject({
  /** `{exchange}_{BASE_QUOTE}_{channels joined by _}` */
  key: z.string(),
  exchange: z.string(),
  pair: z.string(),
  channels: z.array(z.string()),
  status: z.enum(["starting", "running", "retrying", "stopped", "ended"]),
});
export type StreamRow = z.infer<typeof StreamRow>;
export const Streams = z.array(StreamRow);

/** `GET /api/scheduler` */
export const Scheduler = z.strictObject({
  running: z.boolean(),
  jobs: z.array(z.strictObject({
    /** `{exchange}_{BASE_QUOTE}_{span in s}` */
    id: z.string(),
    /** `{exchange} {pair} {span}s` */
    name: z.string(),
    /** Null while the scheduler is stopped. */
    next_run: EpochSeconds.nullable(),
  })),
});
export type Scheduler = z.infer<typeof Scheduler>;

/** `GET /api/logs?tail=200` */
export const Logs = z.strictObject({ lines: z.array(z.string()) });
export type Logs = z.infer<typeof Logs>;

/** `GET /api/config/overrides`: environment variable → value in force; secrets are masked. */
export const ConfigOverrides = z.record(z.string(), z.string());
export type ConfigOverrides = z.infer<typeof ConfigOverrides>;

/** The body of `POST /api/backfill`. Unknown keys are ignored. */
export const BackfillRequest = z.object({
  exchange: z.string().nullish(),
  pairs: z.array(z.string()).nullish(),
  /** UTC. */
  start: z.string().refine((text) => !Number.isNaN(startMs(text)), {
    error: 'expected a UTC time like "2020-01-01" or "2020-01-01 00:00:00"',
  }),
  /** Exchanges side by side. */
  parallel: z.boolean().default(false),
});
export type BackfillRequest = z.infer<typeof BackfillRequest>;

/** The body of `POST /api/collect`; without either it means every histo job. */
export const CollectRequest = z.object({ exchange: z.string().nullish(), pair: z.string().nullish() });
export type CollectRequest = z.infer<typeof CollectRequest>;

/** `GET /api/backfill/{id}`; `GET /api/backfill` has them by id. */
export const BackfillRecord = z.strictObject({
  id: z.string(),
  /** As asked for; null: all. */
  exchange: z.string().nullable(),
  pairs: z.array(z.string()).nullable(),
  start: z.string(),
  status: z.enum(["running", "cancelling", "cancelled", "done", "error"]),
  /** By pair; where one pair has several series, by pair and more. Counts windows. */
  progress: z.record(
    z.string(),
    z.strictObject({
      done: z.int().nonnegative(),
      total: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      rows: z.int().nonnegative(),
      /** Null unless it is running. */
      rows_per_second: z.number().nullable(),
      eta_seconds: z.number().nullable(),
    }),
  ),
  /** The last 100 lines. */
  log: z.array(z.string()),
  started_at: EpochSeconds,
  finished_at: EpochSeconds.nullable(),
  error: z.string().nullable(),
});
export type BackfillRecord = z.infer<typeof BackfillRecord>;
