import type { Snapshot } from "../schemas/snapshot.ts";
import type { Deck } from "./deck.ts";

/** Makes something of the snapshot once per revision, however often it is asked for. */
export function perRevision<T>(deck: Deck, make: (snapshot: Snapshot) => T): () => T {
  let made: { revision: number; value: T } | null = null;
  return () => {
    const snapshot = deck.snapshot();
    if (made?.revision !== snapshot.revision) made = { revision: snapshot.revision, value: make(snapshot) };
    return made.value;
  };
}
