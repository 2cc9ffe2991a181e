/**
 * Evidence: what the coverage ledger knows about time ranges of a series. Ranges are half-open, in µs, but
 * for `ids`: there `from` and `to` are the times of the run's first and last row, and what is proven is the
 * open interval between them (another trade may share either end's microsecond).
 */

export const GAP_CAUSES = ["outage", "venue-halt", "id-hole", "rejected", "lost", "overload"] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

export type Evidence =
  /** A maximal run of contiguous durable ids. */
  | { kind: "ids"; from: number; to: number; firstId: number; lastId: number }
  /** The exchange answered exactly this range, and its rows are durable. */
  | { kind: "answer"; from: number; to: number; askedAt: number }
  /** The exchange no longer serves this range; final. */
  | { kind: "unavailable"; from: number; to: number; reason: string }
  /** Something is missing, or may be. Where ids tell what, they are given (both inclusive). */
  | {
    kind: "gap";
    from: number;
    to: number;
    cause: GapCause;
    reason: string;
    firstId?: number;
    lastId?: number;
  }
  /** Ids that the exchange itself never issued, shown by it between present neighbours. */
  | { kind: "void-id"; from: number; to: number; firstId: number; lastId: number }
  /** Subscribed without interruption, on a venue whose ids prove nothing. */
  | { kind: "recorded"; from: number; to: number }
  /** Rows once durable are gone: earlier proof over this range no longer counts. */
  | { kind: "lost"; from: number; to: number; reason: string; firstId?: number; lastId?: number }
  /** A file was purged here after a remote was verified to hold it. */
  | { kind: "moved"; from: number; to: number; path: string; remote: string }
  /**
   * A part or period file that is durable; a later line for the same path replaces it, `rows: 0` ends it. The
   * ids, where they are serial, are the lowest and the highest in the file.
   */
  | {
    kind: "file";
    from: number;
    to: number;
    path: string;
    rows: number;
    bytes: number;
    sha256: string;
    firstId?: number;
    lastId?: number;
    /** Rows that a merge found twice with different fields. */
    conflicts?: number;
  };

export const EVIDENCE_KINDS: readonly Evidence["kind"][] = [
  "ids",
  "answer",
  "unavailable",
  "gap",
  "void-id",
  "recorded",
  "lost",
  "moved",
  "file",
];

/** A line of the ledger: `n` counts from 0 without a hole, `crc` covers the line without it. */
export type LedgerLine = Evidence & { n: number };

export type CoverageState = "complete" | "unavailable" | "gap" | "recorded" | "open" | "unknown";

/** A maximal stretch of one state. Half-open, µs. */
export interface Stretch {
  from: number;
  to: number;
  state: CoverageState;
  /** Only where state is `gap`. */
  cause?: GapCause;
}

/** A maximal run of contiguous durable ids; times are those of its first and last row, µs. */
export interface IdRun {
  firstId: number;
  lastId: number;
  from: number;
  to: number;
}

/** What the ledger says about one series: enough to go on recording it, and to say what is missing. */
export interface Coverage {
  /** Sorted, disjoint; time outside them is `unknown`. */
  stretches: Stretch[];
  /** Sorted, disjoint, never adjacent; empty where the venue's ids are not serial. */
  idRuns: IdRun[];
}
