/** The windows in which a history is asked for: up to when, how long, and how many. Times in µs. */
import type { Interval } from "../archive/intervals.ts";
import type { CandleGrid } from "./candle_grid.ts";
import type { Traits } from "./contract.ts";

const MINUTE_US = 60e6;
/** A window of trades is as long as about so many pages reach, within limits. */
const WINDOW_PAGES = 10;
const WINDOW_MIN_US = MINUTE_US;
const WINDOW_MAX_US = 86_400e6;
/** Before it is known how densely a market trades. */
export const FIRST_TRADE_WINDOW_US = 3_600e6;

/** Candles that open before it are over, and served in their final form. */
export function candlesClosedUs(
  grid: CandleGrid,
  { settleMs }: Pick<Traits, "settleMs">,
  nowMs: number,
): number {
  return grid.floor((nowMs - settleMs) * 1_000);
}

export function tradesClosedUs({ settleMs }: Pick<Traits, "settleMs">, nowMs: number): number {
  return Math.floor((nowMs - settleMs) * 1_000 / MINUTE_US) * MINUTE_US;
}

export function candleWindowUs({ spanUs }: CandleGrid, { candlePage }: Pick<Traits, "candlePage">): number {
  return candlePage * spanUs;
}

/** @param rowUs Time from one trade to the next, on average. */
export function tradeWindowUs(rowUs: number, { tradePage }: Pick<Traits, "tradePage">): number {
  const wantedUs = rowUs * tradePage * WINDOW_PAGES;
  return Math.ceil(Math.min(WINDOW_MAX_US, Math.max(WINDOW_MIN_US, wantedUs)) / MINUTE_US) * MINUTE_US;
}

/** So many windows of that length cover what is missing. */
export function countWindows(missing: Interval[], lengthUs: number): number {
  return missing.reduce((sum, { from, to }) => sum + Math.max(0, Math.ceil((to - from) / lengthUs)), 0);
}
