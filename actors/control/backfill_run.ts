/** One backfill as it stands: which series it asks for, how far each has come, what it told. Pure. */
import type { BackfillCounts, BackfillFact, BackfillTask } from "../../schemas/backfill.ts";
import type { BackfillRecord } from "../../schemas/wire.ts";

export type RunStatus = BackfillRecord["status"];

export interface RunTask extends BackfillCounts {
  key: string;
  exchange: string;
  /** How the run's progress names it: the pair, and more where that is not enough. */
  label: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** ms; null: not begun. */
  startedAt: number | null;
}

export interface BackfillRun {
  id: string;
  /** As asked for; null: all. */
  exchange: string | null;
  pairs: string[] | null;
  /** As asked for; µs in `fromUs`. */
  start: string;
  fromUs: number;
  /** Exchanges side by side, not one after the other. */
  parallel: boolean;
  status: RunStatus;
  /** ms. */
  startedAt: number;
  finishedAt: number | null;
  error: string | null;
  tasks: RunTask[];
  /** The newest {@linkcode LOG_LINES}, oldest first. */
  log: string[];
}

const LOG_LINES = 100;

export const isOver = ({ status }: BackfillRun) => status !== "running" && status !== "cancelling";

/** Adds a line to the log; `at` in ms. */
export function note(run: BackfillRun, at: number, words: string): void {
  run.log = [...run.log, `${new Date(at).toISOString()} ${words}`].slice(-LOG_LINES);
}

/** The tasks that are to begin now, marked as running. One at a time of an exchange. */
export function beginTasks(run: BackfillRun, at: number): RunTask[] {
  if (run.status !== "running") return [];
  const begun: RunTask[] = [];
  for (const tasks of Map.groupBy(run.tasks, ({ exchange }) => exchange).values()) {
    const next = tasks.find(isOpen);
    if (next?.state === "waiting") {
      Object.assign(next, { state: "running", startedAt: at });
      note(run, at, `${next.exchange} ${next.label}: started`);
      begun.push(next);
    }
    if (next && !run.parallel) break;
  }
  return begun;
}

/** Takes what a cell told of one of its tasks. A task that is over already stays as it is. */
export function foldFact(run: BackfillRun, fact: BackfillFact): void {
  const task = run.tasks.find(({ key }) => key === fact.key);
  if (!task || task.state !== "running") return;
  const { done, total, failed, rows, requests, at } = fact;
  Object.assign(task, { done, total, failed, rows, requests });
  if (fact.type === "backfill-progressed") return;
  task.state = fact.outcome;
  note(run, at, `${task.exchange} ${task.label}: ${wordsOf(fact)}`);
  if (fact.outcome === "failed") run.error ??= `${task.exchange} ${task.label}: ${fact.reason}`;
}

/** Waiting or under way. */
export const isOpen = ({ state }: RunTask) => state === "waiting" || state === "running";

export function failTask(run: BackfillRun, task: RunTask, reason: string, at: number): void {
  task.state = "failed";
  const words = `${task.exchange} ${task.label}: ${reason}`;
  run.error ??= words;
  note(run, at, words);
}

const number = (n: number) => n.toLocaleString("en");
const counted = (n: number, one: string) => `${number(n)} ${one}${n === 1 ? "" : "s"}`;

function wordsOf(fact: Extract<BackfillFact, { type: "backfill-finished" }>): string {
  const got = `${counted(fact.rows, "row")} in ${counted(fact.requests, "request")}`;
  switch (fact.outcome) {
    case "done":
      return fact.requests === 0 ? "done, nothing was missing" : `done, ${got}`;
    case "cancelled":
      return `cancelled after ${number(fact.done)} of ${counted(fact.total, "window")}, ${got}`;
    case "failed":
      return `failed: ${fact.reason} (${number(fact.done)} of ${counted(fact.total, "window")} done, ${got})`;
    default:
      throw fact.outcome satisfies never;
  }
}

/** No more is begun. Gives the tasks whose cells are to be told. */
export function cancelRun(run: BackfillRun, at: number): RunTask[] {
  run.status = "cancelling";
  note(run, at, "cancelling: what is in flight is kept");
  for (const task of run.tasks) if (task.state === "waiting") task.state = "cancelled";
  return run.tasks.filter(({ state }) => state === "running");
}

/** Ends the run once no task of it waits or runs. True if it has ended now. */
export function endIfOver(run: BackfillRun, at: number): boolean {
  if (isOver(run) || run.tasks.some(isOpen)) return false;
  const has = (state: RunTask["state"]) => run.tasks.some((task) => task.state === state);
  run.status = has("failed") ? "error" : run.status === "cancelling" ? "cancelled" : "done";
  run.finishedAt = at;
  note(run, at, `${run.status}: ${counted(run.tasks.reduce((sum, { rows }) => sum + rows, 0), "row")}`);
  return true;
}

/** What a process that ended left under way begins again: the ledger knows what it has got already. */
export function takeUpAgain(run: BackfillRun, at: number): void {
  if (run.status === "cancelling") {
    for (const task of run.tasks) if (task.state === "running") task.state = "cancelled";
    endIfOver(run, at);
    return;
  }
  for (const task of run.tasks) if (task.state === "running") task.state = "waiting";
  note(run, at, "interrupted by the end of the program; going on");
}

/** For this life of the program it is over. Not kept: on disk it is under way, for one that goes on with it. */
export function leave(run: BackfillRun, at: number): void {
  run.status = "error";
  run.error = "interrupted by the end of the program; `tapedeck start` goes on with it";
  run.finishedAt = at;
  note(run, at, run.error);
}

export function taskOf({ id, fromUs }: BackfillRun, { key }: RunTask): BackfillTask {
  return { run: id, key, fromUs };
}

/** What the API answers of it. */
export function recordOf(run: BackfillRun, now: number): BackfillRecord {
  const { id, exchange, pairs, start, status, log, error } = run;
  return {
    id,
    exchange,
    pairs,
    start,
    status,
    progress: Object.fromEntries(run.tasks.map((task) => [task.label, progressOf(task, run, now)])),
    log,
    started_at: run.startedAt / 1000,
    finished_at: run.finishedAt === null ? null : run.finishedAt / 1000,
    error,
  };
}

function progressOf(task: RunTask, run: BackfillRun, now: number): BackfillRecord["progress"][string] {
  const { done, total, failed, rows, startedAt } = task;
  const tookS = startedAt === null ? 0 : ((run.finishedAt ?? now) - startedAt) / 1000;
  const isRunning = task.state === "running" && tookS > 0;
  return {
    done,
    total,
    failed,
    rows,
    rows_per_second: isRunning ? Math.round(rows / tookS) : null,
    eta_seconds: isRunning && done > 0 ? Math.round(tookS / done * (total - done - failed)) : null,
  };
}
