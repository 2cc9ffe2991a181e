/**
 * Trades whose ids prove what there is: takes what the socket delivers, in order and once, sees holes by their
 * ids, has the rows on disk batch by batch, and asks REST for what is missing.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Interval } from "../archive/intervals.ts";
import type { Behavior } from "../kernel/mod.ts";
import { type Interruption, NOT_RECORDING } from "./continuity.ts";
import type { Venue } from "./contract.ts";
import { createHealer, type HealMessage } from "./healer.ts";
import type { IdRuns } from "./id_runs.ts";
import type { Piece } from "./inbox.ts";
import { isClaimed } from "./memory.ts";
import { createOpenHoles } from "./open_holes.ts";
import { createRowWriter, type WriterMessage } from "./row_writer.ts";
import { type Accepted, acceptSerial } from "./serial_order.ts";
import type { StreamEnv } from "./stream.ts";

export interface SerialEnv extends StreamEnv<Trade, Trade> {
  symbol: string;
  venue: Venue;
  /** The ids accepted so far, at first those on disk; they outlive this actor within its cell. */
  runs: IdRuns;
  /** What a history of the series asks for at the moment. */
  claimed(): Interval | null;
  /** Why it was not recorded before, in a few words. */
  away?: string | null;
}

export function serialTrades(env: SerialEnv): Behavior<WriterMessage | HealMessage> {
  const { key, runs, inbox, tally, tell } = env;
  return (ctx) => {
    const refill = () => inbox.take().forEach(takePiece);
    const writer = createRowWriter<Trade, Trade, HealMessage>(ctx, env, { refill });
    const healer = createHealer(ctx, {
      ...env,
      take: (trades) => take(trades, -Infinity),
      say,
      waiting: writer.waiting,
    });
    const holes = createOpenHoles(runs);
    let heardTo = -Infinity;
    let interruption: Interruption | null = runs.last()
      ? { cause: "outage", reason: env.away ?? NOT_RECORDING }
      : null;

    function take(trades: Trade[], heardTo: number): Accepted {
      const accepted = acceptSerial(runs, { trades, interruption, heardTo });
      // What lies between the rows of a history and the first live one is the history's to fill.
      const seen = accepted.holes.filter(({ from }) => !isClaimed(env.claimed(), from));
      for (const hole of seen) {
        holes.open(hole);
        tell({ type: "gap-opened", key, ...hole, at: ctx.clock.now() });
      }
      if (accepted.rejected) tally.rejected(accepted.rejected, "its id is no whole number");
      writer.add(accepted.rows, seen.map((hole) => ({ kind: "gap", ...hole })));
      tellFilled(accepted.rows);
      return accepted;
    }

    function tellFilled(rows: Trade[]): void {
      const at = ctx.clock.now();
      for (const filled of holes.settle(rows)) tell({ type: "gap-healed", key, ...filled, at });
    }

    /** Evidence without rows. */
    function say(evidence: Evidence[]): void {
      writer.add([], evidence);
      tellFilled([]);
    }

    function takeRows(trades: Trade[]): void {
      const accepted = take(trades, heardTo);
      heardTo = accepted.heardTo;
      tally.duplicates(accepted.repeats);
      if (accepted.rows.length) interruption = null;
      if (accepted.holes.length) healer.look();
    }

    function takePiece(piece: Piece<Trade>): void {
      switch (piece.type) {
        case "rows":
          return takeRows(piece.rows);
        case "connected":
          heardTo = -Infinity;
          return healer.catchUp();
        case "dropped":
          interruption = piece.interruption;
          return;
        case "rejected": // its id will be missing, and be seen as a hole
          return;
        default:
          piece satisfies never;
      }
    }

    return (message) => {
      if (message.type === "heal" || message.type === "healed") return healer.receive(message);
      writer.receive(message);
      if (message.type === "committed") healer.look();
    };
  };
}
