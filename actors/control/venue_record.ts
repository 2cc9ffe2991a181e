/** What the board knows of one exchange, folded from facts. */
import type { Fact } from "../../schemas/facts.ts";
import type { VenueView } from "../../schemas/snapshot.ts";

export type VenueRecord = Readonly<VenueView> & {
  /** ms, of the last change of `state`. */
  readonly since: number;
};

export type ExchangeFact = Extract<Fact, { exchange: string }>;

export function newVenue(exchange: string, at: number): VenueRecord {
  return {
    exchange,
    state: "starting",
    error: null,
    retryAt: null,
    budgetUsed: 0,
    waitUntil: null,
    since: at,
  };
}

/** The record after a fact about its exchange. */
export function foldVenue(record: VenueRecord, fact: ExchangeFact): VenueRecord {
  switch (fact.type) {
    case "venue-opened":
      return { ...newVenue(record.exchange, fact.at), state: "open" };
    case "venue-failed":
      return {
        ...record,
        state: "failed",
        error: fact.error,
        retryAt: fact.retryAt,
        since: record.state === "failed" ? record.since : fact.at,
      };
    case "budget-changed":
      return { ...record, budgetUsed: fact.used, waitUntil: fact.waitUntil };
    case "markets-noted":
    case "segment-closed":
    case "clock-compared":
      return record;
    default:
      return fact satisfies never;
  }
}
