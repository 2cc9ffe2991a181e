/**
 * A venue's cell: its sockets, its streams, its candles and its journal. Rows are decoded, ordered and put on
 * disk inside it; only facts leave. A stream that fails takes the cell with it: what the streams accepted but
 * did not write is known nowhere else, so all of them must go on from what is on disk.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { Disk } from "../archive/disk.ts";
import { type Journal, openJournal } from "../archive/journal.ts";
import type { ActorRef, Behavior, Child, Clock, Context, Exit, Outcome, Reply } from "../kernel/mod.ts";
import { sessionCounter } from "./book_sessions.ts";
import type { Budget } from "./budget.ts";
import { type Market, type Venue, VenueFault } from "./contract.ts";
import { openFrameQuarantine } from "./frame_quarantine.ts";
import type { LaneEnv } from "./lanes.ts";
import { createMemory } from "./memory.ts";
import type { Assignment, CellArgs, VenueCommand } from "./messages.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";
import { createRoster, type Roster } from "./roster.ts";

const BUDGET_EVERY_MS = 5_000;
const FLUSH_EVERY_MS = 100;
/** Markets are listed, halted and delisted while one records. */
const RENEW_MARKETS_MS = 60 * 60_000;

export interface CellEnv {
  disk(dataFolder: string): Disk;
  openVenue(args: CellArgs, clock: Clock): Promise<{ venue: Venue; budget: Budget }>;
}

type Message =
  | VenueCommand
  | { type: "load-markets" }
  | { type: "look-at-budget" }
  | { type: "flush" }
  | { type: "markets"; outcome: Outcome<Map<string, Market>> }
  | { type: "refused"; keys: string[]; reason: string }
  | { type: "assigned"; wanted: Wanted; outcome: Outcome<void> }
  | { type: "child-ended"; exit: Exit }
  | { type: "rolled"; outcome: Outcome<void>; reply: Reply<void> };

/** An assignment of a moment: each is an object of its own. */
interface Wanted {
  assignment: Assignment;
}

export function cell(args: CellArgs, parent: ActorRef<VenueFact>, env: CellEnv): Behavior<Message> {
  return async (ctx) => {
    const { exchange, epoch } = args;
    const outbox = openOutbox(ctx, parent);
    const { venue, budget, journal, lanes, memory } = await openParts(args, env, ctx, outbox.tell);
    let roster: Roster | null = null;
    let wanted: Wanted = { assignment: args.assignment };
    let isAssigning = false;
    let failures = 0;

    function loadMarkets(): void {
      request<Map<string, Market>, Message>(
        ctx,
        (signal) => venue.markets(signal),
        (outcome) => ({ type: "markets", outcome }),
      );
    }

    function marketsCame(outcome: Outcome<Map<string, Market>>): void {
      if (!outcome.ok) return marketsFailed(outcome.error);
      failures = 0;
      if (roster) roster.renew(outcome.value);
      else {
        roster = createRoster(exchange, outcome.value, lanes);
        outbox.tell({ type: "venue-opened", exchange, epoch, at: ctx.clock.now() });
      }
      ctx.after(RENEW_MARKETS_MS, { type: "load-markets" });
      assign({ ...wanted });
    }

    function marketsFailed(error: unknown): void {
      if (!(error instanceof VenueFault)) throw error;
      const at = ctx.clock.now();
      const delayMs = retryDelayMs(error, failures++, ctx.random);
      // Once open, it goes on with the markets that it knows.
      if (!roster) {
        outbox.tell({ type: "venue-failed", exchange, error: error.message, retryAt: at + delayMs, at });
      }
      ctx.after(delayMs, { type: "load-markets" });
    }

    /** One assignment at a time; the last one wanted wins. */
    function assign(next: Wanted): void {
      wanted = next;
      if (!roster || isAssigning) return;
      isAssigning = true;
      const { assign } = roster;
      ctx.run(() => assign(next.assignment), (outcome) => ({ type: "assigned", wanted: next, outcome }));
    }

    function assigned(done: Wanted, outcome: Outcome<void>): void {
      if (!outcome.ok) throw outcome.error;
      isAssigning = false;
      if (done !== wanted) assign(wanted);
    }

    const tellBudget = budgetTeller(exchange, budget, outbox.tell);
    loadMarkets();
    ctx.every(BUDGET_EVERY_MS, { type: "look-at-budget" });
    ctx.every(FLUSH_EVERY_MS, { type: "flush" });
    return (message) => {
      switch (message.type) {
        case "assign":
          memory.learn(message.resume);
          return assign({ assignment: message.assignment });
        case "assigned":
          return assigned(message.wanted, message.outcome);
        case "refused":
          roster!.refuse(message.keys, message.reason);
          return assign({ ...wanted });
        case "collect":
          return roster?.collect(message.key);
        case "roll": {
          const { reply } = message;
          return ctx.run(() => journal.roll(), (outcome) => ({ type: "rolled", outcome, reply }));
        }
        case "rolled":
          return message.outcome.ok ? message.reply.ok() : message.reply.fail(message.outcome.error);
        case "look-at-budget":
          return tellBudget(ctx.clock.now());
        case "flush":
          return outbox.flush();
        case "load-markets":
          return loadMarkets();
        case "markets":
          return marketsCame(message.outcome);
        case "child-ended":
          if (message.exit.reason !== "stopped") throw message.exit.error;
          return;
        default:
          message satisfies never;
      }
    };
  };
}

/** Opened first and so flushed last: the end of the journal is a fact too. */
function openOutbox(ctx: Context<Message>, parent: ActorRef<VenueFact>): Outbox {
  const outbox = createOutbox(parent);
  ctx.defer(outbox.flush);
  return outbox;
}

/** What the cell has to end with it, the last opened first. */
async function openParts(args: CellArgs, env: CellEnv, ctx: Context<Message>, tell: Outbox["tell"]) {
  const { exchange, epoch } = args;
  const disk = env.disk(args.dataFolder);
  const frames = openFrameQuarantine(disk, exchange, epoch);
  ctx.defer(frames.close);
  const { venue, budget } = await env.openVenue(args, ctx.clock);
  ctx.defer(() => venue.close());
  const journal: Journal = openJournal({
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
  const lanes: LaneEnv = {
    venue,
    journal,
    clock: ctx.clock,
    memoryOf: memory.of,
    nextSession: sessionCounter(epoch),
    tell,
    quarantine: (symbol, reason, frame) => frames.keep(ctx.clock.now(), symbol, reason, frame),
    refused: (keys, reason) => void ctx.self.tell({ type: "refused", keys, reason }),
    spawn<C>(name: string, behavior: Behavior<C>): Child<C> {
      const child = ctx.spawn(name, behavior, { restart: "never" });
      ctx.watch(child, (exit) => ({ type: "child-ended", exit }));
      return child;
    },
  };
  return { venue, budget, journal, lanes, memory };
}

/** Tells how much of the request allowance is used, when that has changed. */
function budgetTeller(exchange: string, budget: Budget, tell: Outbox["tell"]): (at: number) => void {
  let told: ReturnType<Budget["state"]> = { used: 0, waitUntil: null };
  return (at) => {
    const { used, waitUntil } = budget.state();
    if (used === told.used && waitUntil === told.waitUntil) return;
    told = { used, waitUntil };
    tell({ type: "budget-changed", exchange, used, waitUntil, at });
  };
}
