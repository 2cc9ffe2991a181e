/**
 * Trades whose ids prove what there is: takes what the socket delivers, in order and once, sees holes by
 * their ids, has the rows on disk batch by batch, and asks REST for what is missing.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Behavior } from "../kernel/mod.ts";
import type { Interruption } from "./continuity.ts";
import type { Venue } from "./contract.ts";
import { createHealer, type HealMessage } from "./healer.ts";
import type { IdRuns } from "./id_runs.ts";
import type { Inbox } from "./inbox.ts";
import { type Accepted, acceptSerial } from "./serial_order.ts";
import { createRowWriter, type WriterMessage } from "./row_writer.ts";
import type { SocketEvent, StreamEnv } from "./stream.ts";

export interface SerialEnv extends StreamEnv<Trade> {
  symbol: string;
  venue: Venue;
  inbox: Inbox<Trade>;
  /** The ids accepted so far, at first those on disk; they outlive this actor within its cell. */
  runs: IdRuns;
}

export function serialTrades(env: SerialEnv): Behavior<SocketEvent | WriterMessage | HealMessage> {
  const { key, runs, inbox, tally, tell } = env;
  return (ctx) => {
    const writer = createRowWriter<Trade, SocketEvent | HealMessage>(ctx, env, takeInbox);
    const healer = createHealer(ctx, { ...env, take, waiting: writer.waiting });
    let interruption: Interruption | null = runs.last()
      ? { cause: "outage", reason: "tapedeck was not recording" }
      : null;

    function take(batch: Trade[], evidence: Evidence[] = []): Accepted {
      const accepted = acceptSerial(runs, batch, interruption);
      const opened = accepted.holes.map((hole): Evidence => ({ kind: "gap", ...hole }));
      for (const hole of accepted.holes) tell({ type: "gap-opened", key, ...hole, at: ctx.clock.now() });
      if (accepted.rejected) tally.rejected(accepted.rejected, "its id is no whole number");
      writer.add(accepted.rows, [...evidence, ...opened]);
      return accepted;
    }

    function takeInbox(): void {
      const batch = inbox.take();
      if (batch.length === 0) return;
      const { rows, holes, duplicates } = take(batch);
      tally.duplicates(duplicates);
      if (rows.length) interruption = null;
      if (holes.length) healer.look();
    }

    return (message) => {
      switch (message.type) {
        case "rows":
          return takeInbox();
        case "connected":
          return healer.catchUp();
        case "dropped":
          takeInbox();
          interruption = message.interruption;
          return;
        case "rejected": // its id will be missing, and be seen as a hole
          return;
        case "due":
        case "second":
          return writer.receive(message);
        case "committed":
          writer.receive(message);
          return healer.look();
        case "heal":
        case "healed":
          return healer.receive(message);
        default:
          message satisfies never;
      }
    };
  };
}
