/** The scheduler's agenda: which jobs there are, when each is due, and which are under way. */
import { parseSeriesKey } from "../../schemas/series.ts";
import { nextRunAt, type ScheduledJob } from "./next_run.ts";

export interface Entry {
  job: ScheduledJob;
  exchange: string;
  /** ms; null: never again (a cron pattern that is over). */
  dueAt: number | null;
  underWay: boolean;
  /** Runs that failed in a row. */
  failures: number;
}

export interface Agenda {
  entries: Map<string, Entry>;
  /** Exchanges whose cell can collect. */
  open: Set<string>;
  running: boolean;
}

/** What the scheduler answers: ms; null while it is stopped. */
export interface Schedule {
  running: boolean;
  jobs: Array<{ key: string; nextRunAt: number | null }>;
}

/** Jobs of one exchange start so far apart when all are due at once. */
const SPREAD_MS = 250;

export function newAgenda(running: boolean): Agenda {
  return { entries: new Map(), open: new Set(), running };
}

/** From now on exactly `jobs`: a new or changed one is due at once, the others keep their time. */
export function configureJobs({ entries }: Agenda, jobs: ScheduledJob[], now: number): void {
  const keys = new Set(jobs.map(({ key }) => key));
  for (const key of entries.keys()) if (!keys.has(key)) entries.delete(key);
  const fresh = jobs.filter((job) => JSON.stringify(entries.get(job.key)?.job) !== JSON.stringify(job));
  for (const job of fresh) {
    const { exchange } = parseSeriesKey(job.key);
    const { underWay = false, failures = 0 } = entries.get(job.key) ?? {};
    entries.set(job.key, { job, exchange, dueAt: now, underWay, failures });
  }
  spread(fresh.map((job) => entries.get(job.key)!), now);
}

export function startAll(agenda: Agenda, now: number): void {
  if (!agenda.running) spread([...agenda.entries.values()], now);
  agenda.running = true;
}

/** The exchange has a new cell: whatever an earlier one was collecting is under way no more, and all is due. */
export function openVenue(agenda: Agenda, exchange: string, now: number): void {
  agenda.open.add(exchange);
  const own = [...agenda.entries.values()].filter((entry) => entry.exchange === exchange);
  for (const entry of own) entry.underWay = false;
  spread(own, now);
}

/** A run is over; after so many failures in a row the next one comes at `retryAt` (ms), if not sooner. */
export function finishRun(
  { entries }: Agenda,
  key: string,
  outcome: { failed: boolean },
  retryAt: (failures: number) => number,
) {
  const entry = entries.get(key);
  if (!entry) return;
  entry.underWay = false;
  entry.failures = outcome.failed ? entry.failures + 1 : 0;
  if (outcome.failed) entry.dueAt = Math.min(entry.dueAt ?? Infinity, retryAt(entry.failures));
}

/**
 * Starts what is due and can run: `collect` is told its key, and says whether it was heard. Whatever was
 * missed meanwhile makes one run.
 */
export function startDue(agenda: Agenda, now: number, collect: (key: string) => boolean): void {
  for (const entry of agenda.entries.values()) {
    if (entry.dueAt === null) continue;
    const upcoming = nextRunAt(entry.job, now);
    if (entry.dueAt > now) {
      // A clock that was set back would leave the run further away than the next close is.
      entry.dueAt = Math.min(entry.dueAt, upcoming ?? Infinity);
    } else if (
      agenda.running && !entry.underWay && agenda.open.has(entry.exchange) && collect(entry.job.key)
    ) {
      entry.underWay = true;
      entry.dueAt = upcoming;
    }
  }
}

/** ms until the first job that is not due yet. */
export function untilNextMs({ entries }: Agenda, now: number): number {
  const ahead = [...entries.values()].map((entry) => (entry.dueAt ?? Infinity) - now).filter((ms) => ms > 0);
  return Math.min(Infinity, ...ahead);
}

export function scheduleOf({ entries, running }: Agenda): Schedule {
  const jobs = [...entries.values()].map(({ job, dueAt }) => ({
    key: job.key,
    nextRunAt: running ? dueAt : null,
  }));
  return { running, jobs };
}

function spread(entries: Entry[], now: number): void {
  for (const own of Map.groupBy(entries, (entry) => entry.exchange).values()) {
    own.forEach((entry, nth) => entry.dueAt = now + nth * SPREAD_MS);
  }
}
