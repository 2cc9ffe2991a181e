/** The actor over a stage's remotes, its clock in the test's hands. */
import {
  type Rclone,
  type RestoreAnswer,
  type RestoreWish,
  sync,
  type SyncFact,
  type SyncMessage,
} from "../../../actors/control/sync/mod.ts";
import { createSystem } from "../../../actors/kernel/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { Storage } from "../../../schemas/wire_storage.ts";
import { configOf, doorOf, type Rules } from "./moves.ts";
import type { Stage } from "./stage.ts";

export interface Kept extends AsyncDisposable {
  facts: SyncFact[];
  clock: TestClock;
  /** The next fact of this kind that is not given yet. */
  next<T extends SyncFact["type"]>(type: T): Promise<Extract<SyncFact, { type: T }>>;
  syncNow(): Promise<boolean>;
  storage(): Promise<Storage>;
  purgeNow(): Promise<boolean>;
  restore(wish: RestoreWish): Promise<RestoreAnswer>;
  configure(remotes: Array<string | Rules>, intervalSeconds?: number): void;
  stop(): Promise<unknown>;
}

export interface KeepOptions {
  intervalSeconds?: number;
  rclone?: Rclone;
  freeBytes?(): number;
  clock?: TestClock;
}

export function keepInStep(
  stage: Stage,
  remotes: Array<string | Rules>,
  options: KeepOptions = {},
): Kept {
  const { intervalSeconds = 3600, rclone = stage.rclone, freeBytes = () => 1e12, clock = new TestClock() } =
    options;
  const configWith = (remotes: Array<string | Rules>, seconds: number) =>
    configOf(remotes.map((each) => typeof each === "string" ? { remote: each } : each), {
      sync_interval: seconds,
    });
  let config = configWith(remotes, intervalSeconds);
  const system = createSystem({ clock, random: () => 0.5, onFailure: ({ error }) => console.error(error) });
  const facts: SyncFact[] = [];
  const given = new Set<SyncFact>();
  let look = () => {};
  const actor = system.spawn<SyncMessage>(
    "sync",
    sync({
      ...{ config: () => config, dataFolder: stage.dataFolder, rclone, store: stage.store },
      door: doorOf(stage.archive),
      freeBytes: () => Promise.resolve(freeBytes()),
      tell(fact) {
        facts.push(fact);
        look();
      },
    }),
  );
  async function next<T extends SyncFact["type"]>(type: T) {
    for (;;) {
      const fact = facts.find((each) => each.type === type && !given.has(each));
      if (fact) {
        given.add(fact);
        return fact as Extract<SyncFact, { type: T }>;
      }
      await new Promise<void>((done) => look = done);
    }
  }
  return {
    facts,
    clock,
    next,
    syncNow: () => actor.ask<boolean>((reply) => ({ type: "sync-now", reply }), 60_000),
    storage: () => actor.ask<Storage>((reply) => ({ type: "storage", reply }), 60_000),
    purgeNow: () => actor.ask<boolean>((reply) => ({ type: "purge-now", reply }), 60_000),
    restore: (wish) => actor.ask<RestoreAnswer>((reply) => ({ type: "restore", wish, reply }), 60_000),
    configure(next, seconds = intervalSeconds) {
      config = configWith(next, seconds);
      actor.tell({ type: "configured" });
    },
    stop: () => actor.stop(0),
    async [Symbol.asyncDispose]() {
      await actor.stop(0);
      await system.stop(0);
    },
  };
}
