/**
 * The tape of one instrument: a pure function of (seed, instrument, time), reached in O(1) by time and by id, with
 * nothing stored. Two id spaces, as on Binance, and both start at 1 and have no holes: aggregate trades ("a"), and
 * the raw trades ("t") that they are made of.
 */
import { openIds } from "./ids.ts";
import type { Instrument } from "./instruments.ts";
import { seedOf } from "./random.ts";
import { carve, type Step, stepOf, stepsOf } from "./steps.ts";

/** A raw trade. Price in ticks, amount in lots. */
export interface RawTrade {
  readonly id: number;
  readonly timeMs: number;
  readonly price: number;
  readonly lots: number;
  /** The taker bought. */
  readonly isBuy: boolean;
}

/** An aggregate trade, with the ids of its first and last raw trade. */
export interface AggTrade extends RawTrade {
  readonly firstRaw: number;
  readonly lastRaw: number;
}

/** The trades of a minute, known by their steps only. */
export interface Minute {
  /** Counted from 1970. */
  readonly minute: number;
  readonly trades: number;
  /** The id that its first aggregate trade has or would have. */
  readonly firstId: number;
  readonly steps: readonly Step[];
}

export interface Tape {
  readonly instrument: Instrument;
  /** The seed of this instrument. */
  readonly seed: number;
  /** The id of the last aggregate trade before a moment; 0 where there is none. */
  lastIdBefore(timeMs: number): number;
  /** Aggregate trades with from <= id < to. Ask for thousands at a time, not for a day. */
  trades(from: number, to: number): AggTrade[];
  /** Raw trades with from <= id < to. */
  rawTrades(from: number, to: number): RawTrade[];
  /** A minute, counted from 1970. Empty outside of the instrument's life and while it is halted. */
  minute(minute: number): Minute;
  /** Best prices at a moment, set by the last trade until then; undefined before the first trade. */
  quotesAt(timeMs: number): { bid: number; ask: number; last: number } | undefined;
}

export function openTape(instrument: Instrument, marketSeed: number): Tape {
  const seed = seedOf(marketSeed, instrument.symbol), ids = openIds(instrument, seed);
  const lastEver = ids.lastBefore(Infinity);
  let latest: Minute | undefined;

  function minute(number: number): Minute {
    if (latest?.minute === number) return latest;
    const { trades, firstId } = ids.ofMinute(number);
    latest = { minute: number, trades, firstId, steps: stepsOf(instrument, seed, number, trades) };
    return latest;
  }

  function trades(from: number, to: number): AggTrade[] {
    const found: AggTrade[] = [], end = Math.min(to, lastEver + 1);
    for (let id = Math.max(1, from); id < end;) {
      const place = ids.placeOf(id), within = minute(place.minute);
      for (let k = place.k; k < within.trades && id < end; k++, id++) found.push(tradeAt(within, k, id));
    }
    return found;
  }

  function tradeAt(within: Minute, k: number, id: number): AggTrade {
    const step = within.steps[stepOf(within.trades, k)];
    const { isBuy, price, lots } = carve(seed, step, k - step.first);
    const timeMs = ids.timeOf(within.minute, within.trades, k), firstRaw = rawBefore(id) + 1;
    return { id, timeMs, price, lots, isBuy, firstRaw, lastRaw: rawBefore(id + 1) };
  }

  function rawTrades(from: number, to: number): RawTrade[] {
    if (from >= to) return [];
    return trades(aggregateOf(Math.max(1, from)), aggregateOf(to - 1) + 1).flatMap(splitRaw)
      .filter(({ id }) => id >= from && id < to);
  }

  function quotesAt(timeMs: number) {
    const id = ids.lastBefore(timeMs + 1);
    if (id === 0) return undefined;
    const place = ids.placeOf(id), within = minute(place.minute);
    const { bid, ask } = within.steps[stepOf(within.trades, place.k)];
    return { bid, ask, last: tradeAt(within, place.k, id).price };
  }

  return { instrument, seed, lastIdBefore: ids.lastBefore, trades, rawTrades, minute, quotesAt };
}

/** Raw trades in each of eight aggregates in a row, summed up: how many come before each, and in all. */
const RAW_BEFORE = [0, 1, 2, 4, 5, 8, 9, 10], RAW_PER_RUN = 12;

/** How many raw trades come before an aggregate trade. */
export function rawBefore(id: number): number {
  const index = id - 1, run = Math.floor(index / RAW_BEFORE.length);
  return run * RAW_PER_RUN + RAW_BEFORE[index - run * RAW_BEFORE.length];
}

/** The aggregate trade that a raw trade is part of. */
export function aggregateOf(raw: number): number {
  const index = raw - 1, run = Math.floor(index / RAW_PER_RUN);
  const within = RAW_BEFORE.findLastIndex((before) => before <= index - run * RAW_PER_RUN);
  return run * RAW_BEFORE.length + within + 1;
}

/** The raw trades of an aggregate: same taker, same price, same moment; the first takes what does not divide. */
function splitRaw({ firstRaw, lastRaw, lots, timeMs, price, isBuy }: AggTrade): RawTrade[] {
  const count = lastRaw - firstRaw + 1, each = Math.floor(lots / count), rest = lots - each * (count - 1);
  return Array.from({ length: count }, (_, i) => {
    return { id: firstRaw + i, timeMs, price, lots: i === 0 ? rest : each, isBuy };
  });
}
