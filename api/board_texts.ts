/** What is answered of the board, made once and not once per request: 5,000 series are a megabyte. */
import type { Clock } from "../actors/kernel/clock.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import type { Deck } from "./deck.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface BoardTexts {
  /** `/api/inventory` and `/api/snapshot`, as they are now or were a moment ago. */
  inventory(): Bytes;
  snapshot(): Bytes;
  /** The board as it is now, as an event of `/api/events`. */
  snapshotEvent(): Bytes;
}

/**
 * While rows come in, each look at the board is another one. What took so many ms to make is therefore given out
 * for so many times as long: however often it is asked for, making it takes a tenth of the time at most.
 */
const KEPT_TIMES = 9;

const encoder = new TextEncoder();

export function createBoardTexts(deck: Deck, clock: Clock): BoardTexts {
  const json = perRevision(deck, JSON.stringify);
  const inventory = perRevision(deck, () => encoder.encode(JSON.stringify(deck.inventory())));
  const snapshot = perRevision(deck, () => encoder.encode(json()));
  return {
    inventory: sparingly(clock, inventory),
    snapshot: sparingly(clock, snapshot),
    snapshotEvent: perRevision(deck, ({ revision }) => encodeSnapshotEvent(revision, json())),
  };
}

export function encodeSnapshotEvent(revision: number, json: string): Bytes {
  return encoder.encode(`id: ${revision}\nevent: snapshot\ndata: ${json}\n\n`);
}

/** Makes something of the snapshot once per revision, however often it is asked for. */
function perRevision<T>(deck: Deck, make: (snapshot: Snapshot) => T): () => T {
  let made: { revision: number; value: T } | null = null;
  return () => {
    const snapshot = deck.snapshot();
    if (made?.revision !== snapshot.revision) made = { revision: snapshot.revision, value: make(snapshot) };
    return made.value;
  };
}

/** See {@linkcode KEPT_TIMES}; what is made within a millisecond is made for each. */
function sparingly<T>(clock: Clock, make: () => T): () => T {
  let kept: { value: T; from: number; until: number } | null = null;
  return () => {
    const begun = clock.now();
    if (kept && begun >= kept.from && begun < kept.until) return kept.value;
    const value = make();
    const made = clock.now();
    kept = { value, from: made, until: made + KEPT_TIMES * Math.floor(made - begun) };
    return value;
  };
}
