/** Numbers the frames of books. A session's number is never used again: the epoch is part of it. */
import type { BookFrame } from "../../schemas/market.ts";
import type { DerivedSnapshots } from "./book_derived.ts";
import type { SentBook } from "./contract.ts";

/** One a subscription and book, and one more whenever a sequence breaks. */
const SESSIONS_PER_EPOCH = 2 ** 24;

export interface BookSessions {
  begin(): void;
  /** What was sent as frames, and where snapshots are derived, those too, each before what came after it. */
  frames(sent: SentBook[]): BookFrame[];
}

/** `nextSession` counts from 0 within the epoch, over all books of the cell. */
export function createBookSessions(nextSession: () => number, snapshots?: DerivedSnapshots): BookSessions {
  let session = nextSession();
  let nextFrame = 0;

  function number(sent: SentBook, kind: Pick<BookFrame, "derived">): BookFrame {
    const frame: BookFrame = { ...sent, ...kind, session, frame: nextFrame++ };
    snapshots?.apply(frame);
    return frame;
  }

  return {
    begin() {
      session = nextSession();
      nextFrame = 0;
      snapshots?.begin();
    },
    frames(sent) {
      const frames: BookFrame[] = [];
      for (const book of sent) {
        for (const made of snapshots?.before(book) ?? []) frames.push(number(made, { derived: true }));
        frames.push(number(book, { derived: false }));
      }
      return frames;
    },
  };
}

export function sessionCounter(epoch: number): () => number {
  let count = 0;
  return () => {
    if (count === SESSIONS_PER_EPOCH) throw new Error(`Cannot begin a session: epoch ${epoch} had ${count}`);
    return epoch * SESSIONS_PER_EPOCH + count++;
  };
}
