import type { ActorRef, Context, Exit, Outcome, Receive } from "./actor.ts";
import { Children } from "./children.ts";
import type { Cancel } from "./clock.ts";
import { Envelope } from "./envelope.ts";
import { type Host, type KernelRef, ON_EXIT, OWNER, type Owner } from "./owner.ts";
import type { OwedReply } from "./reply.ts";
import { spawn } from "./local_actor.ts";

/** What an incarnation needs of the actor whose life it is. */
export interface Lived<M> extends ActorRef<M> {
  readonly host: Host;
  readonly isStopping: boolean;
  stop(): unknown;
  push(envelope: Envelope<M>): void;
  /** Something is over that a stop may be waiting for. */
  settled(): void;
  /** Reports what went wrong in a cleanup. */
  report(error: unknown): void;
}

export type Ending = { type: "failed" | "stopped" | "killed"; error?: unknown };

/** One life of an actor, from its set-up to its failure or stop, and all that ends with it. */
export class Incarnation<M> {
  readonly startedMs: number;
  readonly children = new Children();
  /** Resolves when it has failed, or is to stop; then comes `tearDown`. */
  readonly ended: Promise<Ending>;
  receive?: Receive<M>;
  /** The set-up or the receive that is running. */
  pending?: Promise<unknown>;
  /** Tasks of `run` that are not done. */
  runs = 0;

  /** From its failure or stop on: nothing of it reaches the actor any more. */
  over = false;
  #tornDown = false;
  readonly #resolveEnded: (ending: Ending) => void;
  readonly #abort = new AbortController();
  readonly #owed = new Set<OwedReply>();
  readonly #timers = new Set<Cancel>();
  /** Of those that have not ended: what has ended must not be kept by whoever watched it. */
  readonly #watches = new Set<Cancel>();
  readonly #cleanups: Array<() => void | Promise<void>> = [];

  constructor(private readonly actor: Lived<M>) {
    this.startedMs = actor.host.clock.now();
    const { promise, resolve } = Promise.withResolvers<Ending>();
    this.ended = promise;
    this.#resolveEnded = resolve;
  }

  end(ending: Ending): void {
    this.over = true;
    this.#resolveEnded(ending);
  }

  fail(error: unknown): void {
    this.end({ type: "failed", error });
  }

  /** Takes over replies: they fail if this ends before they are given. */
  owe(replies: OwedReply[]): void {
    for (const reply of replies) {
      this.#owed.add(reply);
      reply.onSettled(() => this.#owed.delete(reply));
    }
  }

  failOwed(error: Error): void {
    for (const reply of this.#owed) reply.fail(error);
  }

  cancelTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Aborts what runs, ends the children, waits for what is pending, cleans up. */
  async tearDown(childGraceMs: number): Promise<void> {
    this.cancelTimers();
    for (const unwatch of this.#watches) unwatch();
    this.#abort.abort(new Error(`Cannot go on: "${this.actor.path}" has ended`));
    await this.children.stop(childGraceMs);
    await this.pending?.catch(() => {});
    while (this.#cleanups.length > 0) await this.#cleanUp();
    this.#tornDown = true;
  }

  /** Calls the cleanups that a hanging one holds up, without waiting for any. */
  abandon(): void {
    this.#tornDown = true;
    while (this.#cleanups.length > 0) void this.#cleanUp();
  }

  context(): Context<M> {
    const { actor } = this;
    const { clock, random } = actor.host;
    const owner = this.#owner();
    return {
      self: actor,
      clock,
      random,
      signal: this.#abort.signal,
      spawn: (name, behavior, options) => spawn(owner, name, behavior, options),
      watch: (ref, toMessage) => this.#watch(ref, toMessage),
      after: (ms, message) => this.#after(ms, () => this.#tellSelf(message)),
      every: (ms, message) => this.#every(ms, message),
      run: (task, toMessage) => this.#run(task, toMessage),
      defer: (cleanup) => this.#defer(cleanup),
      stop: () => void actor.stop(),
      [OWNER]: owner,
    };
  }

  #owner(): Owner {
    const { path, host } = this.actor;
    return {
      path,
      host,
      adopt: (owned) => {
        const ending = this.over || this.actor.isStopping;
        if (ending) throw new Error(`Cannot spawn "${owned.path}": "${path}" is ending`);
        this.children.add(owned);
      },
      childGaveUp: (error) => this.fail(error),
    };
  }

  #tellSelf(message: M, onTaken?: () => void): void {
    if (!this.over) this.actor.push(new Envelope(message, { only: this, onTaken }));
  }

  #after(ms: number, fn: () => void): Cancel {
    if (this.over) return () => {};
    const cancelTimer = this.actor.host.clock.after(ms, () => {
      this.#timers.delete(cancelTimer);
      fn();
    });
    this.#timers.add(cancelTimer);
    return () => {
      this.#timers.delete(cancelTimer);
      cancelTimer();
    };
  }

  #every(ms: number, message: M): Cancel {
    let waiting = false;
    const tick = () => {
      cancel = this.#after(ms, tick);
      if (waiting) return;
      waiting = true;
      this.#tellSelf(message, () => waiting = false);
    };
    let cancel = this.#after(ms, tick);
    return () => cancel();
  }

  #watch<C>(ref: ActorRef<C>, toMessage: (exit: Exit) => M): void {
    const watched = ref as ActorRef<C> & Partial<KernelRef<C>>;
    if (!watched[ON_EXIT]) throw new Error(`Cannot watch "${ref.path}": it is not an actor of this kernel`);
    let hasExited = false;
    let unwatch: Cancel = () => {};
    unwatch = watched[ON_EXIT]((exit) => {
      hasExited = true;
      this.#watches.delete(unwatch);
      if (!this.actor.isStopping) this.#tellMade(toMessage, exit);
    });
    if (!hasExited) this.#watches.add(unwatch);
  }

  #run<T>(task: (signal: AbortSignal) => Promise<T>, toMessage: (outcome: Outcome<T>) => M): void {
    this.runs++;
    const told = (outcome: Outcome<T>) => {
      this.runs--;
      this.#tellMade(toMessage, outcome);
      this.actor.settled();
    };
    const running = (async () => await task(this.#abort.signal))();
    running.then((value) => told({ ok: true, value }), (error) => told({ ok: false, error }));
  }

  /** Tells this actor what it made of an event; where it throws, that is a failure as in receive. */
  #tellMade<E>(toMessage: (event: E) => M, event: E): void {
    if (this.over) return;
    try {
      this.#tellSelf(toMessage(event));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Also where a set-up that was given up goes on, and opens something that has to be closed. */
  #defer(cleanup: () => void | Promise<void>): void {
    this.#cleanups.push(cleanup);
    if (this.#tornDown) void this.#cleanUp();
  }

  async #cleanUp(): Promise<void> {
    try {
      await this.#cleanups.pop()!();
    } catch (error) {
      this.actor.report(error);
    }
  }
}
