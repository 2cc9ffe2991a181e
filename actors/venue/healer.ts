/** Carries a serial stream's healing out: one page at a time, and after a fault with backoff, for ever. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Cancel, Context, Outcome } from "../kernel/mod.ts";
import type { Answer, Venue } from "./contract.ts";
import { type Ask, createHealing } from "./healing.ts";
import type { IdRuns } from "./id_runs.ts";
import { retryDelayMs } from "./retry.ts";
import type { Accepted } from "./serial_order.ts";

/** No further page is asked for while so many rows wait for the disk. */
const WAITING_ROWS = 20_000;

export type HealMessage =
  | { type: "heal" }
  | { type: "healed"; ask: Ask; outcome: Outcome<Answer<Trade>> };

export interface Healer {
  /** After a connection: also asks for what came after the newest row. */
  catchUp(): void;
  /** Asks for what is missing, if anything is and nothing is being asked. */
  look(): void;
  receive(message: HealMessage): void;
}

export function createHealer<M>(ctx: Context<M | HealMessage>, options: {
  key: string;
  symbol: string;
  venue: Venue;
  runs: IdRuns;
  take(batch: Trade[], evidence: Evidence[]): Accepted;
  waiting(): number;
  tell(fact: VenueFact): void;
}): Healer {
  const { key, runs, venue, tell } = options;
  const healing = createHealing(options.symbol, runs, venue.traits);
  let asking = false;
  let pausing = false;
  let failures = 0;
  let timer: Cancel = () => {};

  function lookAfter(ms: number): void {
    timer();
    timer = ctx.after(ms, { type: "heal" });
  }

  function look(): void {
    if (asking || pausing || options.waiting() > WAITING_ROWS) return;
    const ask = healing.next(ctx.clock.now());
    if (ask) {
      asking = true;
      ctx.run(
        (signal) => venue.fetchTrades(ask.query, signal),
        (outcome) => ({ type: "healed", ask, outcome }),
      );
      return;
    }
    const dueAt = healing.nextAt();
    if (dueAt !== null) lookAfter(dueAt - ctx.clock.now());
  }

  function answered(ask: Ask, answer: Answer<Trade>): void {
    failures = 0;
    const { rows } = options.take(healing.wanted(ask, answer), []);
    const evidence = healing.learn(ask, answer, ctx.clock.now());
    if (evidence.length) options.take([], evidence);
    const hole = ask.hole;
    if (hole && runs.covers(hole.firstId, hole.lastId)) {
      tell({ type: "gap-healed", key, from: hole.from, to: hole.to, rows: rows.length, at: ctx.clock.now() });
    }
    look();
  }

  return {
    catchUp() {
      healing.catchUp();
      look();
    },
    look,
    receive(message) {
      if (message.type === "heal") {
        pausing = false;
        return look();
      }
      asking = false;
      if (message.outcome.ok) return answered(message.ask, message.outcome.value);
      pausing = true;
      lookAfter(retryDelayMs(message.outcome.error, failures++, ctx.random));
    },
  };
}
