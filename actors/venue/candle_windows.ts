/** Which windows of a candle series to ask for, and what an answer proves. Times in µs, half-open. */
import type { Evidence, Stretch } from "../../schemas/evidence.ts";
import type { Candle } from "../../schemas/market.ts";
import type { CandleGrid } from "./candle_grid.ts";
import type { Answer, Traits } from "./contract.ts";

export interface Window {
  from: number;
  to: number;
}

/** Candles that an answer lacks at its end may still come, if they closed less than so long before it. */
export const LATE_US = 10 * 60_000_000;

/** The oldest stretch of [from, to) that is not settled, at most `pageUs` long; null: there is none. */
export function nextWindow(settled: Stretch[], from: number, to: number, pageUs: number): Window | null {
  let at = from;
  for (const stretch of settled.toSorted((a, b) => a.from - b.from)) {
    if (stretch.from > at) return at < to ? { from: at, to: Math.min(at + pageUs, stretch.from, to) } : null;
    at = Math.max(at, stretch.to);
  }
  return at < to ? { from: at, to: Math.min(at + pageUs, to) } : null;
}

/**
 * The answer proves its window, but not the candles that it lacks: where the venue sends a candle for every
 * span, an absent one is a halt, or late if it is the newest. A rejected row leaves the window unproven, and
 * so does an empty answer.
 */
export function evidenceOf(
  window: Window,
  answer: Answer<Candle>,
  traits: Traits,
  grid: CandleGrid,
): Evidence[] {
  const { rows, rejected, reason, askedAt } = answer;
  if (rejected > 0) {
    return [{ kind: "gap", ...window, cause: "rejected", reason: reason ?? "a row is not a sane candle" }];
  }
  if (rows.length === 0) return [];
  if (traits.omitsEmptyCandles) return [{ kind: "answer", ...window, askedAt }];
  const evidence: Evidence[] = [];
  let at = window.from;
  for (const stretch of stretchesOf(rows, grid)) {
    if (stretch.from > at) evidence.push(halt(at, stretch.from));
    evidence.push({ kind: "answer", ...stretch, askedAt });
    at = stretch.to;
  }
  if (at < window.to && window.to < askedAt - LATE_US) evidence.push(halt(at, window.to));
  return evidence;
}

function halt(from: number, to: number): Evidence {
  return { kind: "gap", from, to, cause: "venue-halt", reason: "the answer has no candle here" };
}

/** Maximal runs of candles without a missing one. */
function stretchesOf(rows: Candle[], grid: CandleGrid): Window[] {
  const stretches: Window[] = [];
  for (const { ts } of rows) {
    const last = stretches.at(-1);
    if (last?.to === ts) last.to = grid.next(ts);
    else stretches.push({ from: ts, to: grid.next(ts) });
  }
  return stretches;
}

/** What need not be asked again: proven ranges, and halts, which another answer soon would only repeat. */
export function settledBy(evidence: Evidence[]): Stretch[] {
  return evidence.flatMap((each): Stretch[] => {
    if (each.kind === "answer") return [{ from: each.from, to: each.to, state: "complete" }];
    if (each.kind !== "gap" || each.cause !== "venue-halt") return [];
    return [{ from: each.from, to: each.to, state: "gap", cause: each.cause }];
  });
}

/** Adds stretches to a sorted, disjoint list, joining neighbours of one state. */
export function settle(settled: Stretch[], more: Stretch[]): void {
  for (const stretch of more) {
    const last = settled.at(-1);
    if (last && last.to === stretch.from && last.state === stretch.state) last.to = stretch.to;
    else settled.push({ ...stretch });
  }
}
