/**
 * The last ids of a series whose ids are only unique: a resubscription sends trades again, and most repeats
 * are seen here. Only an optimisation: the merge of a period is the authority on duplicates.
 */
import type { Trade } from "../../schemas/market.ts";

const KEPT = 20_000;

export interface RecentIds {
  /** The trades not seen lately; one without an id counts as new. */
  accept(batch: Trade[]): Trade[];
}

export function createRecentIds(): RecentIds {
  const seen = new Set<string>();
  function isNew({ id }: Trade): boolean {
    if (id === null) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    if (seen.size > KEPT) seen.delete(seen.values().next().value!);
    return true;
  }
  return { accept: (batch) => batch.filter(isNew) };
}
