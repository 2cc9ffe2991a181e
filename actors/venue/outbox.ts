/** Facts on their way out of a cell: what its parent cannot take at the moment waits, in order. */
import type { VenueFact } from "../../schemas/facts.ts";
import type { ActorRef } from "../kernel/mod.ts";

/** More than this, and nobody has listened for long: the oldest are let go, for rows and ledger tell the same. */
const MOST = 20_000;

export interface Outbox {
  tell(fact: VenueFact): void;
  /** To be called now and then: tells what waits. */
  flush(): void;
}

export function createOutbox(parent: ActorRef<VenueFact>): Outbox {
  const waiting: VenueFact[] = [];
  function flush(): void {
    while (waiting.length > 0 && parent.tell(waiting[0])) waiting.shift();
  }
  return {
    tell(fact) {
      waiting.push(fact);
      if (waiting.length === 1) flush();
      else if (waiting.length > MOST) waiting.shift();
    },
    flush,
  };
}
