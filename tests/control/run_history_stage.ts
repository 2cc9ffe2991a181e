/** A run history over a file of its own, on a clock that the test moves. */
import type { BackfillRun } from "../../actors/control/backfill_run.ts";
import { createRunHistory, type RunHistory } from "../../actors/control/run_history.ts";
import { openRunStore, type RunStore } from "../../actors/control/run_store.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { RunQuery, RunRecord } from "../../schemas/wire.ts";

export const NOW = Date.UTC(2026, 10, 28, 12);
export const MINUTES = "binance/ohlc/BTC-USDT/1m";
export const TRADES = "kraken/trades/ETH-USD";

export interface Stage {
  clock: TestClock;
  store: RunStore;
  history: RunHistory;
  failures: string[];
  list(query?: Partial<RunQuery>): RunRecord[];
  begin(key?: string): void;
  finish(key?: string, counts?: { rows?: number; requests?: number; error?: string | null }): void;
}

/** `end`: how the program ends. */
export async function onStage(
  path: string,
  body: (stage: Stage) => void | Promise<void>,
  { end = "stopped", clock = new TestClock(NOW) }: { end?: "stopped" | "killed"; clock?: TestClock } = {},
): Promise<void> {
  const failures: string[] = [];
  const store = openRunStore(path, (error) => void failures.push(error.message));
  const history = createRunHistory({ store, clock, retentionDays: () => 90 });
  try {
    await body({
      clock,
      store,
      history,
      failures,
      list: (query) => history.list(RunQuery.parse(query ?? {})).map((record) => RunRecord.parse(record)),
      begin: (key = MINUTES) => history.witness({ type: "collect-started", key, at: clock.now() }),
      finish: (key = MINUTES, { rows = 1, requests = 1, error = null } = {}) =>
        history.witness({ type: "collect-finished", key, rows, requests, error, at: clock.now() }),
    });
  } finally {
    if (end === "stopped") history.close();
    store.close();
  }
}

export async function inFolder(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-history-" });
  try {
    await act(`${folder}/runs.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const backfill = (rest: Partial<BackfillRun> = {}): BackfillRun => ({
  id: "binance_all_1",
  exchange: "binance",
  pairs: null,
  start: "2026-01-01",
  fromUs: 0,
  parallel: false,
  status: "done",
  startedAt: NOW,
  finishedAt: NOW + 2_500,
  error: null,
  tasks: [],
  log: [],
  ...rest,
});
