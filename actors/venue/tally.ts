/** Counts acknowledged rows, and tells them as one fact a second and series. */
import type { VenueFact } from "../../schemas/facts.ts";

export interface Tally {
  /** `firstUs`, `lastUs`: the lowest and the highest time of the rows. */
  recorded(rows: number, firstUs: number, lastUs: number): void;
  rejected(rows: number, reason: string): void;
  duplicates(rows: number): void;
  /** The facts since the last call. */
  flush(at: number): VenueFact[];
}

export function createTally(key: string): Tally {
  let rows = 0, firstUs = Infinity, lastUs = -Infinity, rejected = 0, duplicates = 0;
  let reason = "";
  return {
    recorded(count, first, last) {
      rows += count;
      firstUs = Math.min(firstUs, first);
      lastUs = Math.max(lastUs, last);
    },
    rejected(count, why) {
      rejected += count;
      reason = why;
    },
    duplicates(count) {
      duplicates += count;
    },
    flush(at) {
      const facts: VenueFact[] = [];
      if (rows) facts.push({ type: "rows-recorded", key, rows, firstUs, lastUs, at });
      if (rejected) facts.push({ type: "rows-rejected", key, rows: rejected, reason, at });
      if (duplicates) facts.push({ type: "duplicates-dropped", key, rows: duplicates, at });
      rows = rejected = duplicates = 0;
      firstUs = Infinity;
      lastUs = -Infinity;
      return facts;
    },
  };
}
