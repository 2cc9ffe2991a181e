/** What a request to backfill comes to: a task for each series of a configured histo job that it names. */
import type { Config } from "../../schemas/config.ts";
import type { BackfillRequest } from "../../schemas/wire.ts";
import type { BackfillRun, RunTask } from "./backfill_run.ts";
import { note } from "./backfill_run.ts";
import { type Configured, configuredHistories, runningHistories } from "./configured.ts";

/** Which histories: null means any. */
type Wish = Pick<BackfillRequest, "exchange" | "pairs">;

/** The histories that are wished for, of those that are configured and not paused. */
export function historiesMeant(config: Config, wish: Wish): Configured[] {
  return runningHistories(config).filter((each) => isMeant(each, wish));
}

/** Whether histories are wished for that are configured, but none that is not paused. */
export function meansPaused(config: Config, wish: Wish): boolean {
  return historiesMeant(config, wish).length === 0 &&
    configuredHistories(config).some((each) => isMeant(each, wish));
}

function isMeant({ series }: Configured, { exchange = null, pairs = null }: Wish): boolean {
  return (exchange === null || series.exchange === exchange) &&
    (pairs === null || pairs.includes(series.symbol));
}

/** null: no histo job is meant that is configured and not paused. */
export function newRun(
  config: Config,
  { exchange = null, pairs = null, start, parallel }: BackfillRequest,
  { fromUs, now, isTaken }: { fromUs: number; now: number; isTaken(id: string): boolean },
): BackfillRun | null {
  const meant = historiesMeant(config, { exchange, pairs });
  if (meant.length === 0) return null;
  const tasks = meant.map((entry) => newTask(entry, meant));
  const run: BackfillRun = {
    id: freeId(exchange, pairs, now, isTaken),
    exchange,
    pairs,
    start,
    fromUs,
    parallel,
    status: "running",
    startedAt: now,
    finishedAt: null,
    error: null,
    tasks,
    log: [],
  };
  note(run, now, `backfill from ${start}: ${tasks.length} series`);
  return run;
}

function newTask({ key, series }: Configured, all: Configured[]): RunTask {
  const counts = { done: 0, total: 0, failed: 0, rows: 0, requests: 0 };
  return {
    key,
    exchange: series.exchange,
    label: labelOf(series, all),
    state: "waiting",
    startedAt: null,
    ...counts,
  };
}

/** The pair alone where that names one series of the run. */
function labelOf({ exchange, symbol, span, type }: Configured["series"], all: Configured[]): string {
  const samePair = all.map(({ series }) => series).filter((other) => other.symbol === symbol);
  const words = [symbol];
  if (samePair.some((other) => other.exchange !== exchange)) words.unshift(exchange);
  if (samePair.some((other) => other.exchange === exchange && (other.span !== span || other.type !== type))) {
    words.push(span ?? type);
  }
  return words.join(" ");
}

/** `{exchange or all}_{BASEQUOTE-… or all}_{epoch s}-{n}`; a list of many pairs is cut short. */
function freeId(
  exchange: string | null,
  pairs: string[] | null,
  now: number,
  isTaken: (id: string) => boolean,
): string {
  const shown = pairs?.slice(0, 5).map((pair) => pair.replaceAll(/[^A-Za-z0-9]/g, "")) ?? ["all"];
  const rest = (pairs?.length ?? 0) - shown.length;
  const name = [...shown, ...(rest > 0 ? [`${rest}more`] : [])].join("-");
  const stem = `${exchange ?? "all"}_${name}_${Math.floor(now / 1000)}`;
  for (let n = 1;; n++) if (!isTaken(`${stem}-${n}`)) return `${stem}-${n}`;
}
