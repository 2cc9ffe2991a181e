/**
 * A series of candles, asked over REST after each close: what coverage lacks is asked for, page by page, and
 * each page is evidence for exactly the range that it answered. A fault ends the run, not what it has got.
 */
import type { Evidence, Stretch } from "../../schemas/evidence.ts";
import type { Candle } from "../../schemas/market.ts";
import type { Behavior, Outcome } from "../kernel/mod.ts";
import { evidenceOf, nextWindow, settle, settledBy, type Window } from "./candle_windows.ts";
import { candleGrid } from "./candle_grid.ts";
import type { Answer, Venue } from "./contract.ts";
import type { StreamEnv } from "./stream.ts";

export type CandleMessage =
  | { type: "collect" }
  | { type: "answered"; window: Window; outcome: Outcome<Answer<Candle>> }
  | { type: "written"; window: Window; evidence: Evidence[]; rows: Candle[]; outcome: Outcome<void> };

export interface CandleEnv extends StreamEnv<Candle> {
  symbol: string;
  span: string;
  /** Where history begins, µs; null: one page before the first run. */
  startUs: number | null;
  venue: Venue;
  /** What is settled already; it outlives this actor within its cell. */
  settled: Stretch[];
}

/** Collects at once, and when told to. Tells `collect-started` and `collect-finished` once per run, however many pages it takes. */
export function candles(env: CandleEnv): Behavior<CandleMessage> {
  const { key, venue, tell } = env;
  const grid = candleGrid(env.span);
  return (ctx) => {
    let running = false;
    let rows = 0;
    let requests = 0;
    /** Where this run has got to: it asks for every window once. */
    let cursor = 0;
    const pageUs = venue.traits.candlePage * grid.spanUs;
    const closedUs = () => grid.floor((ctx.clock.now() - venue.traits.settleMs) * 1_000);
    const startUs = grid.floor(env.startUs ?? env.settled[0]?.from ?? closedUs() - pageUs);

    function collect(): void {
      if (running) return;
      running = true;
      rows = requests = 0;
      cursor = startUs;
      tell({ type: "collect-started", key, at: ctx.clock.now() });
      ask();
    }

    function ask(): void {
      const missing = nextWindow(env.settled, cursor, closedUs(), pageUs);
      if (!missing) return finish(null);
      const window = { from: grid.floor(missing.from), to: grid.floor(missing.to) };
      requests++;
      const query = { symbol: env.symbol, span: env.span, fromUs: window.from, toUs: window.to };
      ctx.run(
        (signal) => venue.fetchCandles(query, signal),
        (outcome) => ({ type: "answered", window, outcome }),
      );
    }

    function finish(error: string | null): void {
      running = false;
      tell({ type: "collect-finished", key, rows, requests, error, at: ctx.clock.now() });
      env.tally.flush(ctx.clock.now()).forEach(tell);
    }

    function answered(window: Window, outcome: Outcome<Answer<Candle>>): void {
      if (!outcome.ok) return finish(reasonOf(outcome.error));
      const answer = outcome.value;
      if (answer.rejected) env.tally.rejected(answer.rejected, answer.reason ?? "it is not a sane candle");
      const evidence = evidenceOf(window, answer, venue.traits, grid);
      ctx.run(
        () => env.append(answer.rows, evidence),
        (written) => ({ type: "written", window, evidence, rows: answer.rows, outcome: written }),
      );
    }

    function written(message: Extract<CandleMessage, { type: "written" }>): void {
      if (!message.outcome.ok) throw message.outcome.error;
      rows += message.rows.length;
      if (message.rows.length) env.tally.recorded(message.rows.length, message.rows.at(-1)!.ts);
      cursor = message.window.to;
      settle(env.settled, settledBy(message.evidence));
      ask();
    }

    collect();
    return (message) => {
      switch (message.type) {
        case "collect":
          return collect();
        case "answered":
          return answered(message.window, message.outcome);
        case "written":
          return written(message);
        default:
          message satisfies never;
      }
    };
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
