/**
 * One exchange's place in the supervisor: before a cell starts, what the last one left is sealed, and the new
 * one goes on from there under an epoch of its own. A cell that ends is started again, for ever, with backoff.
 */
import type { BackfillCommand } from "../../schemas/backfill.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { ArchiveCommand, Resume } from "../archive/messages.ts";
import {
  type ActorRef,
  type Backoff,
  type Behavior,
  type Child,
  type Exit,
  Final,
  fullJitter,
  type Outcome,
} from "../kernel/mod.ts";
import type { CellArgs, Room, VenueCommand } from "../venue/messages.ts";
import type { VenuePlan } from "./assignments.ts";

const BACKOFF: Backoff = { minMs: 500, maxMs: 60_000 };
/** A cell that lived so long was a good one: its next failure counts as the first. */
const GOOD_CELL_MS = 60_000;
/** Sealing what a cell left takes seconds, a full journal on a slow disk longer. */
const RESUME_TIMEOUT_MS = 10 * 60_000;
/** Rows in flight are on disk within this, or are asked for again at the next start. */
const STOP_GRACE_MS = 4_000;

/** A cell that takes nothing at the moment is told again after so long. */
const AGAIN_MS = 500;

export type SlotMessage =
  | { type: "plan"; plan: VenuePlan }
  | { type: "collect"; key: string }
  | BackfillCommand
  | { type: "room-changed" }
  | { type: "seal-time-changed" }
  | { type: "open" }
  | { type: "resumed"; epoch: number; outcome: Outcome<Resume[]> }
  | { type: "learn" }
  | { type: "learned"; outcome: Outcome<Resume[]> }
  | { type: "ended"; exit: Exit };

export interface SlotEnv {
  exchange: string;
  plan: VenuePlan;
  dataFolder: string;
  archiver: ActorRef<ArchiveCommand>;
  nextEpoch(): number;
  room(): Room;
  spawnCell(args: CellArgs): Child<VenueCommand>;
  tell(fact: VenueFact): void;
}

export function venueSlot(env: SlotEnv): Behavior<SlotMessage> {
  const { exchange, archiver, dataFolder, tell } = env;
  // Outside of the set-up, so that a restart goes on with the plan that was told last.
  let plan = env.plan;
  return (ctx) => {
    let cell: Child<VenueCommand> | null = null;
    let epoch = 0;
    let openedAt = 0;
    let failures = 0;
    /** Nothing runs, and nothing will: only another plan can help. */
    let isOver = false;
    ctx.defer(async () => {
      await cell?.stop(STOP_GRACE_MS);
    });

    function resume(belowEpoch: number): Promise<Resume[]> {
      return archiver.ask((reply) => ({ type: "resume", exchange, belowEpoch, reply }), RESUME_TIMEOUT_MS);
    }

    function open(): void {
      isOver = false;
      try {
        const next = env.nextEpoch();
        ctx.run(() => resume(next), (outcome) => ({ type: "resumed", epoch: next, outcome }));
      } catch (error) {
        retry(error); // a disk that takes nothing
      }
    }

    function start(resumed: Resume[]): void {
      const { assignment, settings, sealMs } = plan;
      openedAt = ctx.clock.elapsed();
      cell = env.spawnCell({
        exchange,
        epoch,
        dataFolder,
        ...settings,
        sealMs,
        assignment,
        room: env.room(),
        resume: resumed,
      });
      ctx.watch(cell, (exit) => ({ type: "ended", exit }));
    }

    function ended({ reason, error }: Exit): void {
      cell = null;
      if (ctx.clock.elapsed() - openedAt > GOOD_CELL_MS) failures = 0;
      if (reason === "stopped") return open(); // it made way for one with other settings
      if (!(error instanceof Final)) return retry(error);
      isOver = true;
      tell({ type: "venue-failed", exchange, error: error.message, retryAt: null, at: ctx.clock.now() });
    }

    function retry(error: unknown): void {
      const at = ctx.clock.now();
      const delayMs = fullJitter(BACKOFF, failures++, ctx.random);
      const words = error instanceof Error ? error.message : String(error ?? "it ended");
      tell({ type: "venue-failed", exchange, error: words, retryAt: at + delayMs, at });
      ctx.after(delayMs, { type: "open" });
    }

    function follow(next: VenuePlan): void {
      const differs = (name: keyof VenuePlan) => JSON.stringify(next[name]) !== JSON.stringify(plan[name]);
      const changed = (["settings", "sealMs", "assignment"] as const).filter(differs);
      plan = next;
      if (isOver) return open();
      if (!cell) return;
      if (changed.includes("settings")) return void cell.stop(STOP_GRACE_MS);
      if (changed.includes("sealMs")) tellSealTime();
      if (changed.includes("assignment")) learn();
    }

    function tellSealTime(): void {
      if (cell && !cell.tell({ type: "seal-every", ms: plan.sealMs })) {
        ctx.after(AGAIN_MS, { type: "seal-time-changed" });
      }
    }

    /** Series that are new to the cell may have a past. */
    function learn(): void {
      ctx.run(() => resume(epoch), (outcome) => ({ type: "learned", outcome }));
    }

    function learned(outcome: Outcome<Resume[]>): void {
      if (!cell) return;
      const { assignment } = plan;
      const isTold = outcome.ok && cell.tell({ type: "assign", assignment, resume: outcome.value });
      if (!isTold) ctx.after(AGAIN_MS, { type: "learn" });
    }

    function tellRoom(): void {
      if (cell && !cell.tell({ type: "room", room: env.room() })) {
        ctx.after(AGAIN_MS, { type: "room-changed" });
      }
    }

    open();
    return (message) => {
      switch (message.type) {
        case "open":
          return open();
        case "resumed":
          if (!message.outcome.ok) return retry(message.outcome.error);
          epoch = message.epoch;
          return start(message.outcome.value);
        case "plan":
          return follow(message.plan);
        case "learn":
          return learn();
        case "learned":
          return learned(message.outcome);
        case "room-changed":
          return tellRoom();
        case "seal-time-changed":
          return tellSealTime();
        case "collect":
        case "backfill":
        case "cancel-backfill":
          if (cell && !cell.tell(message)) ctx.after(AGAIN_MS, message);
          return;
        case "ended":
          return ended(message.exit);
        default:
          message satisfies never;
      }
    };
  };
}
