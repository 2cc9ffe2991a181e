import type { Behavior, Child, SpawnOptions } from "./actor.ts";
import { Children } from "./children.ts";
import type { Clock } from "./clock.ts";
import { DEFAULT_GRACE_MS, spawn } from "./local_actor.ts";
import { type ActorStats, type DeadLetter, type Failure, type Host, OWNER, type Owner } from "./owner.ts";
import type { Random } from "./random.ts";
import { createTurns } from "./turns.ts";

export interface SystemOptions {
  clock: Clock;
  random: Random;
  /** Called for each message that was not delivered, however many: whoever logs them has to thin them out. */
  onDeadLetter?(letter: DeadLetter): void;
  /** Called for each failure. Path "/" means that the actors at the top were restarted too often. */
  onFailure?(failure: Failure): void;
}

/** The top of a tree of actors: all that run on one event loop. */
export interface System {
  spawn<M>(name: string, behavior: Behavior<M>, options?: SpawnOptions): Child<M>;
  /** Stops all, the last started first, within `graceMs` (5 s by default) and a second for the aborted. */
  stop(graceMs?: number): Promise<void>;
  /** The figures of each living actor, those in Workers as of their last heartbeat. */
  stats(): ActorStats[];
  /** Messages that were not delivered, since the start. */
  deadLetters(): number;
  readonly [OWNER]: Owner;
}

/**
 * Makes a system with no actors in it.
 *
 * @example
 * ```ts
 * const system = createSystem({ clock: realClock(), random: Math.random });
 * const greeter = system.spawn<string>("greeter", () => (name) => console.log(`Hello, ${name}`));
 * greeter.tell("reader");
 * await system.stop();
 * ```
 */
export function createSystem(options: SystemOptions): System {
  const { clock } = options;
  const children = new Children();
  const { host, stats, deadLetters } = createHost(options);
  let isStopping = false;

  const owner: Owner = {
    path: "",
    host,
    adopt(owned) {
      if (isStopping) throw new Error(`Cannot spawn "${owned.path}": the system is stopping`);
      children.add(owned);
    },
    childGaveUp: (error) => host.failed({ path: "/", error, restarts: 0 }),
  };

  async function stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    isStopping = true;
    const cancel = clock.after(graceMs, () => children.kill());
    await children.stop(graceMs);
    cancel();
  }

  return {
    spawn: (name, behavior, options) => spawn(owner, name, behavior, options),
    stop,
    stats,
    deadLetters,
    [OWNER]: owner,
  };
}

function createHost({ clock, random, onDeadLetter, onFailure }: SystemOptions) {
  const sources = new Set<() => ActorStats[]>();
  let deadLetters = 0;
  const host: Host = {
    clock,
    random,
    ready: createTurns(() => clock.now()),
    failed: (failure) => onFailure?.(failure),
    dead(letter) {
      deadLetters++;
      onDeadLetter?.(letter);
    },
    deadElsewhere: (count) => void (deadLetters += count),
    enlist(source) {
      sources.add(source);
      return () => void sources.delete(source);
    },
  };
  return {
    host,
    stats: () => [...sources].flatMap((source) => source()),
    deadLetters: () => deadLetters,
  };
}
