import type { Reply } from "./actor.ts";
import type { Clock } from "./clock.ts";

/** A reply that is still owed. It settles once, and whoever holds the message may settle it. */
export class OwedReply<R = unknown> implements Reply<R> {
  #settled = false;
  #atSettled: Array<() => void> = [];

  constructor(
    private readonly resolve: (value: R) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  ok(value: R): void {
    if (this.#settle()) this.resolve(value);
  }

  fail(error: unknown): void {
    if (this.#settle()) this.reject(error);
  }

  /** Calls `fn` when this has been answered, one way or the other; at once if it has. */
  onSettled(fn: () => void): void {
    if (this.#settled) fn();
    else this.#atSettled.push(fn);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    for (const fn of this.#atSettled) fn();
    return true;
  }
}

/** The ask of every ref: `send` tells the question, and fails the reply where it cannot. */
export function askThrough<M, R>(
  clock: Clock,
  path: string,
  timeoutMs: number,
  question: (reply: Reply<R>) => M,
  send: (message: M, reply: OwedReply) => void,
): Promise<R> {
  return new Promise((resolve, reject) => {
    const reply = new OwedReply<R>(resolve, reject);
    const late = new Error(`Cannot get an answer from "${path}": none came within ${timeoutMs} ms`);
    reply.onSettled(clock.after(timeoutMs, () => reply.fail(late)));
    send(question(reply), reply as OwedReply);
  });
}

/** The replies that are properties of a message: they have to be failed if it is lost. */
export function repliesIn(message: unknown): OwedReply[] {
  if (typeof message !== "object" || message === null) return [];
  return Object.values(message).filter((value) => value instanceof OwedReply);
}
