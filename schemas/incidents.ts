/** `GET /api/incidents`: what went wrong and what is missing because of it, newest first. */
import { z } from "zod";

export const INCIDENT_KINDS = [
  /** The connection to an exchange, or all that records it, was down. */
  "venue-outage",
  /** Connected, and longer without a row than is usual for the series. */
  "silent-stream",
  /** It will not come back by itself. */
  "ended-stream",
  "disk",
  /** The machine slept, or its clock was set forward. */
  "asleep",
  /** tapedeck was not running, and nobody had stopped it. */
  "crash",
  /** tapedeck was not running, as far as is known because somebody had stopped it. */
  "stopped",
  /** Rows came faster than they could be written. */
  "overload",
  /** An exchange's ids show that rows did not arrive. */
  "skipped",
  /** What an exchange sent could not be believed. */
  "rejected",
  /** Recent history could not be collected. */
  "failed-run",
  "failed-backfill",
  /** Something on disk is not as it was written. */
  "damage",
  /** Rows could not be sealed or merged. */
  "archiving",
  /** Candles count other trades than were recorded. */
  "counts-differ",
  /** This machine's clock and an exchange's differ. */
  "clock",
  "sync",
  "config",
  /** A part of the program failed and was started again. */
  "fault",
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** From the mildest to the worst. */
export const SEVERITIES = ["info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Seconds since 1970, UTC; may have a fraction. */
const EpochSeconds = z.number();

export const IncidentRecord = z.strictObject({
  id: z.string(),
  kind: z.enum(INCIDENT_KINDS),
  /** The worst so far. */
  severity: z.enum(SEVERITIES),
  exchange: z.string().nullable(),
  /** Keys, sorted; the first 50 of `series_count`. */
  series: z.array(z.string()),
  series_count: z.int().nonnegative(),
  opened_at: EpochSeconds,
  /** Null: it is open. */
  closed_at: EpochSeconds.nullable(),
  sentence: z.string(),
  /** What to do; null: nothing. */
  advice: z.string().nullable(),
  /** The newest error, as it came. */
  reason: z.string().nullable(),
  holes: z.strictObject({
    opened: z.int().nonnegative(),
    healed: z.int().nonnegative(),
    /** Not healed, and the exchange may still be asked for it. */
    refillable: z.int().nonnegative(),
  }),
  /** The most failures in a row, of a job or a sync. */
  failures: z.int().nonnegative(),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;
export const IncidentRecords = z.array(IncidentRecord);

const LIMIT = "expected a whole number of incidents, from 1 to 1000";

/** `GET /api/incidents?limit=100&before=&open=` */
export const IncidentQuery = z.object({
  /** A few more come where several began at the same moment as the last one. */
  limit: z.coerce.string().regex(/^\d+$/, { error: LIMIT }).transform(Number)
    .pipe(z.int({ error: LIMIT }).min(1, { error: LIMIT }).max(1_000, { error: LIMIT })).default(100),
  /** Epoch seconds: incidents that began before. */
  before: z.coerce.string().regex(/^\d+(\.\d+)?$/, { error: "expected seconds since 1970" })
    .transform(Number).pipe(z.number()).optional(),
  open: z.enum(["true", "false"], { error: "expected true or false" }).transform((text) => text === "true")
    .optional(),
});
export type IncidentQuery = z.infer<typeof IncidentQuery>;
