import type { ActorRef, Child, Exit, Reply } from "./actor.ts";
import type { Cancel } from "./clock.ts";
import type { Link } from "./link.ts";
import { type Host, ON_EXIT } from "./owner.ts";
import { askThrough, repliesIn } from "./reply.ts";

export interface RemoteAddress {
  id: number;
  path: string;
  host: Host;
  link: Link;
  /** Messages that may be sent before any is taken. */
  credit: number;
}

/** An actor on the other side of a Worker's border. Telling it spends credit, which its taking returns. */
export class RemoteRef<M> implements ActorRef<M> {
  #hasEnded = false;
  readonly path: string;
  protected readonly id: number;
  readonly #host: Host;
  readonly #link: Link;
  #credit: number;

  constructor({ id, path, host, link, credit }: RemoteAddress) {
    this.id = id;
    this.path = path;
    this.#host = host;
    this.#link = link;
    this.#credit = credit;
  }

  /** Throws where the message holds what cannot cross: a function, a socket, a class's private state. */
  tell(message: M): boolean {
    if (this.#hasEnded || this.#credit === 0) {
      this.#refuse(message);
      return false;
    }
    this.#link.send(this.id, message);
    this.#credit--;
    return true;
  }

  ask<R>(question: (reply: Reply<R>) => M, timeoutMs: number): Promise<R> {
    return askThrough(this.#host.clock, this.path, timeoutMs, question, (message) => this.tell(message));
  }

  returned(credit: number): void {
    this.#credit += credit;
  }

  /** Refuses from now on. */
  close(): void {
    this.#hasEnded = true;
  }

  #refuse(message: M): void {
    const why = this.#hasEnded ? "it has ended" : "its credit is spent, it has not taken what it was sent";
    const error = new Error(`Cannot tell "${this.path}": ${why}`);
    for (const reply of repliesIn(message)) reply.fail(error);
    this.#host.dead({ path: this.path, message, reason: this.#hasEnded ? "ended" : "full" });
  }
}

/** An actor in a Worker, as its owner sees it. */
export class RemoteChild<M> extends RemoteRef<M> implements Child<M> {
  readonly done: Promise<Exit>;
  readonly #resolveDone: (exit: Exit) => void;
  readonly #watchers = new Set<(exit: Exit) => void>();
  #exit?: Exit;

  constructor(address: RemoteAddress, private readonly postStop: (id: number, graceMs?: number) => void) {
    super(address);
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.done = promise;
    this.#resolveDone = resolve;
  }

  stop(graceMs?: number): Promise<Exit> {
    if (!this.#exit) this.postStop(this.id, graceMs);
    return this.done;
  }

  [ON_EXIT](fn: (exit: Exit) => void): Cancel {
    if (this.#exit) fn(this.#exit);
    else this.#watchers.add(fn);
    return () => void this.#watchers.delete(fn);
  }

  exited(reason: Exit["reason"], error?: unknown): void {
    if (this.#exit) return;
    this.close();
    this.#exit = { path: this.path, reason, ...(error === undefined ? {} : { error }) };
    this.#resolveDone(this.#exit);
    for (const watcher of this.#watchers) watcher(this.#exit);
  }
}
