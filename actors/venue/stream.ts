/** What every stream shares: what its socket tells it, and what it has of its cell. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";
import type { ActorRef } from "../kernel/mod.ts";
import type { Interruption } from "./continuity.ts";
import type { Inbox } from "./inbox.ts";
import type { Tally } from "./tally.ts";
/** Told by the feed that owns the socket. */
export type SocketEvent =
  /** The inbox holds rows. */
  | { type: "rows" }
  | { type: "connected" }
  /** A row came that cannot be believed: something is missing here. */
  | { type: "rejected"; reason: string }
  | { type: "dropped"; interruption: Interruption };

/** A stream as its feed sees it: rows go to the inbox, events to the actor. */
export interface Lane<Sent> {
  key: string;
  symbol: string;
  inbox: Inbox<Sent>;
  stream: ActorRef<SocketEvent>;
  tally: Tally;
}

export interface StreamEnv<Row> {
  key: string;
  tally: Tally;
  tell(fact: VenueFact): void;
  /** Resolves when the rows are on disk; rejects only when the journal has ended. */
  append(rows: Row[], evidence: Evidence[]): Promise<void>;
  /** How many rows of the file one row of the stream makes. */
  countOf(row: Row): number;
}

/** Roughly what a row takes in memory, for the bound of the inbox. */
export const TRADE_BYTES = 200;
export const LEVEL_BYTES = 60;
