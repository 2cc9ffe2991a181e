/**
 * What a verification finds. `tapedeck verify --json` prints a {@linkcode Report} as one object, with `software`,
 * `folder`, `atUs` (when it was made) and `contradicts` (how many contradictions there are in all). Times are µs
 * since 1970 UTC, ranges half-open, unless said otherwise.
 */
import type { GapCause, IdRun } from "../../../schemas/evidence.ts";
import type { DayState } from "../../../schemas/facts.ts";
import type { Interval } from "../intervals.ts";

/** Something that a person should know. */
export interface Finding {
  /** The file, series or folder that it is about. */
  about: string;
  /** What is so: the rest of a sentence that begins with `about`. */
  what: string;
}

export interface Report {
  /** What was looked at; null: as far as there is anything. */
  range: { from: number | null; to: number | null };
  /** `ledger`: ledgers, names, sizes and footers; `rows`: every row and every SHA-256 too. */
  depth: "ledger" | "rows";
  /** Sorted by key. */
  series: SeriesReport[];
  /** Of the folder as a whole. */
  contradictions: Finding[];
  remarks: Finding[];
}

export interface SeriesReport {
  key: string;
  /** Rows, bytes of the files that are here. Parts may repeat rows of series whose ids are not serial. */
  rows: number;
  bytes: number;
  /** From the first row to behind the last, moved ones included; null: there is none. */
  extent: Interval | null;
  /** What the report covers: from the first row or evidence to the last. null: there is none. */
  covers: Interval | null;
  /** Shares of `covers`, 0 to 1: proven complete; subscribed without interruption, where nothing can be proven. */
  proven: number;
  recorded: number;
  proof: Proofs;
  days: DayRun[];
  holes: ToldHole[];
  /** How many candles were compared with these trades; null: rows were not read, or they are no trades. */
  candles: number | null;
  /** Rows that came twice with different fields, of which one was kept. */
  conflicts: number;
  files: ToldFile[];
  /** What must not be: claim and disk disagree. */
  contradictions: Finding[];
  /** What is worth knowing and in order: work that is under way, or that the next start finishes. */
  remarks: Finding[];
}

/** Why stretches count as complete, or as recorded. */
export interface Proofs {
  /** Contiguous ids; times are those of the first and the last row, and what is between is proven. */
  ids: IdRun[];
  /** Ids within `ids` that the exchange never issued. */
  voidIds: number;
  /** Ranges that the exchange answered whole. */
  answers: Interval[];
  /** Subscribed without interruption where nothing can be proven. */
  recorded: Interval[];
}

/** Days in a row of one state and one kind of proof. */
export interface DayRun {
  /** `2024-03-05`, both included. */
  first: string;
  last: string;
  state: DayState;
  proofs: Array<"ids" | "answers" | "subscribed">;
  days: number;
  /** null: of candles only `depth: "rows"` tells. */
  rows: number | null;
}

export interface ToldHole extends Interval {
  /** The longest first; `unknown`: never asked for. */
  causes: Array<GapCause | "unavailable" | "unknown">;
  /** As they were recorded, each once. */
  reasons: string[];
}

export interface ToldFile {
  path: string;
  rows: number;
  bytes: number;
  /** In hex, as the ledger has it; with `depth: "rows"` it was computed again. */
  sha256: string;
  conflicts: number;
  /** Where it was moved to; null: it is here. */
  remote: string | null;
}

/** Series and folder together. */
export const contradictionsOf = ({ series, contradictions }: Report): Finding[] => [
  ...contradictions,
  ...series.flatMap(({ contradictions }) => contradictions),
];
