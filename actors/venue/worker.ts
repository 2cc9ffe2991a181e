/** The Worker that cells live in. */
import type { VenueFact } from "../../schemas/facts.ts";
import { openRealDisk } from "../archive/real_disk.ts";
import { type ActorRef, realClock, serveBehaviors } from "../kernel/mod.ts";
import { createBudget } from "./budget.ts";
import { cell, type CellEnv } from "./cell.ts";
import { openCcxtVenue } from "./exchanges/ccxt.ts";
import type { CellArgs } from "./messages.ts";

const env: CellEnv = {
  disk: openRealDisk,
  async openVenue({ exchange, endpoint, options }, clock) {
    const budget = createBudget(clock);
    const venue = await openCcxtVenue({ exchange, endpoint, options, clock, budget, fetch });
    return { venue, budget };
  },
};

serveBehaviors({
  cell: (args: CellArgs, parent: ActorRef<VenueFact>) => cell(args, parent, env),
}, { clock: realClock(), random: Math.random });
