/** The histories of a cell, and what is to be backfilled of them: a task is kept until its history tells its end. */
import type { BackfillCommand, BackfillTask } from "../../schemas/backfill.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { Candle, Trade } from "../../schemas/market.ts";
import type { Child } from "../kernel/mod.ts";
import type { Answer, TradeAnswer, TradeQuery } from "./contract.ts";
import { history, type HistoryCommand } from "./history.ts";
import { candlePages } from "./history_candles.ts";
import { withinLife } from "./history_of_life.ts";
import { tradePages } from "./history_trades.ts";
import type { LaneEnv } from "./lanes.ts";
import type { HistorySpec } from "./messages.ts";
import { createTally } from "./tally.ts";

export interface RunningHistory {
  spec: HistorySpec;
  child: Child<HistoryCommand>;
}

export interface Histories {
  /** By key; what runs. */
  readonly running: ReadonlyMap<string, RunningHistory>;
  start(spec: HistorySpec): void;
  stop(key: string): Promise<unknown>;
  collect(key: string): void;
  /** Also of a series whose history has not started yet: it is told when it starts. */
  backfill(command: BackfillCommand): void;
  /** The series cannot be asked for: nothing of it will be backfilled. */
  refuse(key: string, reason: string): void;
}

const NOTHING = { done: 0, total: 0, failed: 0, rows: 0, requests: 0 };

export function createHistories(env: LaneEnv): Histories {
  const running = new Map<string, RunningHistory>();
  let tasks: BackfillTask[] = [];

  function tell(fact: VenueFact): void {
    if (fact.type === "backfill-finished") {
      tasks = tasks.filter(({ run, key }) => run !== fact.run || key !== fact.key);
    }
    env.tell(fact);
  }

  const tasksOf = (wanted: string) => tasks.filter(({ key }) => key === wanted);

  function end(task: BackfillTask, outcome: "failed" | "cancelled", reason: string | null): void {
    const { run, key } = task;
    tell({ type: "backfill-finished", run, key, outcome, reason, ...NOTHING, at: env.clock.now() });
  }

  function begin({ type: _, ...task }: Extract<BackfillCommand, { type: "backfill" }>): void {
    if (!tasksOf(task.key).some(({ run }) => run === task.run)) tasks.push(task);
    running.get(task.key)?.child.tell({ type: "backfill", task });
  }

  function cancel({ run, key }: Extract<BackfillCommand, { type: "cancel-backfill" }>): void {
    const child = running.get(key)?.child;
    if (child) child.tell({ type: "cancel-backfill", run });
    else for (const task of tasksOf(key)) if (task.run === run) end(task, "cancelled", null);
  }

  return {
    running,
    start(spec) {
      const child = openHistory(spec, { ...env, tell });
      running.set(spec.key, { spec, child });
      for (const task of tasksOf(spec.key)) child.tell({ type: "backfill", task });
    },
    stop(key) {
      const child = running.get(key)?.child;
      running.delete(key);
      return child?.stop() ?? Promise.resolve();
    },
    collect: (key) => void running.get(key)?.child.tell({ type: "collect" }),
    backfill: (command) => command.type === "backfill" ? begin(command) : cancel(command),
    refuse: (key, reason) => tasksOf(key).forEach((task) => end(task, "failed", reason)),
  };
}

function openHistory(spec: HistorySpec, env: LaneEnv): Child<HistoryCommand> {
  const { key, symbol, span } = spec;
  const { venue, journal, tell, clock } = env;
  const memory = env.memoryOf(key);
  const tally = createTally(key);
  const parts = { ...spec, venue, memory, tally };
  const common = { key, tally, tell, refused: (reason: string) => env.refused([key], reason) };
  const now = () => clock.now();
  if (span === null) {
    const behavior = history<Trade, TradeQuery, TradeAnswer>(() => ({
      ...common,
      pages: withinLife(tradePages(parts, now), parts, now),
      append: (rows, evidence) => journal.append({ key, rows: { type: "trades", rows }, evidence }),
    }));
    return env.spawn(`trades:${symbol.replaceAll("/", "-")}`, behavior);
  }
  const behavior = history<Candle, never, Answer<Candle>>(() => ({
    ...common,
    pages: withinLife(candlePages({ ...parts, span }, now), parts, now),
    append: (rows, evidence) => journal.append({ key, rows: { type: "ohlc", rows }, evidence }),
  }));
  return env.spawn(`candles:${symbol.replaceAll("/", "-")}:${span}`, behavior);
}
