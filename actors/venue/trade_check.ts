/**
 * Holds the trades of a market against the counts that its minute candles carry. Pure. Memory is bounded: the minutes
 * of some hours, each with the ids that were seen in it.
 */
import type { Candle, Trade } from "../../schemas/market.ts";
import { difference, type Interval } from "../archive/intervals.ts";

export interface Contradiction {
  /** Open time of the minute, µs. */
  minuteUs: number;
  candleTrades: number;
  recordedTrades: number;
}

export interface TradeCheck {
  /** Rows of whichever minute, in any order, repeated or not. */
  trades(rows: Trade[]): void;
  candles(rows: Candle[]): void;
  /**
   * Minutes whose counts differ, which their neighbours do not explain either. Only of those that `proven` (sorted,
   * disjoint, µs) holds whole, with both neighbours.
   */
  contradictions(proven: Interval[]): Contradiction[];
  /** Takes a minute's trades and candle as they were answered, instead of what was seen before. */
  replace(minuteUs: number, trades: Trade[], candles: Candle[]): void;
  /** What was found of a minute is settled: it is not looked at again. */
  settle(minuteUs: number): void;
}

/** A run of raw ids, both inclusive. */
type Run = [first: number, last: number];

interface Minute {
  candleTrades: number | null;
  /** Touching ones joined, but for those that came out of order. */
  runs: Run[];
  lastUs: number;
  /** Raw trades that the last row stands for: so many less one may belong to the next minute. */
  lastSize: number;
  isSettled: boolean;
}

const MINUTE_US = 60e6;
const MOST_MINUTES = 360;
/** A minute with more loose ends than that is in no state to be counted. */
const MOST_RUNS = 1_000;

/** Minutes before `fromUs` were not seen whole. */
export function createTradeCheck(fromUs: number): TradeCheck {
  const minutes = new Map<number, Minute>();
  const beginUs = Math.ceil(fromUs / MINUTE_US) * MINUTE_US;
  let last: Minute | undefined;
  let lastOpenUs = NaN;

  function minuteAt(us: number): Minute | undefined {
    const openUs = Math.floor(us / MINUTE_US) * MINUTE_US;
    if (openUs === lastOpenUs) return last;
    if (openUs < beginUs) return undefined;
    lastOpenUs = openUs;
    return last = minutes.get(openUs) ?? begin(openUs);
  }

  function begin(openUs: number): Minute | undefined {
    const minute = { candleTrades: null, runs: [], lastUs: -Infinity, lastSize: 1, isSettled: false };
    minutes.set(openUs, minute);
    if (minutes.size > MOST_MINUTES) minutes.delete(Math.min(...minutes.keys()));
    return minutes.get(openUs);
  }

  function count(trades: Trade[]): void {
    for (const trade of trades) {
      const run = rawIdsOf(trade);
      const minute = minuteAt(trade.ts);
      if (!run || !minute) continue;
      addRun(minute, run);
      if (trade.ts < minute.lastUs) continue;
      minute.lastUs = trade.ts;
      minute.lastSize = run[1] - run[0] + 1;
    }
  }

  function learn(candles: Candle[]): void {
    for (const { ts, trades } of candles) {
      const minute = trades === null ? undefined : minuteAt(ts);
      if (minute) minute.candleTrades = trades;
    }
  }

  function differs(openUs: number): Contradiction[] {
    const [before, minute, after] = [-1, 0, 1].map((n) => minutes.get(openUs + n * MINUTE_US));
    if (!minute || minute.isSettled || minute.candleTrades === null) return [];
    const excess = excessOf(minute);
    if (excess === 0 || before && after && isExplained(before, minute, after)) return [];
    return [{
      minuteUs: openUs,
      candleTrades: minute.candleTrades,
      recordedTrades: minute.candleTrades + excess,
    }];
  }

  const isWhole = (openUs: number, proven: Interval[]) =>
    openUs - MINUTE_US >= beginUs &&
    difference([{ from: openUs - MINUTE_US, to: openUs + 2 * MINUTE_US }], proven).length === 0;

  const hasNeighbours = (openUs: number) =>
    [-1, 1].every((n) => typeof minutes.get(openUs + n * MINUTE_US)?.candleTrades === "number");

  return {
    trades: count,
    candles: learn,
    contradictions: (proven) =>
      [...minutes.keys()].filter((openUs) => hasNeighbours(openUs) && isWhole(openUs, proven)).flatMap(
        differs,
      ),
    replace(minuteUs, trades, candles) {
      const within = ({ ts }: { ts: number }) => ts >= minuteUs && ts < minuteUs + MINUTE_US;
      Object.assign(minutes.get(minuteUs) ?? {}, { runs: [], lastUs: -Infinity, lastSize: 1 });
      count(trades.filter(within));
      learn(candles.filter(within));
    },
    settle(minuteUs) {
      const minute = minutes.get(minuteUs);
      if (minute) minute.isSettled = true;
    },
  };
}

/** Of an aggregate those of its raw trades; else its own. null: it has none that count. */
function rawIdsOf({ id, firstId, lastId }: Trade): Run | null {
  if (firstId !== null && lastId !== null) return [firstId, lastId];
  const number = id === null ? NaN : Number(id);
  return Number.isSafeInteger(number) ? [number, number] : null;
}

function addRun(minute: Minute, [first, last]: Run): void {
  const newest = minute.runs.at(-1);
  if (newest && newest[1] === first - 1) newest[1] = last;
  else minute.runs.push([first, last]);
  if (minute.runs.length > MOST_RUNS) minute.runs = joined(minute.runs);
  if (minute.runs.length > MOST_RUNS) minute.isSettled = true;
}

function joined(runs: Run[]): Run[] {
  const all: Run[] = [];
  for (const [first, last] of runs.toSorted((a, b) => a[0] - b[0])) {
    const newest = all.at(-1);
    if (newest && first <= newest[1] + 1) newest[1] = Math.max(newest[1], last);
    else all.push([first, last]);
  }
  return all;
}

/** Recorded trades beyond those that the candle counts. */
function excessOf({ runs, candleTrades }: Minute): number {
  return joined(runs).reduce((sum, [first, last]) => sum + last - first + 1, 0) - (candleTrades ?? 0);
}

/**
 * An aggregate bears the time of its first trade, and the others may belong to the next minute: is there a number of
 * them for each of three minutes, below the size of its last aggregate, that makes all counts right?
 */
function isExplained(before: Minute, minute: Minute, after: Minute): boolean {
  const [into, outOf, beyond] = [before, minute, after].map(({ lastSize }) => lastSize - 1);
  const [excess, next] = [excessOf(minute), excessOf(after)];
  const least = Math.max(0, excess, -next);
  const most = Math.min(outOf, into + excess, beyond - next);
  return least <= most;
}
