/**
 * A minute from the top down. It is cut into at most twelve steps, and while a step lasts the best bid and the
 * best ask stand still: takers buy at the ask and sell at the bid. A step knows how many trades it has, how many
 * of them buy, and how much is bought and sold in all; so the minute's candle is twelve additions, and single
 * trades are carved out of the totals afterwards, each without its neighbours. That is what makes candle and
 * trades agree to the last lot, at any rate.
 */
import type { Instrument } from "./instruments.ts";
import { hash, unit } from "./random.ts";

export const MAX_STEPS = 12;
/** No trade is smaller (in lots): an aggregate is up to three raw trades, and each of them needs an amount. */
const MIN_LOTS = 4;
/** Wavelengths of the price, each four times the one before: from a minute to two years. */
const OCTAVES = 11;

/** What a hash is for: its last word. */
const SALT = { wiggle: 1, bought: 2, sold: 3, buyAmount: 4, sellAmount: 5, side: 6 };

export interface Step {
  readonly minute: number;
  readonly index: number;
  /** Its trades are those with first <= k < first + buys + sells within the minute. */
  readonly first: number;
  readonly buys: number;
  readonly sells: number;
  readonly bid: number;
  readonly ask: number;
  readonly buyLots: number;
  readonly sellLots: number;
}

/** The price level at the start of a minute, in ticks: a sum of ever slower waves around the base price. */
export function priceLevel(instrument: Instrument, seed: number, minute: number): number {
  let sum = 0;
  for (let octave = 0, period = 1, size = 1; octave < OCTAVES; octave++, period *= 4, size *= 2) {
    const lattice = Math.floor(minute / period);
    const from = unit(seed, lattice, octave), to = unit(seed, lattice + 1, octave);
    sum += size * (2 * (from + (to - from) * (minute / period - lattice)) - 1);
  }
  return Math.round(instrument.basePrice * (1 + instrument.volatility * sum));
}

export const stepCount = (trades: number): number => Math.min(MAX_STEPS, trades);

/** Which step the k-th of a minute's trades falls in. */
export const stepOf = (trades: number, k: number): number =>
  Math.ceil((k + 1) * stepCount(trades) / trades) - 1;

/** The steps of a minute with this many trades, in order; none where it is empty. */
export function stepsOf(instrument: Instrument, seed: number, minute: number, trades: number): Step[] {
  if (trades === 0) return [];
  const from = priceLevel(instrument, seed, minute), to = priceLevel(instrument, seed, minute + 1);
  const count = stepCount(trades), steps: Step[] = [];
  for (let index = 0; index < count; index++) {
    const first = Math.floor(index * trades / count);
    const size = Math.floor((index + 1) * trades / count) - first;
    const { buys, sells } = countSides(seed, minute, index, size);
    const bid = bidOf(instrument, seed, minute, index, count, from, to);
    steps.push({
      minute,
      index,
      first,
      buys,
      sells,
      bid,
      ask: bid + instrument.spread,
      buyLots: total(instrument, buys, unit(seed, minute, index, SALT.bought)),
      sellLots: total(instrument, sells, unit(seed, minute, index, SALT.sold)),
    });
  }
  return steps;
}

/** The minute starts and ends on its levels, so that one minute's open lies near the close before it. */
function bidOf(
  { basePrice, volatility }: Instrument,
  seed: number,
  minute: number,
  index: number,
  count: number,
  from: number,
  to: number,
): number {
  const line = count === 1 ? to : from + (to - from) * index / (count - 1);
  const inner = index > 0 && index < count - 1;
  const wiggle = inner ? (2 * unit(seed, minute, index, SALT.wiggle) - 1) * basePrice * volatility : 0;
  return Math.max(1, Math.floor(line + wiggle));
}

/** Trades come in pairs of a buy and a sell, in either order; an odd last one takes its pair's first side. */
function countSides(
  seed: number,
  minute: number,
  index: number,
  size: number,
): { buys: number; sells: number } {
  const pairs = size >> 1;
  const lastBuys = size % 2 === 1 && isBuyFirst(seed, minute, index, pairs) ? 1 : 0;
  const buys = pairs + lastBuys;
  return { buys, sells: size - buys };
}

const isBuyFirst = (seed: number, minute: number, index: number, pair: number): boolean =>
  (hash(seed, minute, index * 0x1000_0000 + pair, SALT.side) & 1) === 1;

const total = ({ lotsPerTrade }: Instrument, trades: number, chance: number): number =>
  Math.max(MIN_LOTS * trades, Math.floor(trades * lotsPerTrade * (0.5 + chance)));

/** One trade of a step: `i` counts from the step's first. */
export function carve(seed: number, step: Step, i: number): { isBuy: boolean; price: number; lots: number } {
  const pair = i >> 1;
  const isBuy = isBuyFirst(seed, step.minute, step.index, pair) === (i % 2 === 0);
  const until = isBuy ? boughtBefore(seed, step, pair + 1) : soldBefore(seed, step, pair + 1);
  const before = isBuy ? boughtBefore(seed, step, pair) : soldBefore(seed, step, pair);
  return { isBuy, price: isBuy ? step.ask : step.bid, lots: until - before };
}

const boughtBefore = (seed: number, step: Step, n: number): number =>
  share(seed, step, step.buyLots, step.buys, n, SALT.buyAmount);
const soldBefore = (seed: number, step: Step, n: number): number =>
  share(seed, step, step.sellLots, step.sells, n, SALT.sellAmount);

/**
 * The amount of the first n of `count` trades that share `lots`: 0 for none, all of it for all, and in between an
 * even share moved up by less than the smallest even share, so that each trade gets MIN_LOTS at least.
 */
function share(seed: number, step: Step, lots: number, count: number, n: number, salt: number): number {
  if (n === 0 || n >= count) return n === 0 ? 0 : lots;
  const free = lots - MIN_LOTS * count;
  const play = Math.floor(free / count);
  const moved = play === 0 ? 0 : hash(seed, step.minute, step.index * 0x1000_0000 + n, salt) % play;
  return MIN_LOTS * n + Math.floor(free * n / count) + moved;
}

/** What the first n trades of a step bought and sold. */
export function spentIn(
  seed: number,
  step: Step,
  n: number,
): { buys: number; buyLots: number; sellLots: number } {
  const size = step.buys + step.sells;
  if (n >= size) return step;
  const pairs = n >> 1;
  const buys = pairs + (n % 2 === 1 && isBuyFirst(seed, step.minute, step.index, pairs) ? 1 : 0);
  return { buys, buyLots: boughtBefore(seed, step, buys), sellLots: soldBefore(seed, step, n - buys) };
}
