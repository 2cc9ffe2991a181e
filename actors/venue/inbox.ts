/**
 * Between a socket and its stream: rows wait here until the batch in flight is on disk. Bounded, because a
 * disk may be slower than a market; what does not fit is for the owner of the socket to answer for.
 */
import type { Clock } from "../kernel/mod.ts";

export const INBOX_BYTES = 16 * 1024 * 1024;
export const INBOX_AGE_MS = 5_000;

export interface Inbox<Row> {
  /** false: full, the row was not taken. */
  push(row: Row, sizeBytes: number): boolean;
  /** All that waits, in order of arrival. */
  take(): Row[];
  readonly size: number;
}

/** `onFirst` is called when a row comes to an empty inbox. */
export function createInbox<Row>(clock: Clock, onFirst: () => void): Inbox<Row> {
  let rows: Row[] = [];
  let bytes = 0;
  let oldestAt = 0;

  function push(row: Row, sizeBytes: number): boolean {
    if (bytes + sizeBytes > INBOX_BYTES) return false;
    if (rows.length === 0) oldestAt = clock.now();
    else if (clock.now() - oldestAt > INBOX_AGE_MS) return false;
    bytes += sizeBytes;
    if (rows.push(row) === 1) onFirst();
    return true;
  }

  function take(): Row[] {
    const taken = rows;
    rows = [];
    bytes = 0;
    return taken;
  }

  return {
    push,
    take,
    get size() {
      return rows.length;
    },
  };
}
