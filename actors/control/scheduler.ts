/**
 * The scheduler tells its parent which candles to collect: each job once its exchange is open, and then after
 * each candle's close. Times come from the clock anew each time, so it takes a machine that slept or a clock
 * that is set: what was missed meanwhile makes one run.
 */
import type { ControlFact, VenueFact } from "../../schemas/facts.ts";
import {
  type ActorRef,
  type Backoff,
  type Behavior,
  type Cancel,
  fullJitter,
  type Reply,
} from "../kernel/mod.ts";
import {
  configureJobs,
  finishRun,
  newAgenda,
  openVenue,
  type Schedule,
  scheduleOf,
  startAll,
  startDue,
  untilNextMs,
} from "./agenda.ts";
import type { ScheduledJob } from "./next_run.ts";

export type SchedulerMessage =
  /** From now on exactly these jobs: a new or changed one runs at once, the others go on. */
  | { type: "configure"; jobs: ScheduledJob[] }
  /** May both be repeated. */
  | { type: "start" }
  | { type: "stop" }
  | { type: "schedule"; reply: Reply<Schedule> }
  /** The time has come to look at the clock. */
  | { type: "look" }
  /** Facts, as cells tell them. A job runs only while its exchange is open. */
  | Extract<VenueFact, { type: "venue-opened" | "venue-failed" | "collect-finished" }>;

/** What the scheduler tells its parent. */
export type SchedulerWord =
  | { type: "collect"; key: string }
  | Extract<ControlFact, { type: "job-scheduled" }>;

/** The clock is looked at so often: it may have been set. */
const LOOK_MS = 15_000;
/** A failed run is not left until the next close, which may be a week away. */
const RETRY: Backoff = { minMs: 5_000, maxMs: 5 * 60_000 };

export interface SchedulerEnv {
  parent: ActorRef<SchedulerWord>;
  /** Whether it runs from the start; true by default. */
  running?: boolean;
}

/** Has no jobs until it is told of them. */
export function scheduler({ parent, running = true }: SchedulerEnv): Behavior<SchedulerMessage> {
  // Outside of the set-up, so that a restart forgets neither the jobs nor what is under way.
  const agenda = newAgenda(running);
  const told = new Map<string, number | null>();

  return (ctx) => {
    let cancel: Cancel = () => {};
    const now = () => ctx.clock.now();
    const retryAt = (failures: number) => now() + fullJitter(RETRY, failures - 1, ctx.random);

    function take(message: SchedulerMessage): void {
      switch (message.type) {
        case "configure":
          return configureJobs(agenda, message.jobs, now());
        case "start":
          return startAll(agenda, now());
        case "stop":
          agenda.running = false;
          return;
        case "schedule":
          return message.reply.ok(scheduleOf(agenda));
        case "venue-opened":
          return openVenue(agenda, message.exchange, now());
        case "venue-failed":
          return void agenda.open.delete(message.exchange);
        case "collect-finished":
          return finishRun(agenda, message.key, { failed: message.error !== null }, retryAt);
        case "look":
          return;
        default:
          message satisfies never;
      }
    }

    function rearm(): void {
      cancel();
      cancel = ctx.after(Math.min(LOOK_MS, untilNextMs(agenda, now())), { type: "look" });
    }

    rearm();
    return (message) => {
      take(message);
      startDue(agenda, now(), (key) => parent.tell({ type: "collect", key }));
      announce(scheduleOf(agenda), told, (key, nextRunAt) => {
        parent.tell({ type: "job-scheduled", key, nextRunAt, at: now() });
      });
      rearm();
    };
  };
}

/** Tells each next run that is not what was `told` last; a job that is gone has none. */
function announce(
  { jobs }: Schedule,
  told: Map<string, number | null>,
  tell: (key: string, next: number | null) => void,
) {
  const current = new Map(jobs.map(({ key, nextRunAt }) => [key, nextRunAt]));
  for (const key of told.keys()) {
    if (current.has(key)) continue;
    told.delete(key);
    tell(key, null);
  }
  for (const [key, next] of current) {
    if (told.has(key) && told.get(key) === next) continue;
    told.set(key, next);
    tell(key, next);
  }
}
