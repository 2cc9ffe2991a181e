/** What a cell is given, told and asked. It tells its parent facts (schemas/facts.ts, `VenueFact`). */
import type { BackfillCommand } from "../../schemas/backfill.ts";
import type { Resume } from "../archive/messages.ts";

export interface StreamSpec {
  key: string;
  symbol: string;
  type: "trades" | "orderbook";
  /** Books only: levels a side, and the interval between samples. */
  depth: number;
  everyMs: number;
  /** Books only: each change as it was sent, instead of samples. */
  raw?: boolean;
}

/** What is asked for over REST: candles, or trades of the past. */
export interface HistorySpec {
  key: string;
  symbol: string;
  /** Of candles; null: trades. */
  span: string | null;
  /** Where history begins, µs; null: a page or so before the first run. */
  startUs: number | null;
}

/** Everything that a cell should be recording; told again whenever it changes. */
export interface Assignment {
  streams: StreamSpec[];
  histories: HistorySpec[];
  /** By key, why a stream was not recorded before, in a few words; it goes on record with what is missing of it. */
  away?: Record<string, string>;
}

/** What may be written to disk: `live`: no history; `nothing`: no stream either. */
export interface Room {
  takes: "all" | "live" | "nothing";
  /** Why it is not all, in a few words; it goes on record with what is missing because of it. */
  reason: string;
}

export const ROOM_FOR_ALL: Room = { takes: "all", reason: "" };

export interface CellArgs {
  exchange: string;
  /** The number of this incarnation: no other ever has it. */
  epoch: number;
  dataFolder: string;
  /** Takes every URL of the exchange, its host kept as first path segment; null: the exchange itself. */
  endpoint: string | null;
  /** ccxt options of the exchange, as the config has them. */
  options: Record<string, unknown>;
  /** A journal segment is closed after so long, ms. */
  sealMs: number;
  assignment: Assignment;
  room: Room;
  /** Where each series of the exchange stands on disk. */
  resume: Resume[];
}

export type VenueCommand =
  /** `resume` tells where series stand that are new to the cell. */
  | { type: "assign"; assignment: Assignment; resume: Resume[] }
  | { type: "room"; room: Room }
  /** A journal segment is closed after so long from now on. */
  | { type: "seal-every"; ms: number }
  | { type: "collect"; key: string }
  | BackfillCommand;
