/**
 * Between a socket and its stream: what the socket delivered and what befell it wait here, in order, until the
 * batch in flight is on disk. Rows are bounded, because a disk may be slower than a market; what does not fit
 * is for the owner of the socket to answer for.
 */
import type { Clock } from "../kernel/mod.ts";
import type { Interruption } from "./continuity.ts";

export const INBOX_BYTES = 16 * 1024 * 1024;
export const INBOX_AGE_MS = 5_000;

/** What befalls a subscription; `atUs` is local time. */
export type SocketEvent =
  | { type: "connected"; atUs: number }
  /** Something came that no row could be made of: a row may be missing here. */
  | { type: "rejected"; atUs: number; reason: string }
  | { type: "dropped"; atUs: number; interruption: Interruption };

export type Piece<Row> = { type: "rows"; rows: Row[] } | SocketEvent;

export interface Inbox<Row> {
  /** false: full, the row was not taken. */
  push(row: Row, sizeBytes: number): boolean;
  /** Rejections that follow each other become one. */
  note(event: SocketEvent): void;
  /** All that waits, in order of arrival. */
  take(): Piece<Row>[];
  readonly isEmpty: boolean;
}

/** `onFirst` is called when something comes to an empty inbox. */
export function createInbox<Row>(clock: Clock, onFirst: () => void): Inbox<Row> {
  let pieces: Piece<Row>[] = [];
  let bytes = 0;
  let oldestAt = 0;

  function append(piece: Piece<Row>): void {
    if (pieces.push(piece) === 1) onFirst();
  }

  function push(row: Row, sizeBytes: number): boolean {
    if (bytes + sizeBytes > INBOX_BYTES) return false;
    if (bytes === 0) oldestAt = clock.elapsed();
    else if (clock.elapsed() - oldestAt > INBOX_AGE_MS) return false;
    bytes += sizeBytes;
    const last = pieces.at(-1);
    if (last?.type === "rows") last.rows.push(row);
    else append({ type: "rows", rows: [row] });
    return true;
  }

  function note(event: SocketEvent): void {
    const last = pieces.at(-1);
    if (last?.type === "rejected" && event.type === "rejected") last.atUs = event.atUs;
    else append({ ...event });
  }

  function take(): Piece<Row>[] {
    const taken = pieces;
    pieces = [];
    bytes = 0;
    return taken;
  }

  return {
    push,
    note,
    take,
    get isEmpty() {
      return pieces.length === 0;
    },
  };
}
