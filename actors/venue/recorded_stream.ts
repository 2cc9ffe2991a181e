/**
 * Series whose ids prove nothing (books, trades of many venues): what can be said is when the socket was
 * subscribed without interruption, and when it was not.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Behavior } from "../kernel/mod.ts";
import { createContinuity, type RecordedTo, tellGaps } from "./continuity.ts";
import type { Piece } from "./inbox.ts";
import type { RefillMessage } from "./outage_refill.ts";
import { createRowWriter, type WriterMessage } from "./row_writer.ts";
import type { StreamEnv } from "./stream.ts";

/** How often an uninterrupted subscription is put on record, so that a crash leaves little unsaid. */
const SETTLE_EVERY_S = 60;

export interface RecordedEnv<Sent, Row> extends StreamEnv<Sent, Row> {
  /** The rows of what was sent: fewer where some were repeats, more where a book's snapshots are derived. */
  accept(sent: Sent[]): Row[];
  /** A new subscription has begun. */
  onConnected?(): void;
  /** Asks the exchange for what an outage took, where it answers. */
  refill?: Behavior<RefillMessage>;
  /** Outlives this actor within its cell. */
  memory: RecordedTo;
  /** Each row is whole by itself, as a book is. */
  isWhole?: true;
  /** How long a dead socket may look alive, ms. */
  muteMs: number;
}

export function recordedStream<Sent extends { ts: number }, Row extends { ts: number }>(
  env: RecordedEnv<Sent, Row>,
): Behavior<WriterMessage> {
  const { key, inbox, tally } = env;
  return (ctx) => {
    const nowUs = () => Math.floor(ctx.clock.now() * 1_000);
    const continuity = createContinuity(env.memory, { muteUs: env.muteMs * 1_000, isWhole: env.isWhole });
    const settle = () => say(continuity.settle(nowUs()));
    const writer = createRowWriter(ctx, env, {
      refill: () => inbox.take().forEach(takePiece),
      onEnd: settle,
    });
    let seconds = 0;

    const refill = env.refill && ctx.spawn("refill", env.refill);

    function say(evidence: Evidence[]): void {
      for (const { kind, from, to } of evidence) {
        if (kind === "gap") refill?.tell({ type: "refill", outage: { from, to } });
      }
      tellGaps(key, evidence, ctx.clock.now(), env.tell);
      writer.add([], evidence);
    }

    function takeRows(sent: Sent[]): void {
      const times = sent.map(({ ts }) => ts);
      continuity.heard(Math.max(...times), Math.min(...times));
      const rows = env.accept(sent);
      tally.duplicates(Math.max(0, sent.length - rows.length));
      writer.add(rows);
    }

    function takePiece(piece: Piece<Sent>): void {
      switch (piece.type) {
        case "rows":
          return takeRows(piece.rows);
        case "connected":
          env.onConnected?.();
          return say(continuity.connected(piece.atUs));
        case "rejected":
          return say(continuity.rejected(piece.atUs, piece.reason));
        case "dropped":
          return say(continuity.dropped(piece.atUs, piece.interruption));
        default:
          piece satisfies never;
      }
    }

    return (message) => {
      if (message.type === "second") {
        continuity.tick(nowUs());
        if (++seconds % SETTLE_EVERY_S === 0) settle();
      }
      writer.receive(message);
    };
  };
}
