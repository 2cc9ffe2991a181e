/** The words that actors are written in: behaviours, refs, contexts, exits. */
import type { Cancel, Clock } from "./clock.ts";
import type { OWNER, Owner } from "./owner.ts";
import type { Random } from "./random.ts";

/** Sets an actor up and gives what receives its messages. Its closure is the actor's state. */
export type Behavior<M> = (ctx: Context<M>) => Receive<M> | Promise<Receive<M>>;

/** Handles one message; the next one waits for it. A throw, or a rejection, is a failure of the actor. */
export type Receive<M> = (message: M) => void | Promise<void>;

/** The address of an actor. It stays the same through restarts, and across a Worker. */
export interface ActorRef<in M> {
  /** `/supervisor/venue:binance/stream:trades:BTC-USDT` */
  readonly path: string;
  /** False: the mailbox is full, the credit spent or the actor has ended. Such a message is counted. */
  tell(message: M): boolean;
  /**
   * Tells a question and waits for its answer.
   *
   * Rejects after `timeoutMs`, and at once when the message cannot be told, when the actor fails or ends
   * after it took the message, and when it ends before. A question still queued outlives a restart.
   */
  ask<R>(question: (reply: Reply<R>) => M, timeoutMs: number): Promise<R>;
}

/**
 * Answers an ask: a plain property of the message. The first call counts, later ones do nothing.
 * It must be a property of the message itself, not deeper, to cross into a Worker.
 */
export interface Reply<in R> {
  ok(value: R): void;
  fail(error: unknown): void;
}

/** What an actor has of the kernel. Its timers, runs, watches and children end with the incarnation. */
export interface Context<M> {
  readonly self: ActorRef<M>;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborts when this incarnation ends, before its cleanups run. */
  readonly signal: AbortSignal;
  /** Starts a child. Throws where a living child has that name, or this actor is ending. */
  spawn<C>(name: string, behavior: Behavior<C>, options?: SpawnOptions): Child<C>;
  /** Tells this actor when `ref` has ended for good (not at restarts); at once if it has ended already. */
  watch<C>(ref: ActorRef<C>, toMessage: (exit: Exit) => M): void;
  after(ms: number, message: M): Cancel;
  /** Tells this actor every `ms`; a tick is left out while the one before it still waits in the mailbox. */
  every(ms: number, message: M): Cancel;
  /**
   * Runs what must not be awaited in receive (network, disk), and tells this actor its outcome.
   * A stop waits for it as for queued messages, and aborts its signal when the grace time is over.
   */
  run<T>(task: (signal: AbortSignal) => Promise<T>, toMessage: (outcome: Outcome<T>) => M): void;
  /** Has `cleanup` called when this incarnation ends, restarts included; last deferred, first called. */
  defer(cleanup: () => void | Promise<void>): void;
  /** Stops this actor, as `Child.stop` does. */
  stop(): void;
  readonly [OWNER]: Owner;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/**
 * How an actor ended: `stopped` as asked; `failed` beyond restarting, or with its Worker;
 * `killed` where it did not end within its grace time, or its Worker went mute.
 */
export type Exit = { path: string; reason: "stopped" | "failed" | "killed"; error?: unknown };

export interface Child<M> extends ActorRef<M> {
  /**
   * Stops its children, the last started first, then handles what is queued, then cleans up.
   * What is not done after `graceMs` (5 s by default) is aborted; 0 aborts at once.
   */
  stop(graceMs?: number): Promise<Exit>;
  readonly done: Promise<Exit>;
}

export interface SpawnOptions {
  /** Messages that may wait; 1,024 by default. */
  capacity?: number;
  /** What a failure leads to; `"always"` by default. */
  restart?: Restart;
}

/**
 * What a failure leads to, other than a `Final` one, which always ends the actor.
 *
 * `"always"`: a restart at once, for defects; more than 5 in 60 s end the actor and fail its parent.
 * `"never"`: the end of the actor. A `Backoff`: a restart after a while, for faults that are to be expected.
 */
export type Restart = "always" | "never" | Backoff;

/**
 * Full jitter: a delay is drawn from [0, min(maxMs, minMs × factor^n)), n counting the restarts since the
 * actor last lived for `maxMs`.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export interface Backoff {
  minMs: number;
  maxMs: number;
  /** 2 by default. */
  factor?: number;
  /** More restarts than this in `ms` end the actor and fail its parent; without it, it restarts for ever. */
  window?: RestartWindow;
}

export interface RestartWindow {
  restarts: number;
  ms: number;
}

/** A failure that no restart can mend (an unknown symbol, a wrong setting): the actor ends with it. */
export class Final extends Error {
  override readonly name = "Final";
}
