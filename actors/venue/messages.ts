/** What a cell is given, told and asked. It tells its parent facts (schemas/facts.ts, `VenueFact`). */
import type { Resume } from "../archive/messages.ts";

export interface StreamSpec {
  key: string;
  symbol: string;
  type: "trades" | "orderbook";
  /** Books only: levels a side, and the interval between samples. */
  depth: number;
  everyMs: number;
}

export interface CandleSpec {
  key: string;
  symbol: string;
  span: string;
  /** Where history begins, µs; null: one page before the first run. */
  startUs: number | null;
}

/** Everything that a cell should be recording; told again whenever it changes. */
export interface Assignment {
  streams: StreamSpec[];
  candles: CandleSpec[];
}

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
  /** Where each series of the exchange stands on disk. */
  resume: Resume[];
}

export type VenueCommand =
  /** `resume` tells where series stand that are new to the cell. */
  | { type: "assign"; assignment: Assignment; resume: Resume[] }
  | { type: "collect"; key: string };
