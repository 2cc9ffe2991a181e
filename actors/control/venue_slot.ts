/**
 * One exchange's place in the supervisor: before a cell starts, what the last one left is sealed, and the new
 * one goes on from there under an epoch of its own. A cell that ends is started again, for ever, with backoff.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { ArchiveCommand, Resume } from "../archive/messages.ts";
import {
  type ActorRef,
  type Backoff,
  type Behavior,
  type Child,
  type Exit,
  fullJitter,
  type Outcome,
} from "../kernel/mod.ts";
import type { CellArgs, VenueCommand } from "../venue/messages.ts";
import type { VenuePlan } from "./assignments.ts";

const BACKOFF: Backoff = { minMs: 500, maxMs: 60_000 };
/** A cell that lived so long was a good one: its next failure counts as the first. */
const GOOD_CELL_MS = 60_000;
/** Sealing what a cell left takes seconds, a full journal on a slow disk longer. */
const RESUME_TIMEOUT_MS = 10 * 60_000;
/** Rows in flight are on disk within this, or are asked for again at the next start. */
const STOP_GRACE_MS = 4_000;

export type SlotMessage =
  | { type: "plan"; plan: VenuePlan }
  | { type: "collect"; key: string }
  | { type: "open" }
  | { type: "resumed"; epoch: number; outcome: Outcome<Resume[]> }
  | { type: "learned"; plan: VenuePlan; outcome: Outcome<Resume[]> }
  | { type: "ended"; exit: Exit };

export interface SlotEnv {
  exchange: string;
  plan: VenuePlan;
  dataFolder: string;
  sealMs: number;
  archiver: ActorRef<ArchiveCommand>;
  nextEpoch(): number;
  spawnCell(args: CellArgs): Child<VenueCommand>;
  tell(fact: VenueFact): void;
}

export function venueSlot(env: SlotEnv): Behavior<SlotMessage> {
  const { exchange, archiver, tell } = env;
  return (ctx) => {
    let plan = env.plan;
    let cell: Child<VenueCommand> | null = null;
    let epoch = 0;
    let openedAt = 0;
    let failures = 0;
    ctx.defer(async () => {
      await cell?.stop(STOP_GRACE_MS);
    });

    function resume(belowEpoch: number): Promise<Resume[]> {
      return archiver.ask((reply) => ({ type: "resume", exchange, belowEpoch, reply }), RESUME_TIMEOUT_MS);
    }

    function open(): void {
      const next = env.nextEpoch();
      ctx.run(() => resume(next), (outcome) => ({ type: "resumed", epoch: next, outcome }));
    }

    function start(resumed: Resume[]): void {
      const { assignment, endpoint, options } = plan;
      const { dataFolder, sealMs } = env;
      openedAt = ctx.clock.now();
      cell = env.spawnCell({
        exchange,
        epoch,
        dataFolder,
        endpoint,
        options,
        sealMs,
        assignment,
        resume: resumed,
      });
      ctx.watch(cell, (exit) => ({ type: "ended", exit }));
    }

    function retry(error: unknown): void {
      const at = ctx.clock.now();
      if (at - openedAt > GOOD_CELL_MS) failures = 0;
      const delayMs = fullJitter(BACKOFF, failures++, ctx.random);
      const words = error instanceof Error ? error.message : String(error ?? "it ended");
      tell({ type: "venue-failed", exchange, error: words, retryAt: at + delayMs, at });
      ctx.after(delayMs, { type: "open" });
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
          plan = message.plan;
          if (!cell) return;
          return ctx.run(
            () => resume(epoch),
            (outcome) => ({ type: "learned", plan: message.plan, outcome }),
          );
        case "learned":
          if (!message.outcome.ok) return retry(message.outcome.error);
          cell?.tell({ type: "assign", assignment: message.plan.assignment, resume: message.outcome.value });
          return;
        case "collect":
          return void cell?.tell({ type: "collect", key: message.key });
        case "ended":
          cell = null;
          return retry(message.exit.error);
        default:
          message satisfies never;
      }
    };
  };
}
