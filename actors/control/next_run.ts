/** When a candle job runs next: pure arithmetic on the time of day, UTC. */
import { nextCronTime } from "../../schemas/cron.ts";

export interface ScheduledJob {
  /** The series' key. */
  key: string;
  /** Seconds of a candle. */
  spanS: number;
  /** How long after its close a candle has its final form at the exchange. */
  settleMs: number;
  /** Runs so often instead of at each close; a whole number of seconds. */
  everyS?: number;
  /** Runs by the pattern instead of at each close. Its fields mean the time of that zone. */
  cron?: { pattern: string; timezone: string };
}

const WEEK_S = 604_800;
const MONTH_S = 2_592_000;
/** 1970-01-05 was a Monday, on which weekly candles open. */
const FIRST_MONDAY_MS = 4 * 86_400_000;

/** The first time after `now` (ms) that `job` is due; null where a cron pattern has no further time. */
export function nextRunAt(job: ScheduledJob, now: number): number | null {
  if (job.cron) return nextCronTime(job.cron.pattern, job.cron.timezone, now);
  if (job.everyS) return multipleAfter(now, job.everyS * 1000, 0);
  return closeAfter(job.spanS, now - job.settleMs) + job.settleMs;
}

/** The first close of a candle of `spanS` seconds after `now` (ms). */
function closeAfter(spanS: number, now: number): number {
  if (spanS % MONTH_S === 0) return monthAfter(now, spanS / MONTH_S);
  return multipleAfter(now, spanS * 1000, spanS % WEEK_S === 0 ? FIRST_MONDAY_MS : 0);
}

/** The first of offset, offset + step, … that is greater than `n`. */
function multipleAfter(n: number, step: number, offset: number): number {
  return (Math.floor((n - offset) / step) + 1) * step + offset;
}

/** Months are the calendar's, whatever seconds their span's name counts. */
function monthAfter(now: number, months: number): number {
  const date = new Date(now);
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  return Date.UTC(1970, multipleAfter(month, months, 0));
}
