import { type ActorRef, type Context, type Exit, Final, type Receive } from "./actor.ts";
import type { Clock } from "./clock.ts";
import { crossedError, type FromWorker, type SpawnFrame, type ToWorker } from "./frames.ts";
import { createLink, CREDIT, creditOf, type Lane } from "./link.ts";
import { type LocalActor, spawnAt } from "./local_actor.ts";
import { type DeadLetter, OWNER } from "./owner.ts";
import type { Random } from "./random.ts";
import { RemoteRef } from "./remote_ref.ts";
import { createSystem } from "./system.ts";

/** The behaviours that a Worker can start, by name. Any `(args, parent) => Behavior` fits, typed as it is. */
export type Registry = Record<string, BehaviorOf["make"]>;

/** Methods, as only their parameters may differ in type from one behaviour to the next. */
interface BehaviorOf {
  make(args: never, parent: ActorRef<never>): BehaviorOf["setUp"];
  setUp(ctx: Context<never>): Receive<never> | Promise<Receive<never>>;
}

export interface WorkerEnv {
  clock: Clock;
  random: Random;
  /** Called in the Worker; the count reaches the system on the other side, the letters do not. */
  onDeadLetter?(letter: DeadLetter): void;
}

/** What a Worker's global scope has, of which the main isolate's types know nothing. */
interface WorkerPort {
  postMessage(frame: FromWorker, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  onmessageerror: (() => void) | null;
}

interface Served {
  actor: LocalActor<never>;
  parent: RemoteRef<never>;
  /** From the other side to the actor. */
  lane: Lane;
}

/**
 * Starts the registered behaviours as `openWorker` on the other side asks for them. To be called in a
 * Worker's entry module before any top-level await, or the first messages are missed.
 *
 * @example
 * ```ts
 * serveBehaviors({ venue: (args: VenueArgs, parent: ActorRef<Fact>) => venue(args, parent) }, {
 *   clock: realClock(),
 *   random: Math.random,
 * });
 * ```
 */
export function serveBehaviors(registry: Registry, env: WorkerEnv): void {
  const port = globalThis as unknown as WorkerPort;
  const post = (frame: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(frame, transfer);
  const link = createLink(post);
  const served = new Map<number, Served>();
  let reportedDead = 0;

  const system = createSystem({
    ...env,
    onFailure: ({ error, ...failure }) => post({ type: "failure", failure, error: crossedError(error) }),
  });
  const { host } = system[OWNER];

  function start({ id, path, parentPath, behavior, args, options }: SpawnFrame): void {
    const parent = new RemoteRef<never>({ id, path: parentPath, host, link, credit: CREDIT });
    const setUp = (ctx: Context<never>) => registered(registry, behavior)(args as never, parent)(ctx);
    const actor = spawnAt<never>(system[OWNER], path, setUp, options);
    served.set(id, { actor, parent, lane: { target: actor, credit: creditOf(options.capacity), taken: 0 } });
    void actor.done.then((exit) => {
      parent.close();
      exited(id, exit);
    });
  }

  function startOrExit(frame: SpawnFrame): void {
    try {
      start(frame);
    } catch (error) {
      exited(frame.id, { reason: "failed", error });
    }
  }

  function exited(id: number, { reason, error }: Omit<Exit, "path">): void {
    post({ type: "exit", id, reason, error: error === undefined ? undefined : crossedError(error) });
  }

  function pong(): void {
    const deadLetters = system.deadLetters() - reportedDead;
    reportedDead += deadLetters;
    post({ type: "pong", stats: system.stats(), deadLetters });
  }

  function received(frame: ToWorker): void {
    switch (frame.type) {
      case "spawn":
        return startOrExit(frame);
      case "stop":
        return void served.get(frame.id)?.actor.stop(frame.graceMs);
      case "forget":
        return void served.delete(frame.id);
      case "tell": {
        const target = served.get(frame.id);
        if (target) link.deliver(frame, target.lane);
        return;
      }
      case "credit":
        return served.get(frame.id)?.parent.returned(frame.count);
      case "answer":
        return link.answered(frame);
      case "ping":
        return pong();
      default:
        frame satisfies never;
    }
  }

  port.onmessage = ({ data }) => received(data);
  port.onmessageerror = () => {
    throw new Error("Cannot read a message to this Worker: it does not deserialise");
  };
}

function registered(registry: Registry, behavior: string): BehaviorOf["make"] {
  if (Object.hasOwn(registry, behavior)) return registry[behavior];
  const known = Object.keys(registry).join(", ");
  throw new Final(`Cannot start "${behavior}": this Worker knows ${known}`);
}
