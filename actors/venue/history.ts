/**
 * A series of candles, asked over REST after each close: what coverage lacks is asked for, page by page, and
 * each page is evidence for exactly what it answered. A fault ends the run, not what it has got.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Candle } from "../../schemas/market.ts";
import { type Interval, unionAll } from "../archive/intervals.ts";
import type { Behavior, Outcome } from "../kernel/mod.ts";
import { candleGrid } from "./candle_grid.ts";
import { evidenceOfAbsence, nextWindow, readAnswer } from "./candle_windows.ts";
import { type Answer, type Venue, VenueFault } from "./contract.ts";
import { createDoubts } from "./doubts.ts";
import { request } from "./request.ts";
import type { RowsEnv } from "./stream.ts";

export type CandleMessage =
  | { type: "collect" }
  | { type: "answered"; window: Interval; outcome: Outcome<Answer<Candle>> }
  | { type: "written"; window: Interval; page: Page; outcome: Outcome<void> }
  | { type: "second" };

export interface CandleEnv extends RowsEnv<Candle> {
  symbol: string;
  span: string;
  /** Where history begins, µs; null: one page before the first run. */
  startUs: number | null;
  venue: Venue;
  /** What is settled already; it outlives this actor within its cell. */
  memory: { settled: Interval[] };
  /** This series cannot be collected, for a reason that a user can act on. */
  refused(reason: string): void;
}

interface Page {
  rows: Candle[];
  evidence: Evidence[];
}

/** An exchange that has nothing at all for a window is asked again soon, one that leaves a candle out later. */
const EMPTY_AGAIN_MS = 10 * 60_000;
const HALT_AGAIN_MS = 60 * 60_000;
const REJECTED_AGAIN_MS = 10 * 60_000;

/** Collects at once, and when told to. Tells of each run once, however many pages it takes. */
export function candles(env: CandleEnv): Behavior<CandleMessage> {
  const { key, venue, tell, tally } = env;
  return (ctx) => {
    const now = () => ctx.clock.now();
    const pages = createPages(env, now);
    let run: { rows: number; requests: number } | null = null;

    function collect(): void {
      if (run) return;
      run = { rows: 0, requests: 0 };
      pages.rewind();
      tell({ type: "collect-started", key, at: now() });
      ask(run);
    }

    function ask(run: { requests: number }): void {
      const window = pages.next();
      if (!window) return finish(null);
      run.requests++;
      const query = { symbol: env.symbol, span: env.span, fromUs: window.from, toUs: window.to };
      request<Answer<Candle>, CandleMessage>(
        ctx,
        (signal) => venue.fetchCandles(query, signal),
        (outcome) => ({ type: "answered", window, outcome }),
      );
    }

    function answered(window: Interval, outcome: Outcome<Answer<Candle>>): void {
      if (!outcome.ok) return failed(outcome.error);
      const page = pages.read(window, outcome.value);
      ctx.run(
        () =>
          page.rows.length + page.evidence.length > 0
            ? env.append(page.rows, page.evidence)
            : Promise.resolve(),
        (outcome) => ({ type: "written", window, page, outcome }),
      );
    }

    function failed(error: unknown): void {
      if (!(error instanceof VenueFault)) throw error;
      finish(error.message);
      if (error.kind === "final") env.refused(error.message);
    }

    function written({ window, page, outcome }: Extract<CandleMessage, { type: "written" }>): void {
      if (!outcome.ok) throw outcome.error;
      const { rows, evidence } = page;
      if (rows.length) tally.recorded(rows.length, rows[0].ts, rows.at(-1)!.ts);
      run!.rows += rows.length;
      pages.done(window, evidence);
      ask(run!);
    }

    function finish(error: string | null): void {
      tell({ type: "collect-finished", key, ...run!, error, at: now() });
      run = null;
      flush();
    }

    const flush = () => tally.flush(now()).forEach(tell);
    ctx.every(1_000, { type: "second" });
    collect();
    return (message) => {
      switch (message.type) {
        case "collect":
          return collect();
        case "answered":
          return answered(message.window, message.outcome);
        case "written":
          return written(message);
        case "second":
          return flush();
        default:
          message satisfies never;
      }
    };
  };
}

/** Where a run has got to, and what its answers mean. It asks for every window once. */
function createPages({ span, startUs, venue, memory, tally }: CandleEnv, now: () => number) {
  const grid = candleGrid(span);
  const { traits } = venue;
  const doubts = createDoubts();
  const pageUs = traits.candlePage * grid.spanUs;
  const closedUs = () => grid.floor((now() - traits.settleMs) * 1_000);
  const beginUs = grid.floor(startUs ?? memory.settled[0]?.from ?? closedUs() - pageUs);
  let cursor = beginUs;

  function lacked(stretch: Interval, { rows, askedAt }: Answer<Candle>): Evidence[] {
    const waitMs = rows.length === 0 ? EMPTY_AGAIN_MS : HALT_AGAIN_MS;
    return doubts.lacks(stretch, now(), waitMs) ? [evidenceOfAbsence(stretch, askedAt, traits)] : [];
  }

  return {
    rewind: () => void (cursor = beginUs),
    next(): Interval | null {
      const settled = unionAll(memory.settled, doubts.waiting(now()));
      const window = nextWindow(settled, cursor, closedUs(), pageUs);
      return window && { from: grid.floor(window.from), to: grid.floor(window.to) };
    },
    read(window: Interval, answer: Answer<Candle>): Page {
      const { rows, evidence, absent } = readAnswer(window, answer, traits, grid);
      if (answer.rejected === 0) {
        return { rows, evidence: [...evidence, ...absent.flatMap((stretch) => lacked(stretch, answer))] };
      }
      const reason = answer.reason ?? "a row is not a sane candle";
      tally.rejected(answer.rejected, reason);
      const isNew = doubts.putOff(window, now(), REJECTED_AGAIN_MS);
      return isNew
        ? { rows, evidence: [{ kind: "gap", ...window, cause: "rejected", reason }] }
        : { rows: [], evidence: [] };
    },
    /** Its page is on disk. */
    done(window: Interval, evidence: Evidence[]): void {
      cursor = window.to;
      const settling = evidence.filter((each) =>
        each.kind === "answer" || each.kind === "gap" && each.cause !== "rejected"
      );
      memory.settled = unionAll(memory.settled, settling.map(({ from, to }) => ({ from, to })));
    },
  };
}
