/** Where candles of a span open: at multiples of it; weeks on Mondays, months on their first day. UTC, µs. */
import { spanSeconds } from "../../schemas/series.ts";

export interface CandleGrid {
  /** The length of a candle; of a month, 30 days. */
  spanUs: number;
  /** The newest open time at or before a time. */
  floor(us: number): number;
  /** The open time that follows one. */
  next(openUs: number): number;
}

const WEEK_US = 604_800_000_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_US = 4 * 86_400_000_000;

export function candleGrid(span: string): CandleGrid {
  const spanUs = spanSeconds(span) * 1_000_000;
  if (span.endsWith("mo")) return monthGrid(spanUs, Number.parseInt(span));
  const offset = spanUs % WEEK_US === 0 ? FIRST_MONDAY_US : 0;
  return {
    spanUs,
    floor: (us) => Math.floor((us - offset) / spanUs) * spanUs + offset,
    next: (openUs) => openUs + spanUs,
  };
}

function monthGrid(spanUs: number, months: number): CandleGrid {
  const openOf = (nth: number) => Date.UTC(1970, nth * months) * 1_000;
  const nthOf = (us: number) => {
    const date = new Date(us / 1_000);
    return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / months);
  };
  return { spanUs, floor: (us) => openOf(nthOf(us)), next: (openUs) => openOf(nthOf(openUs) + 1) };
}
