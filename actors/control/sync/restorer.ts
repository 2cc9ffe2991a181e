/** The actor that brings back what was moved, one series at a time: what somebody asks for, and what late rows wait for. */
import type { Behavior, Outcome, Reply } from "../../kernel/mod.ts";
import type { SyncFact } from "./facts.ts";
import type { MovedFile } from "./holdings.ts";
import { movedTotals } from "./moved.ts";
import type { RestoreAnswer, RestoreWish } from "./messages.ts";
import type { MoveParts } from "./purge.ts";
import { expectSpace, planRestore, type RestorePlan } from "./restore.ts";
import { newJob, type RestoreJob, runRestore, withJob } from "./restore_job.ts";

export type RestorerMessage =
  | { type: "restore"; wish: RestoreWish; reply: Reply<RestoreAnswer> }
  /** Brings back the files that late rows wait for. */
  | { type: "bring-late" }
  | { type: "planned"; plan: Outcome<RestorePlan>; reply: Reply<RestoreAnswer> }
  | { type: "progressed"; job: RestoreJob }
  | { type: "ended"; job: RestoreJob; outcome: Outcome<RestoreJob> };

export interface RestorerEnv {
  /** With the config as it is now. */
  parts(signal: AbortSignal): MoveParts;
  tell(fact: SyncFact): void;
  /** Called with all jobs after each change of one. */
  changed(jobs: RestoreJob[]): void;
}

/** Its stop ends rclone, and waits for that. */
export function restorer({ parts, tell, changed }: RestorerEnv): Behavior<RestorerMessage> {
  return (ctx) => {
    let jobs: RestoreJob[] = [];
    const waiting: Array<{ job: RestoreJob; files: MovedFile[] }> = [];
    let running: Promise<unknown> | null = null;

    function show(job: RestoreJob): void {
      jobs = withJob(jobs, job);
      changed(jobs);
    }

    function add(key: string, files: MovedFile[], why: RestoreJob["why"]): RestoreJob {
      const job = newJob(key, why, files, ctx.clock.now());
      waiting.push({ job, files });
      show(job);
      begin();
      return job;
    }

    function begin(): void {
      const next = running ? undefined : waiting.shift();
      if (!next) return;
      const job: RestoreJob = { ...next.job, state: "running" };
      show(job);
      const onProgress = (job: RestoreJob) => void ctx.self.tell({ type: "progressed", job });
      ctx.run((signal) => {
        const restoring = runRestore(parts(signal), next.files, job, onProgress);
        running = restoring;
        return restoring;
      }, (outcome) => ({ type: "ended", job, outcome }));
    }

    function ended(job: RestoreJob, outcome: Outcome<RestoreJob>): void {
      running = null;
      const at = ctx.clock.now();
      const end: RestoreJob = outcome.ok
        ? outcome.value
        : { ...job, state: "failed", error: String(outcome.error), endedAt: at };
      show(end);
      const { key, why, files, bytes, error } = end;
      tell({ type: "restore-finished", series: key, why, files, bytes, error, at });
      begin();
    }

    function planned(plan: Outcome<RestorePlan>): RestoreAnswer {
      if (!plan.ok) return { type: "refused", why: (plan.error as Error).message };
      if (plan.value.type !== "files") return plan.value;
      const { key, files, bytes } = plan.value;
      if (files.length === 0) return { type: "nothing" };
      return { type: "begun", id: add(key, files, "asked").id, files: files.length, bytes };
    }

    function bringLate(): void {
      const underWay = new Set(jobs.filter(({ endedAt }) => endedAt === null).map(({ key }) => key));
      for (const [key, files] of movedTotals(parts(ctx.signal)).awaited) {
        if (!underWay.has(key)) add(key, files, "late");
      }
    }

    ctx.defer(() => running?.then(() => {}, () => {}));
    return (message) => {
      switch (message.type) {
        case "restore":
          return ctx.run(
            (signal) => planWithin(parts(signal), message.wish),
            (plan) => ({ type: "planned", plan, reply: message.reply }),
          );
        case "planned":
          return message.reply.ok(planned(message.plan));
        case "bring-late":
          return bringLate();
        case "progressed":
          return running ? show(message.job) : undefined;
        case "ended":
          return ended(message.job, message.outcome);
        default:
          message satisfies never;
      }
    };
  };
}

/** Refused before it is begun, where it would not fit. */
async function planWithin(parts: MoveParts, wish: RestoreWish): Promise<RestorePlan> {
  const plan = planRestore(parts, wish);
  if (plan.type === "files") await expectSpace(parts, plan.bytes);
  return plan;
}
