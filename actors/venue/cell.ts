/**
 * A venue's cell: its sockets, its streams, its candles and its journal. Rows are decoded, ordered and put on
 * disk inside it; only facts leave. A stream that fails takes the cell with it: what the streams accepted but
 * did not write is known nowhere else, so all of them must go on from what is on disk.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { Disk } from "../archive/disk.ts";
import { openJournal } from "../archive/journal.ts";
import {
  type ActorRef,
  type Behavior,
  type Child,
  type Clock,
  type Context,
  createOutbox,
  type Exit,
  Final,
  type Outbox,
  type Outcome,
} from "../kernel/mod.ts";
import { sessionCounter } from "./book_sessions.ts";
import type { Budget } from "./budget.ts";
import { type Venue, VenueFault } from "./contract.ts";
import { openFrameQuarantine } from "./frame_quarantine.ts";
import type { LaneEnv } from "./lanes.ts";
import { openMarketCache } from "./market_cache.ts";
import { createMarketsLoader, doubting, type MarketsMessage } from "./markets.ts";
import { createMemory } from "./memory.ts";
import type { CellArgs, VenueCommand } from "./messages.ts";
import { createRoom } from "./room.ts";
import { createRoster, type Roster } from "./roster.ts";
import { createTradeChecks } from "./trade_checks.ts";

const BUDGET_EVERY_MS = 5_000;
const FLUSH_EVERY_MS = 100;

export interface CellEnv {
  disk(dataFolder: string): Disk;
  openVenue(args: CellArgs, clock: Clock): Promise<{ venue: Venue; budget: Budget }>;
}

type Message =
  | VenueCommand
  | MarketsMessage
  | { type: "look-at-budget" }
  | { type: "doubt-markets" }
  | { type: "flush" }
  | { type: "refused"; keys: string[]; reason: string }
  | { type: "assigned"; outcome: Outcome<void> }
  | { type: "child-ended"; exit: Exit };

export function cell(args: CellArgs, parent: ActorRef<VenueFact>, env: CellEnv): Behavior<Message> {
  return async (ctx) => {
    const { exchange, epoch } = args;
    const outbox = openOutbox(ctx, parent);
    const { venue, budget, cache, checks, lanes, memory, room, sealEvery } = await openParts(
      args,
      env,
      ctx,
      outbox.tell,
    );
    let { assignment } = args;
    let roster: Roster | null = null;

    let isAsking = false;

    const loader = createMarketsLoader<Message>(ctx, {
      venue,
      cache,
      wanted: () => [...assignment.streams, ...assignment.histories].map(({ symbol }) => symbol),
      isWaiting: () => roster?.isWaiting() ?? false,
      loaded(list, before) {
        if (roster) roster.renew(list);
        else {
          roster = createRoster({ exchange, list, before, isAsking: () => isAsking }, lanes);
          outbox.tell({ type: "venue-opened", exchange, epoch, at: ctx.clock.now() });
        }
        assign();
      },
      failed: (error, retryAt) =>
        outbox.tell({ type: "venue-failed", exchange, error, retryAt, at: ctx.clock.now() }),
      note: (level, words) =>
        outbox.tell({ type: "markets-noted", exchange, level, words, at: ctx.clock.now() }),
    });

    function assign(): void {
      const running = roster;
      if (!running) return;
      isAsking = loader.look();
      checks.assign(assignment);
      ctx.run(() => running.assign(assignment), (outcome) => ({ type: "assigned", outcome }));
    }

    const tellBudget = budgetTeller(exchange, budget, outbox.tell);
    loader.begin();
    ctx.every(BUDGET_EVERY_MS, { type: "look-at-budget" });
    ctx.every(FLUSH_EVERY_MS, { type: "flush" });
    return (message) => {
      switch (message.type) {
        case "assign":
          memory.learn(message.resume);
          assignment = message.assignment;
          return assign();
        case "room":
          room.change(message.room);
          return roster?.roomChanged();
        case "seal-every":
          return sealEvery(message.ms);
        case "refused":
          roster!.refuse(message.keys, message.reason);
          loader.doubt();
          return assign();
        case "assigned":
          if (!message.outcome.ok) throw message.outcome.error;
          return void loader.look();
        case "doubt-markets":
          return loader.doubt();
        case "collect":
          return roster?.collect(message.key);
        case "backfill":
        case "cancel-backfill":
          return roster?.backfill(message);
        case "look-at-budget":
          return tellBudget(ctx.clock.now());
        case "flush":
          return outbox.flush();
        case "load-markets":
        case "markets":
          return loader.receive(message);
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
function openOutbox(ctx: Context<Message>, parent: ActorRef<VenueFact>): Outbox<VenueFact> {
  const outbox = createOutbox(parent);
  ctx.defer(outbox.flush);
  return outbox;
}

/** What the cell has to end with it, the last opened first. */
async function openParts(
  args: CellArgs,
  env: CellEnv,
  ctx: Context<Message>,
  tell: Outbox<VenueFact>["tell"],
) {
  const { exchange, epoch } = args;
  const disk = env.disk(args.dataFolder);
  const frames = openFrameQuarantine(disk, exchange, epoch);
  ctx.defer(frames.close);
  const { venue, budget } = await env.openVenue(args, ctx.clock).catch((error) => {
    throw error instanceof VenueFault && error.kind === "final" ? new Final(error.message) : error;
  });
  ctx.defer(() => venue.close());
  let { sealMs } = args;
  const journal = openJournal({
    disk,
    exchange,
    epoch,
    clock: ctx.clock,
    tradeIds: venue.traits.tradeIds,
    rollMs: () => sealMs,
    onClosed: (path) => tell({ type: "segment-closed", exchange, path, at: ctx.clock.now() }),
  });
  ctx.defer(() => journal.close());
  const memory = createMemory();
  memory.learn(args.resume);
  const room = createRoom(args.room);
  const shared = {
    venue: doubting(room.guard(venue), () => ctx.self.tell({ type: "doubt-markets" })),
    clock: ctx.clock,
    memoryOf: memory.of,
    tell,
  };
  const checks = createTradeChecks({ ...shared, journal });
  const lanes: LaneEnv = {
    ...shared,
    journal: checks.journal,
    nextSession: sessionCounter(epoch),
    quarantine: (symbol, reason, frame) => frames.keep(ctx.clock.now(), symbol, reason, frame),
    refusal: room.refusal,
    refused: (keys, reason) => void ctx.self.tell({ type: "refused", keys, reason }),
    spawn<C>(name: string, behavior: Behavior<C>): Child<C> {
      const child = ctx.spawn(name, behavior, { restart: "never" });
      ctx.watch(child, (exit) => ({ type: "child-ended", exit }));
      return child;
    },
  };
  const cache = openMarketCache(disk, { ...args, madeBy: venue.marketKeep?.madeBy ?? "" });
  lanes.spawn("trade-checks", checks.behavior);
  function sealEvery(ms: number): void {
    sealMs = ms;
    void journal.roll(); // what is open counts by the former time
  }
  return { budget, cache, checks, lanes, memory, room, sealEvery, venue };
}

/** Tells how much of the request allowance is used, when that has changed. */
function budgetTeller(
  exchange: string,
  budget: Budget,
  tell: Outbox<VenueFact>["tell"],
): (at: number) => void {
  let told: ReturnType<Budget["state"]> = { used: 0, waitUntil: null };
  return (at) => {
    const { used, waitUntil } = budget.state();
    if (used === told.used && waitUntil === told.waitUntil) return;
    told = { used, waitUntil };
    tell({ type: "budget-changed", exchange, used, waitUntil, at });
  };
}
