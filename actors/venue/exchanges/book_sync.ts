/**
 * One book's updates, each shown to be the next one, after a snapshot that they belong to. Updates come by a socket
 * and the snapshot by REST, which lags: those that come before it wait, and it counts once an update joins it.
 */
import type { Cancel, Clock } from "../../kernel/mod.ts";
import { type BookSink, VenueFault } from "../contract.ts";
import { retryDelayMs } from "../retry.ts";
import type { BookDiff, DepthSnapshot } from "./binance_depth.ts";

export interface BookSyncOptions {
  symbol: string;
  sink: Omit<BookSink, "rejected">;
  clock: Clock;
  /** Ends it: nothing is handed on any more. */
  signal: AbortSignal;
  askSnapshot(): Promise<DepthSnapshot>;
  /** Told of what cannot be tried again. */
  fail(error: unknown): void;
}

export interface BookSync {
  /** The updates are subscribed to: the snapshot is asked for. */
  begin(): void;
  /** An update came. */
  take(diff: BookDiff): void;
}

/** More updates than come while a snapshot is on its way; the oldest go. */
const MOST_WAITING = 2_000;
/** What was in sequence for so long makes the next break the first one. */
const GOOD_SEQUENCE_MS = 60_000;

type State =
  /** `snapshot`: the answer, which no update has joined yet. */
  | { type: "waiting"; diffs: BookDiff[]; snapshot: DepthSnapshot | null }
  /** `isFirst`: none came since the snapshot. */
  | { type: "following"; lastId: number; isFirst: boolean; since: number };

export function createBookSync(options: BookSyncOptions): BookSync {
  const { symbol, sink, clock, signal, fail } = options;
  let state: State = { type: "waiting", diffs: [], snapshot: null };
  let failures = 0;
  let cancel: Cancel = () => {};
  signal.addEventListener("abort", () => cancel());

  function ask(): void {
    options.askSnapshot().then(answered, refused).catch(fail);
  }

  function answered(snapshot: DepthSnapshot): void {
    if (signal.aborted || state.type !== "waiting") return;
    state.snapshot = snapshot;
    join(state.diffs, snapshot);
  }

  function refused(error: unknown): void {
    if (signal.aborted) return;
    if (!(error instanceof VenueFault) || error.kind === "final") return fail(error);
    askLater(error);
  }

  /** `error` may say how long to wait. */
  function askLater(error: unknown): void {
    const delayMs = retryDelayMs(error, failures++, () => 1); // the budget keeps those of many books apart
    cancel = clock.after(delayMs, ask);
  }

  function wait(diffs: BookDiff[], snapshot: DepthSnapshot | null, diff: BookDiff): void {
    diffs.push(diff);
    if (diffs.length > MOST_WAITING) diffs.splice(0, MOST_WAITING / 2);
    if (snapshot) join(diffs, snapshot);
  }

  function join(diffs: BookDiff[], snapshot: DepthSnapshot): void {
    const newer = diffs.filter(({ last }) => last > snapshot.lastId);
    state = { type: "waiting", diffs: newer, snapshot };
    if (newer.length === 0) return;
    if (newer[0].after > snapshot.lastId) {
      state.snapshot = null; // it is older than the subscription
      return askLater(null);
    }
    follow(newer, snapshot);
  }

  function follow(diffs: BookDiff[], { lastId, tsRecv, levels }: DepthSnapshot): void {
    state = { type: "following", lastId, isFirst: true, since: clock.now() };
    sink.subscribed(symbol);
    // spot's answers carry no time: it is known to hold when the first update comes that it belongs to
    const { ts } = diffs[0].book;
    sink.book(symbol, { ts, tsRecv, seq: lastId, isSnapshot: true, levels });
    diffs.forEach(take);
  }

  function take(diff: BookDiff): void {
    if (signal.aborted) return; // the rest of what waited, after a row did not fit
    if (state.type === "waiting") return wait(state.diffs, state.snapshot, diff);
    const { lastId, isFirst, since } = state;
    if (diff.last <= lastId) return; // sent again
    const isNext = isFirst ? diff.after <= lastId : diff.after === lastId;
    if (!isNext) return breakOff(diff, lastId, since);
    state = { type: "following", lastId: diff.last, isFirst: false, since };
    sink.book(symbol, diff.book);
  }

  function breakOff(diff: BookDiff, lastId: number, since: number): void {
    sink.broken(symbol, `the sequence broke: after update ${lastId} came one that follows ${diff.after}`);
    state = { type: "waiting", diffs: [diff], snapshot: null };
    if (clock.now() - since > GOOD_SEQUENCE_MS) failures = 0;
    if (failures > 0) return askLater(null);
    failures++;
    ask();
  }

  return { begin: ask, take };
}
