/** Between who answers the API and the Worker that finds out what takes too long there. */
import type { FoundMarkets, ReachedExchange } from "../../venue/found_markets.ts";

export interface PreviewQuestion {
  /** What is wanted from here on, µs. */
  fromUs: number;
  nowMs: number;
  series: PreviewedSeries[];
  exchanges: ReachedExchange[];
}

/** A series whose history would be asked for. */
export interface PreviewedSeries {
  key: string;
  /** Of the oldest row that is on disk, µs; null: there is none. */
  firstUs: number | null;
  /** Time from one row to the next on average, as far as it was recorded, µs; null: that is not known. */
  rowUs: number | null;
}

/** What it would ask for; see `BackfillPreview` of schemas/wire_app.ts. */
export interface SeriesPreview {
  key: string;
  windows: number;
  rows: number | null;
  rowsAre: "exactly" | "at-most" | "about" | null;
  seconds: number | null;
  missingUs: number;
}

/** By type, what is asked and what is answered. */
export interface Lookups {
  markets: { ask: ReachedExchange; answer: FoundMarkets };
  preview: { ask: PreviewQuestion; answer: SeriesPreview[] };
}

export type Lookup = { [T in keyof Lookups]: { type: T; ask: Lookups[T]["ask"] } }[keyof Lookups];

export type LookupCommand =
  | { type: "open"; dataFolder: string }
  | { type: "look-up"; id: number; lookup: Lookup };

export type LookupFact =
  | { type: "found"; id: number; answer: unknown }
  | { type: "failed"; id: number; reason: string };
