/** What is answered of the board, made once and not once per request: 5,000 series are many megabytes. */
import type { Clock } from "../actors/kernel/clock.ts";
import type { Snapshot } from "../schemas/snapshot.ts";
import { changesBetween } from "../ui/lib/board_changes.js";
import type { Deck } from "./deck.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface BoardTexts {
  /** `/api/inventory` and `/api/snapshot`, as they are now or were a moment ago. */
  inventory(): Bytes;
  snapshot(): Bytes;
  /** Events of `/api/events`: a whole board, and what leads to it from an earlier one. */
  snapshotEvent(board: Snapshot): Bytes;
  changesEvent(from: Snapshot, board: Snapshot): Bytes;
}

/**
 * While rows come in, each look at the board is another one. What took so many ms to make is therefore given out
 * for so many times as long: however often it is asked for, making it takes a tenth of the time at most.
 */
const KEPT_TIMES = 9;

const encoder = new TextEncoder();

export function createBoardTexts(deck: Deck, clock: Clock): BoardTexts {
  const json = perRevision(JSON.stringify);
  const inventory = perRevision(() => encoder.encode(JSON.stringify(deck.inventory())));
  const snapshot = perRevision((board) => encoder.encode(json(board)));
  /** By the revision that they lead from: clients that keep pace are all at the same. */
  const changes = perRevision(() => new Map<number, Bytes>());
  return {
    inventory: sparingly(clock, () => inventory(deck.snapshot())),
    snapshot: sparingly(clock, () => snapshot(deck.snapshot())),
    snapshotEvent: perRevision((board) => encodeEvent("snapshot", board.revision, json(board))),
    changesEvent(from, board) {
      const known = changes(board);
      const event = known.get(from.revision) ??
        encodeEvent("changes", board.revision, JSON.stringify(changesBetween(from, board)));
      known.set(from.revision, event);
      return event;
    },
  };
}

function encodeEvent(type: "snapshot" | "changes", revision: number, json: string): Bytes {
  return encoder.encode(`id: ${revision}\nevent: ${type}\ndata: ${json}\n\n`);
}

/** Makes something of a board once per revision, however often it is asked for. */
function perRevision<T>(make: (board: Snapshot) => T): (board: Snapshot) => T {
  let made: { revision: number; value: T } | null = null;
  return (board) => {
    if (made?.revision !== board.revision) made = { revision: board.revision, value: make(board) };
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
