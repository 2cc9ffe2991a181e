/** From a stream's inbox to the journal, and what is counted on the way. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Context, Outcome } from "../kernel/mod.ts";
import { createCommitter } from "./committer.ts";
import type { StreamEnv, Wake } from "./stream.ts";

export type WriterMessage =
  | Wake
  | { type: "due" }
  | { type: "committed"; outcome: Outcome<void> }
  | { type: "second" };

export interface RowWriter<Row> {
  add(rows: Row[], evidence?: Evidence[]): void;
  /** Rows added that are not on their way to disk yet. */
  waiting(): number;
  receive(message: WriterMessage): void;
}

export interface WriterOptions {
  /** Empties the inbox; adds what came of it. */
  refill(): void;
  /** The last word, after the inbox was emptied for the last time; may add too. */
  onEnd?(): void;
}

/** Writes what is added, and at the actor's end what still waits. */
export function createRowWriter<Sent, Row extends { ts: number }, M>(
  ctx: Context<M | WriterMessage>,
  env: StreamEnv<Sent, Row>,
  { refill, onEnd = () => {} }: WriterOptions,
): RowWriter<Row> {
  const committer = createCommitter<Row, M | WriterMessage>(ctx, {
    append: env.append,
    refill,
    hasMore: () => !env.inbox.isEmpty,
    due: { type: "due" },
    settled: (outcome) => ({ type: "committed", outcome }),
  });
  ctx.every(1_000, { type: "second" });
  ctx.defer(async () => {
    refill();
    onEnd();
    count(await committer.drain());
    tell();
  });

  function tell(): void {
    env.tally.flush(ctx.clock.now()).forEach(env.tell);
  }

  function count(rows: Row[]): void {
    if (rows.length === 0) return;
    let count = 0, firstUs = Infinity, lastUs = -Infinity;
    for (const row of rows) {
      count += env.countOf(row);
      firstUs = Math.min(firstUs, row.ts);
      lastUs = Math.max(lastUs, row.ts);
    }
    env.tally.recorded(count, firstUs, lastUs);
  }

  return {
    add: committer.add,
    waiting: () => committer.waiting,
    receive(message) {
      switch (message.type) {
        case "wake":
          return committer.wake();
        case "due":
          return committer.due();
        case "committed":
          return count(committer.settled(message.outcome));
        case "second":
          if (!env.inbox.isEmpty) committer.wake(); // should a wake have been lost
          return tell();
        default:
          message satisfies never;
      }
    },
  };
}
