/** The Worker that cells live in. */
import type { VenueFact } from "../../schemas/facts.ts";
import { openRealDisk } from "../archive/real_disk.ts";
import { type ActorRef, realClock, serveBehaviors } from "../kernel/mod.ts";
import { type Budget, createBudget } from "./budget.ts";
import { cell, type CellEnv } from "./cell.ts";
import { openExchange } from "./exchanges/open.ts";
import type { CellArgs } from "./messages.ts";

function openEnv(): CellEnv {
  /** By exchange, for as long as the Worker lives: a ban outlasts the cell that it befell. */
  const budgets = new Map<string, Budget>();
  return {
    disk: openRealDisk,
    async openVenue({ exchange, endpoint, options }, clock) {
      const budget = budgets.get(exchange) ?? createBudget(clock);
      budgets.set(exchange, budget);
      const venue = await openExchange({ exchange, endpoint, options, clock, budget, fetch });
      return { venue, budget };
    },
  };
}

const env = openEnv();
serveBehaviors({
  cell: (args: CellArgs, parent: ActorRef<VenueFact>) => cell(args, parent, env),
}, { clock: realClock(), random: Math.random });
