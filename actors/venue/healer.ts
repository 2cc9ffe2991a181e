/** Carries a serial stream's healing out: one page at a time, and after a fault with backoff, for ever. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Interval } from "../archive/intervals.ts";
import type { Cancel, Context, Outcome } from "../kernel/mod.ts";
import { type TradeAnswer, type Venue, VenueFault } from "./contract.ts";
import { type Ask, createHealing } from "./healing.ts";
import type { IdRuns } from "./id_runs.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";

/** No further page is asked for while so many rows wait for the disk. */
const WAITING_ROWS = 20_000;

export type HealMessage =
  | { type: "heal" }
  | { type: "healed"; ask: Ask; outcome: Outcome<TradeAnswer> };

export interface Healer {
  /** After a connection: also asks for what came after the newest row. */
  catchUp(): void;
  /** Asks for what is missing, if anything is and nothing is being asked. */
  look(): void;
  receive(message: HealMessage): void;
}

export interface HealerOptions {
  symbol: string;
  venue: Venue;
  runs: IdRuns;
  /** What a history of the same series is asking for at the moment: its holes are not asked for here. */
  claimed(): Interval | null;
  /** Accepts rows that an answer has. */
  take(rows: Trade[]): void;
  /** Records what an answer proved beyond its rows. */
  say(evidence: Evidence[]): void;
  /** Rows on their way to the disk. */
  waiting(): number;
}

export function createHealer<M>(ctx: Context<M | HealMessage>, options: HealerOptions): Healer {
  const { runs, venue } = options;
  const healing = createHealing(options.symbol, runs, venue.traits, options.claimed);
  let isAsking = false;
  let isPausing = false;
  let failures = 0;
  let cancelTimer: Cancel = () => {};

  function lookAfter(ms: number): void {
    cancelTimer();
    cancelTimer = ctx.after(ms, { type: "heal" });
  }

  function look(): void {
    if (isAsking || isPausing || options.waiting() > WAITING_ROWS) return;
    const ask = healing.next(ctx.clock.elapsed());
    if (ask) return send(ask);
    const dueAt = healing.nextAt();
    if (dueAt !== null) lookAfter(dueAt - ctx.clock.elapsed());
  }

  function send(ask: Ask): void {
    isAsking = true;
    request<TradeAnswer, M | HealMessage>(
      ctx,
      (signal) => venue.fetchTrades(ask.query, signal),
      (outcome) => ({ type: "healed", ask, outcome }),
    );
  }

  function answered(ask: Ask, answer: TradeAnswer): void {
    failures = 0;
    options.take(healing.wanted(ask, answer));
    const evidence = healing.learn(ask, answer, ctx.clock.elapsed());
    if (evidence.length) options.say(evidence);
    look();
  }

  /** Even where the fault is final: a symbol that is gone may come back, and its holes with it. */
  function failed(error: unknown): void {
    if (!(error instanceof VenueFault)) throw error;
    isPausing = true;
    lookAfter(retryDelayMs(error, failures++, ctx.random));
  }

  return {
    catchUp() {
      healing.catchUp();
      look();
    },
    look,
    receive(message) {
      if (message.type === "heal") {
        isPausing = false;
        return look();
      }
      isAsking = false;
      if (message.outcome.ok) answered(message.ask, message.outcome.value);
      else failed(message.outcome.error);
    },
  };
}
