/** What every stream shares: how its feed reaches it, and what it has of its cell. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { ActorRef } from "../kernel/mod.ts";
import type { Inbox } from "./inbox.ts";
import type { Tally } from "./tally.ts";

/** Told when something came to an empty inbox. All else goes through the inbox: it is in order, and cannot be lost. */
export type Wake = { type: "wake" };

/** A stream as its feed sees it. */
export interface Lane<Sent> {
  key: string;
  symbol: string;
  inbox: Inbox<Sent>;
  stream: ActorRef<Wake>;
  tally: Tally;
}

export interface RowsEnv<Row> {
  key: string;
  tally: Tally;
  tell(fact: VenueFact): void;
  /** Resolves when the rows are on disk; rejects only when the journal has ended. */
  append(rows: Row[], evidence: Evidence[]): Promise<void>;
}

export interface StreamEnv<Sent, Row> extends RowsEnv<Row> {
  inbox: Inbox<Sent>;
  /** How many rows of the file one row of the stream makes. */
  countOf(row: Row): number;
}

/** Roughly what a row takes in memory, for the bound of the inbox. */
export const TRADE_BYTES = 200;
export const LEVEL_BYTES = 60;
