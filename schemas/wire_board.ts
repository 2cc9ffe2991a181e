/** The board as `/api/snapshot` answers it: the shape of {@linkcode Snapshot}, for those who cannot read its type. */
import { z } from "zod";
import type { Snapshot } from "./snapshot.ts";
import { DATA_TYPES } from "./series.ts";

const EpochMs = z.number();
const EpochUs = z.number();
const Count = z.int().nonnegative();
const Share = z.number().min(0).max(1);

const Gap = z.strictObject({
  from: EpochUs,
  to: EpochUs,
  state: z.enum(["gap", "unavailable", "unknown"]),
  cause: z.string().optional(),
});

/** What is on disk of a series, from its ledger. */
const Disk = z.strictObject({
  key: z.string(),
  rows: Count,
  bytes: Count,
  files: Count,
  firstUs: EpochUs.nullable(),
  lastUs: EpochUs.nullable(),
  gapCount: Count,
  gaps: z.array(Gap),
  complete: Share,
  days: z.array(z.strictObject({
    day: z.string(),
    state: z.enum(["available", "recorded", "degraded", "pending", "missing"]),
  })),
});

export const BoardSeries = z.strictObject({
  key: z.string(),
  exchange: z.string(),
  pair: z.string(),
  type: z.enum(DATA_TYPES),
  span: z.string().nullable(),
  state: z.enum([
    ...["starting", "connecting", "recording", "waiting", "collecting"] as const,
    ...["retrying", "paused", "stopped", "ended"] as const,
  ]),
  sentence: z.string(),
  rowsPerSecond: z.number(),
  spark: z.array(z.number()),
  rows: Count,
  firstUs: EpochUs.nullable(),
  lastUs: EpochUs.nullable(),
  lastAt: EpochMs.nullable(),
  rejected: Count,
  duplicates: Count,
  errors: Count,
  lastError: z.string().nullable(),
  lastRunAt: EpochMs.nullable(),
  lastSuccessAt: EpochMs.nullable(),
  retryAt: EpochMs.nullable(),
  nextRunAt: EpochMs.nullable(),
  holes: z.array(z.strictObject({
    from: EpochUs,
    to: EpochUs,
    cause: z.string(),
    reason: z.string(),
    at: EpochMs,
  })),
  disk: Disk.nullable(),
});

export const BoardVenue = z.strictObject({
  exchange: z.string(),
  state: z.enum(["starting", "open", "failed"]),
  error: z.string().nullable(),
  retryAt: EpochMs.nullable(),
  budgetUsed: z.number(),
  waitUntil: EpochMs.nullable(),
});

export const BoardProblem = z.strictObject({
  severity: z.enum(["warning", "error"]),
  sentence: z.string(),
  key: z.string().nullable(),
  since: EpochMs,
});

export const Board = z.strictObject({
  revision: Count,
  version: z.string(),
  now: EpochMs,
  startedAt: EpochMs,
  dataFolder: z.string(),
  configPath: z.string(),
  sandbox: z.boolean(),
  verdict: z.strictObject({
    state: z.enum(["starting", "ok", "warning", "error"]),
    sentence: z.string(),
  }),
  rowsPerSecond: z.number(),
  spark: z.array(z.number()),
  rows: Count,
  bytes: Count,
  disk: z.strictObject({
    state: z.enum(["ok", "low", "full", "unwritable", "gone"]),
    freeBytes: z.number().nullable(),
  }),
  series: z.array(BoardSeries),
  venues: z.array(BoardVenue),
  problems: z.array(BoardProblem),
});

/** What a query may say: `GET /api/events?changes=true`. */
export const EventsQuery = z.object({
  changes: z.enum(["true", "false"]).default("false")
    .meta({ description: "`true`: after the first board only what changes" }),
});

/** The counts of [from, to) of those before, and behind them new ones. */
const SparkChanges = z.strictObject({
  keep: z.tuple([Count, Count]),
  add: z.array(z.number()),
});

/** Besides its key only what is other than before; a series that is new is there with all it has. */
export const SeriesChanges = BoardSeries.omit({ spark: true, disk: true }).partial().extend({
  key: z.string(),
  spark: SparkChanges.optional(),
  /** Likewise; null: nothing is on disk any more. */
  disk: Disk.partial().nullable().optional(),
});
export type SeriesChanges = z.infer<typeof SeriesChanges>;

/** What leads from one board to a later one: what is not there is as before. */
export const BoardChanges = Board.omit({ series: true, spark: true }).partial().extend({
  revision: Count,
  spark: SparkChanges.optional(),
  /** Of all series, in the board's order; there where series came, went or changed places. */
  keys: z.array(z.string()).optional(),
  series: z.array(SeriesChanges),
});
export type BoardChanges = z.infer<typeof BoardChanges>;

/** Fails to compile where a snapshot does not fit the shape. */
type Fits<A, B> = [A] extends [B] ? true : never;
export const snapshotsFit: Fits<Snapshot, z.infer<typeof Board>> = true;
