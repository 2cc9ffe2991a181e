/** From a stream's accepted rows to the journal, and what is counted on the way. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Context, Outcome } from "../kernel/mod.ts";
import { createCommitter } from "./committer.ts";
import type { StreamEnv } from "./stream.ts";

export type WriterMessage =
  | { type: "due" }
  | { type: "committed"; outcome: Outcome<void> }
  | { type: "second" };

export interface RowWriter<Row> {
  add(rows: Row[], evidence?: Evidence[]): void;
  waiting(): number;
  receive(message: WriterMessage): void;
}

/** Writes what is added, and at the actor's end what still waits; `onEnd` may add the last of it. */
export function createRowWriter<Row extends { ts: number }, M>(
  ctx: Context<M | WriterMessage>,
  env: StreamEnv<Row>,
  onEnd: () => void,
): RowWriter<Row> {
  const committer = createCommitter<Row, M | WriterMessage>(ctx, {
    append: env.append,
    due: { type: "due" },
    settled: (outcome) => ({ type: "committed", outcome }),
  });
  ctx.every(1_000, { type: "second" });
  ctx.defer(async () => {
    onEnd();
    await committer.drain();
    tell();
  });

  function tell(): void {
    env.tally.flush(ctx.clock.now()).forEach(env.tell);
  }

  function count(rows: Row[]): void {
    if (rows.length === 0) return;
    const newestUs = rows.reduce((ts, row) => Math.max(ts, row.ts), 0);
    env.tally.recorded(rows.reduce((sum, row) => sum + env.countOf(row), 0), newestUs);
  }

  return {
    add: committer.add,
    waiting: () => committer.waiting,
    receive(message) {
      if (message.type === "second") tell();
      else if (message.type === "due") committer.due();
      else count(committer.settled(message.outcome));
    },
  };
}
