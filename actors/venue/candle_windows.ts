/** Which windows of a candle series to ask for, and what an answer says. Times in µs, half-open. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Candle } from "../../schemas/market.ts";
import { difference, type Interval } from "../archive/intervals.ts";
import type { CandleGrid } from "./candle_grid.ts";
import type { Answer, Traits } from "./contract.ts";

/** A candle that is absent may still come, if it closed less than so long ago. */
export const LATE_US = 10 * 60_000_000;

/** The oldest stretch of [from, to) that is not settled (sorted, disjoint), at most `pageUs` long; null: none is. */
export function nextWindow(settled: Interval[], from: number, to: number, pageUs: number): Interval | null {
  if (from >= to) return null;
  const [missing] = difference([{ from, to }], settled);
  return missing ? { from: missing.from, to: Math.min(missing.to, missing.from + pageUs) } : null;
}

export const GONE = "the exchange serves nothing older";

export interface Reading {
  /** Candles whose final form this is. */
  rows: Candle[];
  evidence: Evidence[];
  /** What the exchange should have and did not give. */
  absent: Interval[];
}

/**
 * What an answer without a rejected row proves of its window. Where the venue sends a candle for every span, only
 * the candles that it gave; elsewhere all of it, but for an end that may be late, or a window without any.
 */
export function readAnswer(
  window: Interval,
  { rows, askedAt, servedFromUs = window.from }: Answer<Candle>,
  { settleMs, omitsEmptyCandles }: Traits,
  grid: CandleGrid,
): Reading {
  const finalTo = Math.min(window.to, grid.floor(askedAt - settleMs * 1_000));
  const lateFrom = Math.min(finalTo, grid.floor(askedAt - LATE_US));
  const final = rows.filter(({ ts }) => grid.next(ts) <= finalTo);
  const given = stretchesOf(final, grid);
  const proven = omitsEmptyCandles && given.length > 0
    ? [{ from: Math.max(window.from, grid.floor(servedFromUs)), to: Math.max(lateFrom, given.at(-1)!.to) }]
    : given;
  const gone = { from: window.from, to: grid.floor(servedFromUs) };
  return {
    rows: final,
    evidence: [
      ...proven.map((stretch): Evidence => ({ kind: "answer", ...stretch, askedAt })),
      ...difference([gone], proven).map((stretch): Evidence => ({
        kind: "unavailable",
        ...stretch,
        reason: GONE,
      })),
    ],
    absent: difference([{ from: Math.max(window.from, gone.to), to: lateFrom }], proven),
  };
}

/** What is on record of a window that two answers, far enough apart, did not have a candle of. */
export function evidenceOfAbsence(
  window: Interval,
  askedAt: number,
  { omitsEmptyCandles }: Traits,
): Evidence {
  if (omitsEmptyCandles) return { kind: "answer", ...window, askedAt };
  return { kind: "gap", ...window, cause: "venue-halt", reason: "the exchange has no candle here" };
}

/** Maximal runs of candles without a missing one. */
function stretchesOf(rows: Candle[], grid: CandleGrid): Interval[] {
  const stretches: Interval[] = [];
  for (const { ts } of rows) {
    const last = stretches.at(-1);
    if (last?.to === ts) last.to = grid.next(ts);
    else stretches.push({ from: ts, to: grid.next(ts) });
  }
  return stretches;
}
