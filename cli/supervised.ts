/**
 * The supervisor runs while the folder can be written at all. When it cannot, everything ends, and begins again with
 * recovery when it can: what is on disk then is the truth, whatever was in memory.
 */
import type { DiskState } from "../schemas/facts.ts";
import { configuredSeries } from "../actors/control/configured.ts";
import type { DiskFact } from "../actors/control/disk_watch.ts";
import { supervisor, type SupervisorEnv, type SupervisorMessage } from "../actors/control/supervisor.ts";
import type { Child, System } from "../actors/kernel/mod.ts";
import { type Room, ROOM_FOR_ALL } from "../actors/venue/messages.ts";

export interface Supervised {
  /** Nothing hears it while the folder cannot be written. */
  tell(message: SupervisorMessage): void;
  /** The first one begins it. */
  diskChanged(fact: DiskFact): void;
  /** Rejects where it does not answer within 5 s, or does not run. */
  alive(): Promise<void>;
  /** Has all acknowledged and sealed, within 9 s; what is not by then is sealed at the next start. */
  shutDown(): Promise<void>;
}

const PING_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 9_000;
/** Where the disk takes nothing, there is nothing to wait for. */
const CLOSE_GRACE_MS = 2_000;
/** The histories of a large exchange are all to be collected at one moment. */
const CAPACITY = 65_536;
const RESTART = { minMs: 1_000, maxMs: 60_000 };

const TAKES: Record<DiskState, Room["takes"]> = {
  ok: "all",
  low: "live",
  full: "nothing",
  unwritable: "nothing",
  gone: "nothing",
};

export function supervise(system: System, env: Omit<SupervisorEnv, "room">): Supervised {
  let room: Room = ROOM_FOR_ALL;
  let top: Child<SupervisorMessage> | null = null;
  let turns = Promise.resolve();

  function begin(): void {
    const behavior = supervisor({ ...env, room: () => room });
    top = system.spawn("supervisor", behavior, { capacity: CAPACITY, restart: RESTART });
  }

  async function end(): Promise<void> {
    await top?.stop(CLOSE_GRACE_MS);
    top = null;
  }

  async function follow({ state, was, reason, at }: DiskFact): Promise<void> {
    if (state === "unwritable" || state === "gone") {
      await end();
      for (const { key } of state === was ? [] : configuredSeries(env.config())) {
        env.witness({ type: "stream-paused", key, reason: reason!, at });
      }
    } else if (top) top.tell({ type: "room-changed" });
    else begin();
  }

  return {
    tell: (message) => void top?.tell(message),
    diskChanged(fact) {
      room = { takes: TAKES[fact.state], reason: fact.reason ?? "" };
      env.witness(fact);
      if (fact.was !== fact.state || !top) turns = turns.then(() => follow(fact));
    },
    async alive() {
      if (!top) throw new Error("Cannot record: nothing runs while the data folder cannot be written");
      await top.ask<void>((reply) => ({ type: "ping", reply }), PING_TIMEOUT_MS);
    },
    async shutDown() {
      await turns;
      await top?.ask<void>((reply) => ({ type: "shut-down", reply }), STOP_TIMEOUT_MS);
    },
  };
}
