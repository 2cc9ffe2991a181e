/** What the kernel's parts know of each other and actors do not see. */
import type { Child, Exit } from "./actor.ts";
import type { Cancel, Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Envelope } from "./envelope.ts";
import type { Runnable } from "./turns.ts";

/** An actor failed, `restarts` times it was started again before. */
export interface Failure {
  path: string;
  error: unknown;
  restarts: number;
}

/** A message that was not delivered: to a full mailbox, or to an actor that has ended. */
export interface DeadLetter {
  path: string;
  message: unknown;
  reason: "full" | "ended";
}

export interface ActorStats {
  path: string;
  queued: number;
  capacity: number;
  processed: number;
  dropped: number;
  restarts: number;
}

/** What every actor of a system shares. */
export interface Host {
  readonly clock: Clock;
  readonly random: Random;
  ready(actor: Runnable): void;
  failed(failure: Failure): void;
  dead(letter: DeadLetter): void;
  /** Counts dead letters of a Worker, which are reported there. */
  deadElsewhere(count: number): void;
  /** Adds figures to the system's until it is cancelled. */
  enlist(source: () => ActorStats[]): Cancel;
}

/** Whatever ends before its owner does: an actor, here or in a Worker, or a Worker. */
export type Owned = Pick<Child<never>, "path" | "stop" | "done">;

/** One that children are started under: a context or a system. */
export interface Owner {
  readonly path: string;
  readonly host: Host;
  adopt(owned: Owned): void;
  /** A child was restarted too often: this one is to fail as well. */
  childGaveUp(error: Error): void;
}

/** Where a context and a system keep their `Owner`. */
export const OWNER = Symbol("owner");

/** What a ref of the kernel has besides `ActorRef`. */
export interface KernelRef<M> {
  /** Delivers past the mailbox's capacity what something else bounds (credit, timers, runs). */
  [DELIVER](envelope: Envelope<M>): void;
  /** Calls `fn` when the actor has ended; at once if it has. */
  [ON_EXIT](fn: (exit: Exit) => void): Cancel;
}

export const DELIVER = Symbol("deliver");
export const ON_EXIT = Symbol("on exit");
