/**
 * The supervisor: has the archive brought into order, then keeps a cell for each exchange and the schedule
 * going. It holds nothing that could be lost: what is wanted comes from the config, what is there from disk.
 */
import type { Config } from "../../schemas/config.ts";
import type { ArchiveFact, Fact, SeriesSummary, VenueFact } from "../../schemas/facts.ts";
import type { ArchiveCommand } from "../archive/messages.ts";
import type { ActorRef, Behavior, Child, Exit, Outcome, Reply } from "../kernel/mod.ts";
import type { CellArgs, Room, VenueCommand } from "../venue/messages.ts";
import { plansOf, type VenuePlan } from "./assignments.ts";
import { histoJobs } from "./histo_jobs.ts";
import { scheduler, type SchedulerMessage } from "./scheduler.ts";
import type { SupervisorCommand } from "./messages.ts";
import { type SlotMessage, venueSlot } from "./venue_slot.ts";

/** After a crash there may be many segments to seal, and a large archive to look through. */
const RECOVER_TIMEOUT_MS = 60 * 60_000;
/** At the end everything is acknowledged already: what is not sealed in this time is sealed at the next start. */
const LAST_SEAL_TIMEOUT_MS = 4_000;
const SLOT_GRACE_MS = 5_000;
const ARCHIVER_GRACE_MS = 1_000;
const SEAL_AGAIN_MS = 60_000;
/** The candles of a large exchange are all to be collected at one moment. */
const SLOT_CAPACITY = 65_536;

export interface SupervisorEnv {
  config(): Config;
  dataFolder: string;
  nextEpoch(): number;
  /** What the disk has room for now; a change is told with `room-changed`. */
  room(): Room;
  spawnArchiver(facts: ActorRef<ArchiveFact>): Child<ArchiveCommand>;
  spawnCell(args: CellArgs, facts: ActorRef<VenueFact>): Child<VenueCommand>;
  /** By key, why a stream that is to run did not run before. */
  away(): Record<string, string>;
  /** Whether the schedule runs from the start. */
  isScheduling(): boolean;
  /** Shows and logs what happened. */
  witness(fact: Fact): void;
  /** The archive is in order, and this is what it holds. */
  recovered(archive: Recovered): void;
}

export interface Recovered {
  series: SeriesSummary[];
  problems: string[];
}

export type SupervisorMessage =
  | SupervisorCommand
  | Fact
  | { type: "recovered"; outcome: Outcome<Recovered> }
  | { type: "archiver-ended"; exit: Exit }
  | { type: "seal-again" }
  | { type: "room-changed" }
  /** The exchange's cell has ended, as asked. */
  | { type: "left"; exchange: string }
  | { type: "shut-down-done"; reply: Reply<void>; outcome: Outcome<void> };

export function supervisor(env: SupervisorEnv): Behavior<SupervisorMessage> {
  return (ctx) => {
    const slots = new Map<string, Child<SlotMessage>>();
    const unsealed = new Set<string>();
    /** Exchanges whose cell is being stopped. */
    const leaving = new Set<string>();
    let isRecovered = false;
    const archiver = env.spawnArchiver(ctx.self);
    ctx.defer(async () => {
      await archiver.stop(ARCHIVER_GRACE_MS);
    });
    ctx.watch(archiver, (exit) => ({ type: "archiver-ended", exit }));
    const schedule = ctx.spawn<SchedulerMessage>(
      "scheduler",
      scheduler({ parent: ctx.self, running: env.isScheduling() }),
    );
    ctx.run(
      () => archiver.ask<Recovered>((reply) => ({ type: "recover", reply }), RECOVER_TIMEOUT_MS),
      (outcome) => ({ type: "recovered", outcome }),
    );
    ctx.every(SEAL_AGAIN_MS, { type: "seal-again" });

    function openSlot(exchange: string, plan: VenuePlan): void {
      const behavior = venueSlot({
        exchange,
        plan,
        archiver,
        dataFolder: env.dataFolder,
        nextEpoch: env.nextEpoch,
        room: env.room,
        spawnCell: (args) => env.spawnCell(args, ctx.self),
        tell: (fact) => void ctx.self.tell(fact),
      });
      slots.set(exchange, ctx.spawn(`venue:${exchange}`, behavior, { capacity: SLOT_CAPACITY }));
    }

    function configure(config: Config): void {
      const plans = plansOf(config, env.away());
      for (const [exchange, slot] of slots) {
        if (plans.has(exchange)) continue;
        slots.delete(exchange);
        leaving.add(exchange);
        ctx.run(() => slot.stop(SLOT_GRACE_MS), () => ({ type: "left", exchange }));
      }
      for (const [exchange, plan] of plans) {
        const slot = slots.get(exchange);
        if (slot) slot.tell({ type: "plan", plan });
        else if (!leaving.has(exchange)) openSlot(exchange, plan);
      }
      schedule.tell({ type: "configure", jobs: histoJobs(config) });
    }

    function left(exchange: string): void {
      leaving.delete(exchange);
      const wantedAgain = plansOf(env.config(), env.away()).get(exchange);
      if (wantedAgain) openSlot(exchange, wantedAgain);
    }

    function witness(fact: Fact): void {
      env.witness(fact);
      if (fact.type === "segment-closed") {
        unsealed.add(fact.path);
        archiver.tell({ type: "seal", path: fact.path });
      } else if (fact.type === "segment-sealed") unsealed.delete(fact.path);
      else if (
        fact.type === "collect-finished" || fact.type === "venue-opened" || fact.type === "venue-failed"
      ) {
        schedule.tell(fact);
      }
    }

    /** Cells acknowledge what they have; then all that is in journals goes into Parquet. */
    async function shutDown(): Promise<void> {
      await schedule.stop(0);
      await Promise.all([...slots.values()].map((slot) => slot.stop(SLOT_GRACE_MS)));
      const seal = (exchange: string) =>
        archiver.ask(
          (reply) => ({ type: "resume", exchange, belowEpoch: Number.MAX_SAFE_INTEGER, reply }),
          LAST_SEAL_TIMEOUT_MS,
        );
      await Promise.allSettled([...slots.keys()].map(seal));
      await archiver.stop(ARCHIVER_GRACE_MS);
    }

    return (message) => {
      switch (message.type) {
        case "recovered":
          if (!message.outcome.ok) throw message.outcome.error;
          isRecovered = true;
          env.recovered(message.outcome.value);
          return configure(env.config());
        case "configure":
          if (isRecovered) configure(message.config);
          return;
        case "collect":
        case "backfill":
        case "cancel-backfill":
          slots.get(message.key.split("/")[0])?.tell(message);
          return;
        case "schedule":
          return void schedule.tell({ type: message.wanted });
        case "room-changed":
          return slots.forEach((slot) => slot.tell({ type: "room-changed" }));
        case "left":
          return left(message.exchange);
        case "seal-again":
          return unsealed.forEach((path) => archiver.tell({ type: "seal", path }));
        case "archiver-ended":
          if (message.exit.reason === "stopped") return;
          throw message.exit.error ?? new Error("the archiver ended");
        case "ping":
          return message.reply.ok();
        case "shut-down": {
          const { reply } = message;
          return ctx.run(shutDown, (outcome) => ({ type: "shut-down-done", reply, outcome }));
        }
        case "shut-down-done":
          return message.reply.ok();
        default:
          return witness(message);
      }
    };
  };
}
