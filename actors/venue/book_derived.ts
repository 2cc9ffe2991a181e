/**
 * Snapshots made of a book's own updates, at every ten minutes and at 00:00 UTC: with them a day's file can be replayed
 * alone, and the book of any moment costs ten minutes of reading. They are made when the next update comes, before it.
 */
import type { BookFrame } from "../../schemas/market.ts";
import { DERIVED_EVERY_US } from "../archive/book_at.ts";
import { createBook } from "../archive/book_replay.ts";
import type { SentBook } from "./contract.ts";

const DAY_US = 86_400_000_000;

export interface DerivedSnapshots {
  /** A new session: the book is unknown until its snapshot. */
  begin(): void;
  /** To be written before what comes next: the newest boundary passed, and midnight; none while the book is unknown. */
  before(next: SentBook): SentBook[];
  apply(frame: BookFrame): void;
}

export function createDerivedSnapshots(): DerivedSnapshots {
  let book = createBook();
  return {
    begin() {
      book = createBook();
    },
    before({ ts, tsRecv }) {
      const { newest, standing } = book;
      const boundary = Math.floor(ts / DERIVED_EVERY_US) * DERIVED_EVERY_US;
      if (newest === null || !standing.valid || boundary <= newest.ts) return [];
      const midnight = Math.floor(ts / DAY_US) * DAY_US;
      const levels = book.top(Infinity);
      const snapshotAt = (ts: number) => ({ ts, tsRecv, seq: newest.seq, isSnapshot: true, levels });
      return midnight > newest.ts && midnight < boundary
        ? [snapshotAt(midnight), snapshotAt(boundary)]
        : [snapshotAt(boundary)];
    },
    apply: (frame) => book.apply(frame),
  };
}
