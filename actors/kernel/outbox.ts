import type { ActorRef } from "./actor.ts";

/** More than this, and nobody has listened for long: the oldest are let go. */
const MOST = 20_000;

/** Messages on their way to an actor that may not take them at the moment: they wait here, in order. */
export interface Outbox<M> {
  tell(message: M): void;
  /** To be called now and then: tells what waits. */
  flush(): void;
}

/**
 * For what a receiver should get though its mailbox or the Worker's credit is full, and may miss when it stays
 * so: 20,000 messages wait at most.
 */
export function createOutbox<M>(target: ActorRef<M>): Outbox<M> {
  const waiting: M[] = [];
  function flush(): void {
    while (waiting.length > 0 && target.tell(waiting[0])) waiting.shift();
  }
  return {
    tell(message) {
      waiting.push(message);
      if (waiting.length === 1) flush();
      else if (waiting.length > MOST) waiting.shift();
    },
    flush,
  };
}
