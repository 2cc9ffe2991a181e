/** What is asked of the syncs, and answered. */
import type { SeriesName } from "../../archive/reader/series.ts";

/** Which files: those of a series whose period has something of the range. */
export interface RestoreWish extends SeriesName {
  /** µs, half-open; infinite where it is open. */
  fromUs: number;
  toUs: number;
}

/** What came of the wish to have something back. */
export type RestoreAnswer =
  | { type: "unknown-series"; reason: string }
  /** `why`: a sentence. */
  | { type: "refused"; why: string }
  /** All that was recorded of the range is here. */
  | { type: "nothing" }
  /** How much is to come. */
  | { type: "begun"; id: string; files: number; bytes: number };
