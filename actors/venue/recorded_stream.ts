/**
 * Series whose ids prove nothing (books, trades of many venues): what can be said is when the socket was
 * subscribed without interruption, and when it was not.
 */
import type { Behavior } from "../kernel/mod.ts";
import { createContinuity, tellGaps } from "./continuity.ts";
import type { Inbox } from "./inbox.ts";
import { createRowWriter, type WriterMessage } from "./row_writer.ts";
import type { SocketEvent, StreamEnv } from "./stream.ts";

/** How often an uninterrupted subscription is put on record, so that a crash leaves little unsaid. */
const SETTLE_EVERY_S = 60;

export interface RecordedEnv<Sent, Row> extends StreamEnv<Row> {
  inbox: Inbox<Sent>;
  /** The rows of what was sent; what is not among them was a repeat. */
  accept(sent: Sent[]): Row[];
  /** A new subscription has begun. */
  onConnected?(): void;
  /** Up to when the series is recorded on disk, µs; null: not at all. */
  recordedToUs: number | null;
  /** How long a dead socket may look alive, ms. */
  muteMs: number;
}

export function recordedStream<Sent, Row extends { ts: number }>(
  env: RecordedEnv<Sent, Row>,
): Behavior<SocketEvent | WriterMessage> {
  const { key, inbox, tally } = env;
  return (ctx) => {
    const nowUs = () => Math.floor(ctx.clock.now() * 1_000);
    const continuity = createContinuity(env.recordedToUs, env.muteMs * 1_000);
    const writer = createRowWriter<Row, SocketEvent>(ctx, env, () => {
      takeInbox();
      writer.add([], continuity.settle(nowUs()));
    });
    let seconds = 0;

    function takeInbox(): void {
      const sent = inbox.take();
      if (sent.length === 0) return;
      continuity.alive(nowUs());
      const rows = env.accept(sent);
      tally.duplicates(sent.length - rows.length);
      writer.add(rows);
    }

    function connected(): void {
      env.onConnected?.();
      const evidence = continuity.connected(nowUs());
      tellGaps(key, evidence, ctx.clock.now(), env.tell);
      writer.add([], evidence);
    }

    return (message) => {
      switch (message.type) {
        case "rows":
          return takeInbox();
        case "connected":
          return connected();
        case "rejected":
          takeInbox();
          return writer.add([], continuity.rejected(nowUs(), message.reason));
        case "dropped":
          takeInbox();
          return writer.add([], continuity.dropped(nowUs(), message.interruption));
        case "second":
          if (++seconds % SETTLE_EVERY_S === 0) writer.add([], continuity.settle(nowUs()));
          return writer.receive(message);
        case "due":
        case "committed":
          return writer.receive(message);
        default:
          message satisfies never;
      }
    };
  };
}
