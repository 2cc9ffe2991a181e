/**
 * The JSON API: the shape of each answer. Scripts written against the same routes of the system that tapedeck
 * succeeds read these fields, so names, units and nulls are a contract: add, never rename.
 * `/api/snapshot` and `/api/events` answer with the board, see wire_board.ts.
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

/** A whole number in a query, like `tail=200`; its words are those of a 422. */
function count(of: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `${min} or more`;
  const error = `expected a whole number of ${of}, ${range}`;
  return z.coerce.string().regex(/^\d+$/, { error }).transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
}

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

/** The body of `POST /api/streams/start` and `/stop`. Unknown keys are ignored. */
export const StreamRequest = z.object({
  exchange: z.string(),
  pair: z.string(),
  channels: z.array(z.string()),
});
export type StreamRequest = z.infer<typeof StreamRequest>;
export const StreamStarted = z.strictObject({ status: z.literal("started"), key: z.string() });
export const StreamStopped = z.strictObject({ status: z.enum(["stopping", "not_running"]), key: z.string() });

/** `POST /api/scheduler/start` and `/stop` */
export const SchedulerState = z.strictObject({ running: z.boolean() });

/** `GET /api/jobs/{histo|stream}`: a job as the config has it, defaults filled in. */
export const JobKind = z.enum(["histo", "stream"]);
export type JobKind = z.infer<typeof JobKind>;
export const JobEntry = z.strictObject({
  /** Made of what the job says: another one as soon as it is changed, so nobody changes what he has not seen. */
  id: z.string(),
  job: z.looseObject({ exchange: z.string(), pairs: z.array(z.string()) }),
});
export type JobEntry = z.infer<typeof JobEntry>;
export const JobEntries = z.array(JobEntry);
/** The body of a job that is created or changed: as it stands in the config. */
export const JobBody = z.record(z.string(), z.unknown());
export const JobDeleted = z.strictObject({ status: z.literal("deleted") });

/** `GET` and `PUT /api/config`: the file as JSON, defaults filled in, secrets masked. */
export const ConfigFile = z.looseObject({
  storage: z.looseObject({}),
  settings: z.looseObject({}),
  histo_jobs: z.array(z.looseObject({})),
  stream_jobs: z.array(z.looseObject({})),
});
/** The body of `PUT /api/config` and `POST /api/config/validate`: the same; what it lacks has its default. */
export const ConfigBody = z.record(z.string(), z.unknown());

/** `POST /api/config/validate` */
export const ConfigVerdict = z.strictObject({ valid: z.boolean(), error: z.string().nullable() });
export type ConfigVerdict = z.infer<typeof ConfigVerdict>;

/** One run: a backfill, or a history collected by the schedule or on demand. */
export const RunRecord = z.strictObject({
  id: z.string(),
  kind: z.enum(["backfill", "collect"]),
  exchange: z.string().nullable(),
  /** Of a backfill: as asked for; null: all. */
  pairs: z.array(z.string()).nullable(),
  /** Of a collect. */
  type: z.enum(DATA_TYPES).nullable(),
  span: z.string().nullable(),
  status: z.enum(["running", "cancelling", "cancelled", "done", "error"]),
  started_at: EpochSeconds,
  finished_at: EpochSeconds.nullable(),
  duration_seconds: z.number().nonnegative().nullable(),
  rows: z.int().nonnegative(),
  requests: z.int().nonnegative(),
  error: z.string().nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;

export const Runs = z.array(RunRecord);

/** `GET /api/runs?limit=100&kind=&status=&exchange=&before=` */
export const RunQuery = z.object({
  limit: count("runs", 1, 1_000).default(100).meta({ description: "As many as that at most" }),
  kind: RunRecord.shape.kind.optional(),
  status: RunRecord.shape.status.optional(),
  exchange: z.string().optional(),
  before: z.coerce.string().regex(/^\d+(\.\d+)?$/, { error: "expected seconds since 1970" })
    .transform(Number).pipe(z.number()).optional()
    .meta({ description: "Seconds since 1970: runs that began before" }),
});
export type RunQuery = z.infer<typeof RunQuery>;

/** `GET /api/logs?tail=200&level=&actor=&text=` */
export const LOG_LEVELS = ["info", "warning", "error"] as const;
export const LogQuery = z.object({
  tail: count("lines", 0).default(200).meta({ description: "As many as that at most" }),
  level: z.enum(LOG_LEVELS).optional().meta({ description: "This one and what is worse" }),
  actor: z.string().optional().meta({
    description: "The part, exchange or series that a line is about, and what is below it: `binance`, " +
      "`binance/trades/BTC-USDT`",
  }),
  text: z.string().optional().meta({ description: "In the words, whatever the case" }),
});
export type LogQuery = z.infer<typeof LogQuery>;

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
  }).default("2020-01-01 00:00:00"),
  /** Exchanges side by side. */
  parallel: z.boolean().default(false),
});
export type BackfillRequest = z.infer<typeof BackfillRequest>;
export const BackfillStarted = z.strictObject({ id: z.string() });
export const BackfillStopped = z.strictObject({ status: z.enum(["cancelling", "not_running"]) });

/** The body of `POST /api/collect`; without either it means every histo job. */
export const CollectRequest = z.object({ exchange: z.string().nullish(), pair: z.string().nullish() });
export type CollectRequest = z.infer<typeof CollectRequest>;

/** The answer of what goes on after it: `POST /api/collect`, `POST /api/storage/sync`, `POST /api/storage/purge`. */
export const Started = z.strictObject({ status: z.literal("started") });

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
export const BackfillRecords = z.record(z.string(), BackfillRecord);

/** `GET /api/read` as JSON: rows as the exchange told them, and from where to go on; null: there are no more. */
export const ReadPage = z.strictObject({
  rows: z.array(z.record(z.string(), z.unknown())),
  next: z.string().nullable(),
});
