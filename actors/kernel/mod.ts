/** The kernel: actors, their supervision, their clock, and the bridge to those in Workers. */
export type {
  ActorRef,
  Backoff,
  Behavior,
  Child,
  Context,
  Exit,
  Outcome,
  Receive,
  Reply,
  Restart,
  RestartWindow,
  SpawnOptions,
} from "./actor.ts";
export { Final } from "./actor.ts";
export { type Cancel, type Clock, realClock } from "./clock.ts";
export { createIdleWorker, type IdleWorker } from "./idle_worker.ts";
export { createOutbox, type Outbox } from "./outbox.ts";
export type { ActorStats, DeadLetter, Failure } from "./owner.ts";
export { type Random, seededRandom } from "./random.ts";
export { createSystem, type System, type SystemOptions } from "./system.ts";
export { fullJitter } from "./supervision.ts";
export { type ActorWorker, openWorker, type RemoteSpawnOptions, type WorkerOptions } from "./bridge.ts";
export { type Registry, serveBehaviors, type WorkerEnv } from "./bridge_worker.ts";
