/** How holes, and what fills them, change a case. Ranges are half-open, µs. */
import type { SeriesSummary } from "../../../schemas/facts.ts";
import { difference, type Interval } from "../../archive/intervals.ts";
import type { Case, Missing } from "./case.ts";
import { affect, giveReason } from "./case_troubles.ts";
import type { OpenedHole } from "./hole_causes.ts";

/** Beyond, a hole counts as missing for good: nothing follows it. */
const MAX_FOLLOWED = 2_000;

export function addHole(each: Case, { key, from, to, reason, at }: OpenedHole): void {
  if (each.missing.some((known) => known.key === key && known.from === from && known.to === to)) return;
  affect(each, key);
  each.series.get(key)!.opened += 1;
  const missing = { key, from, to, left: [{ from, to }], isOnRecord: false };
  if (each.missing.length < MAX_FOLLOWED) each.missing.push(missing);
  const fromMs = from / 1_000;
  each.holesFrom = Math.min(each.holesFrom ?? fromMs, fromMs);
  each.lastHoleFrom = Math.max(each.lastHoleFrom ?? fromMs, fromMs);
  each.holesTo = Math.max(each.holesTo ?? -Infinity, Math.min(to / 1_000, at));
  if (each.troubles.size === 0) giveReason(each, reason, at);
}

/** False: nothing of it was missing. */
export function fill(each: Case, { key, from, to }: Interval & { key: string }): boolean {
  return fillWhere(each, key, (hole) => {
    if (from <= hole.from && to >= hole.to) return [];
    return difference(hole.left, [{ from, to }]);
  });
}

/**
 * What the ledger told of as a gap, and does not any more, was filled: by a backfill, say. A hole that it has not told
 * of may not have come there yet. False: nothing is filled.
 */
export function compareWithLedger(each: Case, { key, gaps, gapCount }: SeriesSummary): boolean {
  if (gapCount > gaps.length) return false;
  return fillWhere(each, key, (hole) => {
    const isThere = gaps.some(({ from, to }) => from < hole.to && to > hole.from);
    if (isThere) hole.isOnRecord = true;
    return hole.isOnRecord && !isThere ? [] : hole.left;
  });
}

/** Gives each hole of a series what is left of it. True: a hole is filled by that. */
function fillWhere(each: Case, key: string, leftOf: (hole: Missing) => Interval[]): boolean {
  const counts = each.series.get(key);
  if (!counts || counts.opened === counts.healed) return false;
  const before = each.missing.length;
  each.missing = each.missing.filter((hole) => {
    if (hole.key !== key) return true;
    hole.left = leftOf(hole);
    return hole.left.length > 0;
  });
  counts.healed += before - each.missing.length;
  return each.missing.length < before;
}
