/**
 * How a day's trades fall into its minutes. Every day of an instrument has the same number of trades, so an id's
 * day is a division; where they fall differs from day to day, and is looked up in that day's running count.
 */
import { DAY_MS, type Instrument, isHalted, MINUTE_MS } from "./instruments.ts";
import { unit } from "./random.ts";

export const MINUTES_OF_DAY = DAY_MS / MINUTE_MS;
/** Days kept once computed (11.5 kB each); computing one takes about 30 µs. */
const KEPT_DAYS = 64;
/** Busiest at 15:00 UTC, quietest at 03:00, by this much about the mean. */
const TIDE = 0.15, TIDE_PEAK_MINUTE = 900;

/** Running counts: `counts[m]` trades of the day come before its minute m; `counts[1440]` is all of them. */
export type DayCounts = Float64Array;

/** Counts of a day since 1970, remembered for the days last asked for. */
export function openDays(instrument: Instrument, seed: number): (day: number) => DayCounts {
  const kept = new Map<number, DayCounts>();
  return (day) => {
    const known = kept.get(day);
    if (known) return known;
    const counts = countDay(instrument, seed, day);
    if (kept.size >= KEPT_DAYS) kept.delete(kept.keys().next().value!);
    kept.set(day, counts);
    return counts;
  };
}

function countDay(instrument: Instrument, seed: number, day: number): DayCounts {
  const sums = new Float64Array(MINUTES_OF_DAY + 1);
  for (let m = 0; m < MINUTES_OF_DAY; m++) sums[m + 1] = sums[m] + weight(instrument, seed, day, m);
  const scale = instrument.tradesPerDay / sums[MINUTES_OF_DAY];
  return sums.map((sum, m) => m === MINUTES_OF_DAY ? instrument.tradesPerDay : Math.floor(sum * scale));
}

function weight(instrument: Instrument, seed: number, day: number, minute: number): number {
  if (isHalted(instrument, minute * MINUTE_MS)) return 0;
  const fromPeak = Math.abs((minute - TIDE_PEAK_MINUTE + 2160) % MINUTES_OF_DAY - 720) / 720;
  const chance = unit(seed, day, minute, 9) ** instrument.power;
  return (1 + TIDE * (1 - 2 * fromPeak)) * (1 - instrument.burst + instrument.burst * chance);
}

/** The minute of the day in which the trade with `index` of that day falls. */
export function minuteOf(counts: DayCounts, index: number): number {
  let low = 0, high = MINUTES_OF_DAY;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (counts[middle] <= index) low = middle;
    else high = middle;
  }
  return low;
}
