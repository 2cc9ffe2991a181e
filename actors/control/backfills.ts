/**
 * Keeps every backfill going: what it asks for is told to the exchanges' cells, what they tell goes on record.
 * A cell that starts anew is told again; a run that the end of the program interrupted is taken up again.
 */
import type { BackfillCommand, BackfillFact } from "../../schemas/backfill.ts";
import type { Config } from "../../schemas/config.ts";
import { startMs } from "../../schemas/config.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { BackfillRequest } from "../../schemas/wire.ts";
import type { Behavior, Reply } from "../kernel/mod.ts";
import { newRun } from "./backfill_plan.ts";
import {
  type BackfillRun,
  beginTasks,
  cancelRun,
  endIfOver,
  failTask,
  foldFact,
  isOpen,
  isOver,
  leave,
  type RunTask,
  takeUpAgain,
  taskOf,
} from "./backfill_run.ts";
import { runningHistories } from "./configured.ts";
import type { RunStore } from "./run_store.ts";

export type BackfillsMessage =
  /** Gives the run's id; null: no configured job matches. */
  | { type: "start-backfill"; request: BackfillRequest; reply: Reply<string | null> }
  /** False: it is not under way. */
  | { type: "stop-backfill"; id: string; reply: Reply<boolean> }
  | BackfillFact
  | Extract<VenueFact, { type: "venue-opened" | "venue-failed" }>
  /** Jobs may have gone. */
  | { type: "configured" }
  | { type: "tidy" };

export interface BackfillsEnv {
  config(): Config;
  store: RunStore;
  tell(command: BackfillCommand): void;
  /** What becomes of runs that an earlier life of the program left under way; `go-on` by default. */
  interrupted?: "go-on" | "leave";
}

const TIDY_EVERY_MS = 60 * 60_000;
const DAY_MS = 86_400_000;

export function backfills(
  { config, store, tell, interrupted = "go-on" }: BackfillsEnv,
): Behavior<BackfillsMessage> {
  return (ctx) => {
    const now = () => ctx.clock.now();

    function goOn(run: BackfillRun): void {
      for (const task of beginTasks(run, now())) tell({ type: "backfill", ...taskOf(run, task) });
      endIfOver(run, now());
      store.put(run);
    }

    function start(request: BackfillRequest): string | null {
      const fromUs = startMs(request.start) * 1_000;
      const run = newRun(config(), request, { fromUs, now: now(), isTaken: (id) => store.find(id) !== null });
      if (!run) return null;
      goOn(run);
      return run.id;
    }

    function stop(id: string): boolean {
      const run = store.find(id);
      if (!run || isOver(run)) return false;
      for (const { key } of cancelRun(run, now())) tell({ type: "cancel-backfill", run: id, key });
      goOn(run);
      return true;
    }

    function told(fact: BackfillFact): void {
      const run = store.find(fact.run);
      if (!run || isOver(run)) return;
      foldFact(run, fact);
      goOn(run);
    }

    /** A new cell knows nothing of what the last one was told. */
    function tellAgain(exchange: string): void {
      for (const run of underWay()) {
        for (const task of run.tasks) {
          if (task.exchange !== exchange || task.state !== "running") continue;
          tell({ type: "backfill", ...taskOf(run, task) });
          if (run.status === "cancelling") {
            tell({ type: "cancel-backfill", run: run.id, key: task.key });
          }
        }
      }
    }

    /** Tasks that nobody will work on any more. */
    function failAll(isMeant: (task: RunTask) => boolean, reason: string): void {
      for (const run of underWay()) {
        for (const task of run.tasks) if (isOpen(task) && isMeant(task)) failTask(run, task, reason, now());
        goOn(run);
      }
    }

    function dropUnconfigured(): void {
      const keys = new Set(runningHistories(config()).map(({ key }) => key));
      failAll(({ key }) => !keys.has(key), "its job is paused, or no longer in the config");
    }

    function tidy(): void {
      store.forgetBefore(now() - config().settings.runs_retention_days * DAY_MS);
    }

    const underWay = () => store.all().filter((run) => !isOver(run));

    tidy();
    ctx.every(TIDY_EVERY_MS, { type: "tidy" });
    for (const run of underWay()) {
      if (interrupted === "leave" && run.status === "running") leave(run, now());
      else {
        takeUpAgain(run, now());
        goOn(run);
      }
    }
    return (message) => {
      switch (message.type) {
        case "start-backfill":
          return message.reply.ok(start(message.request));
        case "stop-backfill":
          return message.reply.ok(stop(message.id));
        case "backfill-progressed":
        case "backfill-finished":
          return told(message);
        case "venue-opened":
          return tellAgain(message.exchange);
        case "venue-failed":
          return message.retryAt === null
            ? failAll(({ exchange }) => exchange === message.exchange, message.error)
            : undefined;
        case "configured":
          return dropUnconfigured();
        case "tidy":
          return tidy();
        default:
          message satisfies never;
      }
    };
  };
}
