/**
 * The history of a series, asked over REST: what coverage lacks is asked for, several windows at once, each page by
 * page; a page's rows and what it proves go to disk together. It is collected when the schedule says so, and
 * backfilled when somebody asks.
 */
import type { BackfillTask } from "../../schemas/backfill.ts";
import { difference, unionAll } from "../archive/intervals.ts";
import type { Behavior, Context, Outcome } from "../kernel/mod.ts";
import { VenueFault } from "./contract.ts";
import type { HistoryPage, HistoryPages } from "./history_pages.ts";
import { type AskedWindow, giveUp, type HistoryRun, newRun, outcomeOf, succeed } from "./history_runs.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";
import type { RowsEnv } from "./stream.ts";

/** What the roster tells it. */
export type HistoryCommand =
  | { type: "collect" }
  | { type: "backfill"; task: BackfillTask }
  | { type: "cancel-backfill"; run: string };

export type HistoryMessage<Row, Query, Answer> =
  | HistoryCommand
  | { type: "answered"; window: AskedWindow<Query>; outcome: Outcome<Answer> }
  | {
    type: "written";
    window: AskedWindow<Query>;
    page: HistoryPage<Row, Query>;
    outcome: Outcome<void>;
  }
  | { type: "again"; window: AskedWindow<Query> }
  | { type: "second" };

export interface HistoryEnv<Row, Query, Answer> extends RowsEnv<Row> {
  pages: HistoryPages<Row, Query, Answer>;
  /** This series cannot be asked for, for a reason that a user can act on. */
  refused(reason: string): void;
}

/** Round trips overlap, so that the allowance is what limits; the budget lets no more through than it allows. */
const IN_FLIGHT = 8;
/** A window that fails so often, which takes a minute or two, is given up for this run. */
const ATTEMPTS = 10;

/** Collects at once, and when told to. Tells of each run once, however many pages it takes. */
export function history<Row extends { ts: number }, Query, Answer>(
  open: (ctx: Context<HistoryMessage<Row, Query, Answer>>) => HistoryEnv<Row, Query, Answer>,
): Behavior<HistoryMessage<Row, Query, Answer>> {
  return (ctx) => {
    const { key, pages, tell, tally, append, refused } = open(ctx);
    const now = () => ctx.clock.now();
    let runs: HistoryRun[] = [];
    const asked = new Set<AskedWindow<Query>>();

    function begin(id: string | null, fromUs: number): void {
      if (runs.some((run) => run.id === id)) return;
      runs.push(newRun(id, { fromUs, toUs: id === null ? Infinity : pages.closedUs() }));
      if (id === null) tell({ type: "collect-started", key, at: now() });
      claim();
      goOn();
    }

    function goOn(): void {
      for (const run of runs) askFor(run);
      const over = runs.filter(isOver);
      runs = runs.filter((run) => !over.includes(run));
      if (over.length > 0) claim();
      over.forEach(finish);
    }

    function claim(): void {
      const fromUs = Math.min(...runs.map((run) => run.fromUs));
      pages.claim?.(runs.length > 0 ? { from: fromUs, to: now() * 1_000 } : null);
    }

    function askFor(run: HistoryRun): void {
      while (!run.isEnding && asked.size < IN_FLIGHT) {
        const next = pages.next(run.cursorUs, [...asked, ...run.passedOver]);
        if (!next) return;
        run.cursorUs = next.to;
        const window = { ...next, run, query: null, attempts: 0, isWaiting: false };
        asked.add(window);
        ask(window);
      }
    }

    function ask(window: AskedWindow<Query>): void {
      window.isWaiting = false;
      window.attempts++;
      window.run.counts.requests++;
      request<Answer, HistoryMessage<Row, Query, Answer>>(
        ctx,
        (signal) => pages.ask(window, window.query, signal),
        (outcome) => ({ type: "answered", window, outcome }),
      );
    }

    function answered(window: AskedWindow<Query>, outcome: Outcome<Answer>): void {
      if (!outcome.ok) return failed(window, outcome.error);
      const page = pages.read(window, window.query, outcome.value);
      const hasAny = page.rows.length + page.evidence.length > 0;
      ctx.run(
        () => hasAny ? append(page.rows, page.evidence) : Promise.resolve(),
        (outcome) => ({ type: "written", window, page, outcome }),
      );
    }

    function failed(window: AskedWindow<Query>, error: unknown): void {
      if (!(error instanceof VenueFault)) throw error;
      if (error.kind === "rate-limit") window.attempts--; // to be told to wait is no failure
      const { run, attempts } = window;
      if (error.kind === "final") run.isEnding = true;
      if (run.isEnding || attempts >= ATTEMPTS) {
        asked.delete(window);
        giveUp(window, error.message, runs);
        goOn();
      } else {
        window.isWaiting = true;
        ctx.after(retryDelayMs(error, attempts - 1, ctx.random), { type: "again", window });
      }
      if (error.kind === "final") refused(error.message);
    }

    function written(window: AskedWindow<Query>, page: HistoryPage<Row, Query>): void {
      const { rows, next } = page;
      if (rows.length) tally.recorded(rows.length, ...extentOf(rows));
      window.run.counts.rows += rows.length;
      pages.written(page);
      if (next !== null && !window.run.isCancelled) {
        Object.assign(window, { query: next, attempts: 0 });
        return ask(window);
      }
      asked.delete(window);
      if (next === null) succeed(window.run);
      goOn();
    }

    /** Nothing is left that it asked for, nor anything that it left to another run. */
    function isOver(run: HistoryRun): boolean {
      if ([...asked].some((window) => window.run === run)) return false;
      return run.isEnding ||
        !isAwaiting(run) && pages.next(run.cursorUs, run.passedOver) === null;
    }

    /** Another run asks for what this one would. */
    function isAwaiting({ fromUs, passedOver }: HistoryRun): boolean {
      const foreign = unionAll(passedOver, [{ from: -Infinity, to: fromUs }]);
      return difference(unionAll([], asked), foreign).length > 0;
    }

    function finish(run: HistoryRun): void {
      const { id, counts: { rows, requests }, reason } = run;
      if (id === null) tell({ type: "collect-finished", key, rows, requests, error: reason, at: now() });
      else {
        tell({
          type: "backfill-finished",
          run: id,
          key,
          ...countsOf(run),
          outcome: outcomeOf(run),
          reason,
          at: now(),
        });
      }
      flush();
    }

    function cancel(id: string): void {
      const run = runs.find((run) => run.id === id);
      if (!run) return;
      Object.assign(run, { isEnding: true, isCancelled: true });
      for (const window of asked) if (window.run === run && window.isWaiting) asked.delete(window);
      goOn();
    }

    function countsOf(run: HistoryRun) {
      const own = [...asked].filter((window) => window.run === run).length;
      const left = run.isEnding ? 0 : pages.countLeft(run.cursorUs, [...asked, ...run.passedOver]);
      const { done, failed } = run.counts;
      const total = done + failed + own + left; // how long windows are is learned
      return { ...run.counts, total: run.isEnding ? Math.max(run.counts.total, total) : total };
    }

    function flush(): void {
      tally.flush(now()).forEach(tell);
      for (const run of runs) {
        run.counts = countsOf(run);
        if (run.id) tell({ type: "backfill-progressed", run: run.id, key, ...run.counts, at: now() });
      }
    }

    ctx.every(1_000, { type: "second" });
    begin(null, pages.beginUs);
    return (message) => {
      switch (message.type) {
        case "collect":
          return begin(null, pages.beginUs);
        case "backfill":
          return begin(message.task.run, message.task.fromUs);
        case "cancel-backfill":
          return cancel(message.run);
        case "answered":
          return answered(message.window, message.outcome);
        case "written":
          if (!message.outcome.ok) throw message.outcome.error;
          return written(message.window, message.page);
        case "again":
          return asked.has(message.window) ? ask(message.window) : undefined;
        case "second":
          return flush();
        default:
          message satisfies never;
      }
    };
  };
}

function extentOf(rows: Array<{ ts: number }>): [firstUs: number, lastUs: number] {
  return rows.reduce(([first, last], { ts }) => [Math.min(first, ts), Math.max(last, ts)], [
    Infinity,
    -Infinity,
  ]);
}
