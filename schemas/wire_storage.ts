/** The JSON API: copies on remotes, and what is brought back from them. As in wire.ts, shapes are a contract. */
import { z } from "zod";

/** Seconds since 1970, UTC; may have a fraction. */
const EpochSeconds = z.number();

/** Files of a series that were moved to a remote, on their way back. */
export const RestoreRecord = z.strictObject({
  id: z.string(),
  /** Its folder: `binance/trades/BTC-USDT`. */
  series: z.string(),
  /** `late`: nobody asked, but rows of their time came, and are to be merged with them. */
  why: z.enum(["asked", "late"]),
  state: z.enum(["waiting", "running", "done", "failed"]),
  files: z.int().nonnegative(),
  total_files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  total_bytes: z.int().nonnegative(),
  bytes_per_second: z.number().nullable(),
  started_at: EpochSeconds,
  finished_at: EpochSeconds.nullable(),
  error: z.string().nullable(),
});
export type RestoreRecord = z.infer<typeof RestoreRecord>;

/** The answer of `POST /api/storage/restore`: how much is to come. */
export const RestoreStarted = z.strictObject({
  status: z.literal("started"),
  id: z.string(),
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});
/** The same where nothing of the range was moved. */
export const NothingToRestore = z.strictObject({ status: z.literal("nothing_to_restore") });

/** `GET /api/storage/purge`: what a purge would remove here. */
export const PurgePlan = z.strictObject({
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Those with files among them, what takes most first. */
  series: z.array(z.strictObject({
    /** Its folder: `binance/trades/BTC-USDT`. */
    series: z.string(),
    files: z.int().positive(),
    bytes: z.int().nonnegative(),
    /** Of their rows, UTC. */
    first_day: z.iso.date(),
    last_day: z.iso.date(),
  })),
});
export type PurgePlan = z.infer<typeof PurgePlan>;

/** `GET /api/storage` */
export const Storage = z.looseObject({
  remotes: z.array(z.looseObject({ provider: z.string(), remote: z.string() })),
  /** Seconds; 0: off. */
  sync_interval: z.int().nonnegative(),
  rclone_available: z.boolean(),
  /** When everything was last on every remote. */
  last_sync: EpochSeconds.nullable(),
  /** Whether a purge is under way, and when the last one ended. */
  purging: z.boolean().optional(),
  last_purge: EpochSeconds.nullable().optional(),
  /** Those under way, and the last ten that ended, newest first. */
  restores: z.array(RestoreRecord).optional(),
});
export type Storage = z.infer<typeof Storage>;
