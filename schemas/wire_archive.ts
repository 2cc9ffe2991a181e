/** The JSON API, continued (see wire.ts): what pages ask of the archive. Times in µs since 1970, `_us`; half-open. */
import { z } from "zod";
import { GAP_CAUSES } from "./evidence.ts";
import { DATA_TYPES } from "./series.ts";

const Us = z.number();
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Count = z.int().nonnegative();

/** One bucket of a chart. Without `o` it has no rows; what is not so is left out. */
export const ChartBucket = z.strictObject({
  /** Its begin. */
  t: Us,
  /** First, highest, lowest and last price; of books that in the middle between best bid and best ask. */
  o: z.number().optional(),
  h: z.number().optional(),
  l: z.number().optional(),
  c: z.number().optional(),
  /** Volume; books have none. */
  v: z.number().optional(),
  /** Rows that it was made of: trades, candles, frames of a book. */
  n: Count.optional(),
  /** Something of it is missing, or may be; rows that are there are shown nevertheless. */
  gap: z.literal(true).optional(),
  /** No rows, and proof that there were none. */
  empty: z.literal(true).optional(),
  /** No rows came while it was recorded, which proves nothing. */
  recorded: z.literal(true).optional(),
  /** Rows of it are in files that a remote holds and this folder does not. */
  moved: z.literal(true).optional(),
  /** Rows of it are still being summed up: ask again. */
  pending: z.literal(true).optional(),
  /** Rows of it could not be read; see `problem`. */
  unreadable: z.literal(true).optional(),
});
export type ChartBucket = z.infer<typeof ChartBucket>;

/** `GET /api/chart` */
export const Chart = z.strictObject({
  key: z.string(),
  type: z.enum(DATA_TYPES),
  /** The whole buckets that hold the range that was asked for. */
  from_us: Us,
  to_us: Us,
  /** Of months, 30 days each. */
  bucket_us: Us,
  /** In order; those of which nothing is known, and which have no rows, are left out. */
  buckets: z.array(ChartBucket),
  /** False: some are `pending`. */
  finished: z.boolean(),
  /** Why some are `unreadable`, in a sentence. */
  problem: z.string().nullable(),
});
export type Chart = z.infer<typeof Chart>;

/** A maximal run of what is missing, told as its longest part is. */
export const SeriesGap = z.strictObject({
  from_us: Us,
  to_us: Us,
  /** `unavailable`: the exchange serves it no more. `unknown`: nobody knows whether anything is missing. */
  state: z.enum(["gap", "unavailable", "unknown"]),
  cause: z.enum(GAP_CAUSES).nullable(),
  reason: z.string().nullable(),
  /** Whether asking the exchange may bring it. */
  refillable: z.boolean(),
});
export type SeriesGap = z.infer<typeof SeriesGap>;

export const SeriesFile = z.strictObject({
  path: z.string(),
  /** `2024-03-05`, of candles `2024`. */
  period: z.string(),
  /** `part`: waits to be merged. `moved`: a remote holds it, and this folder does not. */
  kind: z.enum(["file", "part", "moved"]),
  rows: Count,
  bytes: Count,
  sha256: z.string(),
  remote: z.string().nullable(),
});
export type SeriesFile = z.infer<typeof SeriesFile>;

/** `GET /api/series` */
export const SeriesPage = z.strictObject({
  key: z.string(),
  exchange: z.string(),
  pair: z.string(),
  type: z.enum(DATA_TYPES),
  span: z.string().nullable(),
  /** In files and journal. */
  rows: Count,
  /** In files. */
  bytes: Count,
  /** Of the first and the last row; null: there is none. */
  first_us: Us.nullable(),
  last_us: Us.nullable(),
  /** Every day between them, oldest first. */
  days: z.array(
    z.strictObject({ day: Day, state: z.enum(["available", "recorded", "degraded", "pending", "missing"]) }),
  ),
  /** The newest 500, newest first. */
  gaps: z.array(SeriesGap),
  gap_count: Count,
  /** Oldest period first. */
  files: z.array(SeriesFile),
});
export type SeriesPage = z.infer<typeof SeriesPage>;

/** `GET /api/storage/usage` */
export const StorageUsage = z.strictObject({
  /** Of the disk that the data folder is on; null: it does not say. */
  free_bytes: Count.nullable(),
  total_bytes: Count.nullable(),
  /** As much as is to stay free: recording pauses before. */
  reserve_bytes: Count,
  /** Of files, by exchange and type. */
  groups: z.array(
    z.strictObject({
      exchange: z.string(),
      type: z.enum(DATA_TYPES),
      bytes: Count,
      rows: Count,
      files: Count,
    }),
  ),
  journal_bytes: Count,
  /** What each of the last 90 days that are over weighs, oldest first: a year of candles counts evenly for its days. */
  days: z.array(z.strictObject({ day: Day, bytes: Count })),
  /** What a day adds, by the last week's; null: nothing is known. */
  bytes_per_day: z.number().nonnegative().nullable(),
  /** Until the reserve is reached; null: nothing is known, or it is not filling. */
  days_until_full: z.number().nonnegative().nullable(),
});
export type StorageUsage = z.infer<typeof StorageUsage>;
