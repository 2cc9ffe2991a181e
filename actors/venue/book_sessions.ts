/** Numbers the frames of sampled books. A session's number is never used again: the epoch is part of it. */
import type { BookFrame } from "../../schemas/market.ts";
import type { SampledBook } from "./contract.ts";

const SESSIONS_PER_EPOCH = 2 ** 16;

export interface BookSessions {
  begin(): void;
  frames(books: SampledBook[]): BookFrame[];
}

/** `nextSession` counts from 0 within the epoch, over all books of the cell. */
export function createBookSessions(nextSession: () => number): BookSessions {
  let session = nextSession();
  let frame = 0;
  return {
    begin() {
      session = nextSession();
      frame = 0;
    },
    frames: (books) =>
      books.map((book) => ({ ...book, session, frame: frame++, isSnapshot: true, derived: false })),
  };
}

export function sessionCounter(epoch: number): () => number {
  let count = 0;
  return () => epoch * SESSIONS_PER_EPOCH + count++;
}
