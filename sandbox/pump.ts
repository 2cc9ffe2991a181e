/** Moves one subscription on to what is due, with the faults that strike it on the way. */
import type { Faults } from "./faults.ts";
import type { Feed } from "./feeds.ts";
import { type IdSpan, note, type SentStream } from "./ledger.ts";

/** How far a subscription is. */
export interface Cursor {
  readonly feed: Feed;
  /** The next position to be sent. */
  next: number;
  /** Since this position everything was sent, and only that can be sent again. */
  unbrokenFrom: number;
  /** So many frames are held back until they are all due, and are then sent backwards; 0 for none. */
  held: number;
}

export interface Turn {
  readonly faults: Faults;
  readonly sent: SentStream;
  readonly nowMs: number;
  send(frame: string): void;
  isFull(): boolean;
}

/** Frames built at a time: between bursts the socket's own buffer is looked at. */
const BURST = 500;

export function startCursor(feed: Feed, nowMs: number): Cursor {
  const next = feed.lastPosition(nowMs) + 1;
  return { feed, next, unbrokenFrom: next, held: 0 };
}

export function pumpFeed(cursor: Cursor, turn: Turn): void {
  const { feed } = cursor, targets = [feed];
  const lagMs = turn.faults.strike("lag", targets)?.ms ?? 0;
  const last = feed.lastPosition(turn.nowMs - lagMs);
  if (last < cursor.next) return;
  if (turn.faults.strike("mute", targets)) return skip(cursor, turn, last - cursor.next + 1);
  strikeSequence(cursor, turn);
  if (last < cursor.next + cursor.held - 1) return;
  if (cursor.held > 0) sendBackwards(cursor, turn);
  while (cursor.next <= last && !turn.isFull()) {
    sendBurst(cursor, turn, Math.min(last + 1, cursor.next + BURST));
  }
}

/** Faults of the sequence itself. A book has one of its own; candles have none. */
function strikeSequence(cursor: Cursor, turn: Turn): void {
  const { feed } = cursor;
  if (feed.kind === "depth" && turn.faults.strike("break-depth", [feed])) skip(cursor, turn, 1);
  if (feed.kind !== "trades") return;
  skip(cursor, turn, turn.faults.strike("skip", [feed])?.n ?? 0);
  if (cursor.next > cursor.unbrokenFrom) repeat(cursor, turn, turn.faults.strike("repeat", [feed])?.n ?? 0);
  cursor.held ||= turn.faults.strike("reorder", [feed])?.n ?? 0;
}

function skip(cursor: Cursor, { sent }: Turn, count: number): void {
  if (count === 0) return;
  note(sent.skipped, idsOf(cursor.feed, cursor.next, count));
  cursor.next += count;
  cursor.unbrokenFrom = cursor.next;
}

/** Sends the last `count` frames once more, or as many as there were. */
function repeat(cursor: Cursor, { sent, send, nowMs }: Turn, count: number): void {
  if (count === 0) return;
  const from = Math.max(cursor.unbrokenFrom, cursor.next - count);
  cursor.feed.frames(from, cursor.next, nowMs).forEach(send);
  sent.frames += cursor.next - from;
  note(sent.repeated, idsOf(cursor.feed, from, cursor.next - from));
}

function sendBackwards(cursor: Cursor, { sent, send, nowMs }: Turn): void {
  const count = cursor.held, ids = idsOf(cursor.feed, cursor.next, count);
  cursor.feed.frames(cursor.next, cursor.next + count, nowMs).reverse().forEach(send);
  note(sent.reordered, ids);
  record(sent, ids, count);
  cursor.next += count;
  cursor.held = 0;
}

function sendBurst(cursor: Cursor, { sent, send, nowMs }: Turn, to: number): void {
  const frames = cursor.feed.frames(cursor.next, to, nowMs);
  frames.forEach(send);
  record(sent, idsOf(cursor.feed, cursor.next, to - cursor.next), frames.length);
  cursor.next = to;
}

function record(sent: SentStream, [first, last]: IdSpan, frames: number): void {
  sent.firstId ??= first;
  sent.lastId = last;
  sent.frames += frames;
}

/** From the first id of a position to the last id of the one `count - 1` later. */
const idsOf = (
  feed: Feed,
  from: number,
  count: number,
): IdSpan => [feed.idsOf(from)[0], feed.idsOf(from + count - 1)[1]];
