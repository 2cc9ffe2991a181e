import { Envelope } from "./envelope.ts";
import { Mailbox } from "./mailbox.ts";
import type { DeadLetter, Host } from "./owner.ts";
import { repliesIn } from "./reply.ts";

/** The door of an actor: what it lets in waits in the mailbox, what it refuses is counted as a dead letter. */
export class Inbox<M> {
  dropped = 0;
  #isClosed = false;
  readonly #mailbox: Mailbox<M | Envelope<M>>;

  constructor(private readonly host: Host, private readonly path: string, readonly capacity: number) {
    this.#mailbox = new Mailbox(capacity);
  }

  get size(): number {
    return this.#mailbox.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Refuses from now on; what waits is still there to be taken. */
  close(): void {
    this.#isClosed = true;
  }

  offer(item: M | Envelope<M>): boolean {
    if (!this.#isClosed && this.#mailbox.offer(item)) return true;
    this.#refuse(item, this.#isClosed ? "ended" : "full");
    return false;
  }

  /** Lets in what credit bounds, full or not. */
  deliver(envelope: Envelope<M>): void {
    if (this.#isClosed) this.#refuse(envelope, "ended");
    else this.#mailbox.push(envelope);
  }

  /** Lets in what the actor itself has coming, full or closed. */
  push(envelope: Envelope<M>): void {
    this.#mailbox.push(envelope);
  }

  take(): M | Envelope<M> {
    return this.#mailbox.take();
  }

  /** Closes, and refuses all that waits. */
  discard(): void {
    this.close();
    while (this.size > 0) this.#refuse(this.take(), "ended");
  }

  #refuse(item: M | Envelope<M>, reason: DeadLetter["reason"]): void {
    const { message, notes } = item instanceof Envelope ? item : { message: item, notes: {} };
    notes.onTaken?.();
    if (notes.only) return;
    this.dropped++;
    const why = reason === "full" ? `its mailbox is full (${this.capacity} messages)` : "it has ended";
    const error = new Error(`Cannot tell "${this.path}": ${why}`);
    for (const reply of [...notes.replies ?? [], ...repliesIn(message)]) reply.fail(error);
    this.host.dead({ path: this.path, message, reason });
  }
}
