/**
 * A venue's cell: its sockets, its streams, its candles and its journal. Rows are decoded, ordered and put on
 * disk inside it; only facts leave. A stream that fails takes the cell with it: what the streams accepted but
 * did not write is known nowhere else, so all of them must go on from what is on disk.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { Disk } from "../archive/disk.ts";
import { openJournal } from "../archive/journal.ts";
import type { ActorRef, Behavior, Child, Clock, Exit, Outcome, Random, Reply } from "../kernel/mod.ts";
import { sessionCounter } from "./book_sessions.ts";
import type { Budget } from "./budget.ts";
import { type Market, type Venue, VenueFault } from "./contract.ts";
import { openFrameQuarantine } from "./frame_quarantine.ts";
import type { LaneEnv } from "./lanes.ts";
import { createMemory } from "./memory.ts";
import type { Assignment, CellArgs, VenueCommand } from "./messages.ts";
import { retryDelayMs } from "./retry.ts";
import { createRoster, type Roster } from "./roster.ts";

const BUDGET_EVERY_MS = 5_000;

export interface CellEnv {
  disk(dataFolder: string): Disk;
  openVenue(args: CellArgs, clock: Clock): Promise<{ venue: Venue; budget: Budget }>;
}

type Message =
  | VenueCommand
  | { type: "load-markets" }
  | { type: "look-at-budget" }
  | { type: "markets"; outcome: Outcome<Map<string, Market>> }
  | { type: "assigned"; wanted: Assignment; outcome: Outcome<void> }
  | { type: "child-ended"; exit: Exit }
  | { type: "rolled"; outcome: Outcome<void>; reply: Reply<void> };

export function cell(args: CellArgs, parent: ActorRef<VenueFact>, env: CellEnv): Behavior<Message> {
  return async (ctx) => {
    const { exchange, epoch } = args;
    const tell = (fact: VenueFact) => void parent.tell(fact);
    const disk = env.disk(args.dataFolder);
    const frames = openFrameQuarantine(disk, exchange, epoch);
    ctx.defer(frames.close);
    const { venue, budget } = await env.openVenue(args, ctx.clock);
    ctx.defer(() => venue.close());
    const journal = openJournal({
      disk,
      exchange,
      epoch,
      clock: ctx.clock,
      tradeIds: venue.traits.tradeIds,
      rollMs: args.sealMs,
      onClosed: (path) => tell({ type: "segment-closed", exchange, path, at: ctx.clock.now() }),
    });
    ctx.defer(() => journal.close());
    const memory = createMemory();
    memory.learn(args.resume);
    let roster: Roster | null = null;
    let assignment: Assignment = args.assignment;
    let isAssigning = false;
    let failures = 0;
    let toldBudget: ReturnType<Budget["state"]> = { used: 0, waitUntil: null };

    const lanes: LaneEnv = {
      venue,
      journal,
      clock: ctx.clock,
      memoryOf: memory.of,
      nextSession: sessionCounter(epoch),
      tell,
      quarantine: (symbol, reason, frame) => frames.keep(ctx.clock.now(), symbol, reason, frame),
      spawn<C>(name: string, behavior: Behavior<C>): Child<C> {
        const child = ctx.spawn(name, behavior, { restart: "never", capacity: 16_384 });
        ctx.watch(child, (exit) => ({ type: "child-ended", exit }));
        return child;
      },
    };

    function loadMarkets(): void {
      ctx.run((signal) => venue.markets(signal), (outcome) => ({ type: "markets", outcome }));
    }

    function marketsLoaded(outcome: Outcome<Map<string, Market>>): void {
      const at = ctx.clock.now();
      if (outcome.ok) {
        failures = 0;
        tell({ type: "venue-opened", exchange, epoch, at });
        roster = createRoster(exchange, outcome.value, lanes);
        return assign(roster);
      }
      if (!(outcome.error instanceof VenueFault)) throw outcome.error;
      const delayMs = retryDelayMs(outcome.error, failures++, ctx.random);
      tell({ type: "venue-failed", exchange, error: outcome.error.message, retryAt: at + delayMs, at });
      ctx.after(delayMs, { type: "load-markets" });
    }

    /** One assignment at a time; the last one told wins. */
    function assign(running: Roster): void {
      isAssigning = true;
      const wanted = assignment;
      ctx.run(() => running.assign(wanted), (outcome) => ({ type: "assigned", wanted, outcome }));
    }

    function assigned(running: Roster, wanted: Assignment): void {
      isAssigning = false;
      if (wanted !== assignment) assign(running);
    }

    function tellBudget(): void {
      const { used, waitUntil } = budget.state();
      if (used === toldBudget.used && waitUntil === toldBudget.waitUntil) return;
      toldBudget = { used, waitUntil };
      tell({ type: "budget-changed", exchange, used, waitUntil, at: ctx.clock.now() });
    }

    loadMarkets();
    ctx.every(BUDGET_EVERY_MS, { type: "look-at-budget" });
    return (message) => {
      switch (message.type) {
        case "assign":
          assignment = message.assignment;
          memory.learn(message.resume);
          if (roster && !isAssigning) assign(roster);
          return;
        case "assigned":
          if (!message.outcome.ok) throw message.outcome.error;
          return assigned(roster!, message.wanted);
        case "collect":
          return roster?.collect(message.key);
        case "roll": {
          const { reply } = message;
          return ctx.run(() => journal.roll(), (outcome) => ({ type: "rolled", outcome, reply }));
        }
        case "rolled":
          return message.outcome.ok ? message.reply.ok() : message.reply.fail(message.outcome.error);
        case "look-at-budget":
          return tellBudget();
        case "load-markets":
          return loadMarkets();
        case "markets":
          return marketsLoaded(message.outcome);
        case "child-ended":
          if (message.exit.reason !== "stopped") throw message.exit.error;
          return;
        default:
          message satisfies never;
      }
    };
  };
}
