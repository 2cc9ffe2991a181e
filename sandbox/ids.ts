/** Where an id lies in time, and which ids a time has: arithmetic on the day's running counts, both ways. */
import { minuteOf, MINUTES_OF_DAY, openDays } from "./days.ts";
import { DAY_MS, type Instrument, MINUTE_MS } from "./instruments.ts";
import { unit } from "./random.ts";

/** A place on the tape: the k-th trade of a minute. */
export interface Place {
  readonly minute: number;
  readonly k: number;
}

export interface Ids {
  /** The id of the last aggregate trade before a moment; 0 where there is none. */
  lastBefore(timeMs: number): number;
  /** How many trades a minute (counted from 1970) has, and the id that its first has or would have. */
  ofMinute(minute: number): { trades: number; firstId: number };
  placeOf(id: number): Place;
  /** When the k-th of a minute's trades happens, in ms. */
  timeOf(minute: number, trades: number, k: number): number;
}

const SALT_TIME = 7;

export function openIds(instrument: Instrument, seed: number): Ids {
  const { tradesPerDay, listedMs, delistedMs } = instrument;
  const countsOf = openDays(instrument, seed), firstDay = listedMs / DAY_MS;
  const lastEver = (delistedMs - listedMs) / DAY_MS * tradesPerDay;

  function ofMinute(minute: number) {
    const timeMs = minute * MINUTE_MS, day = Math.floor(timeMs / DAY_MS);
    if (timeMs < listedMs) return { trades: 0, firstId: 1 };
    if (timeMs >= delistedMs) return { trades: 0, firstId: lastEver + 1 };
    const counts = countsOf(day), ofDay = minute - day * MINUTES_OF_DAY;
    const firstId = (day - firstDay) * tradesPerDay + counts[ofDay] + 1;
    return { trades: counts[ofDay + 1] - counts[ofDay], firstId };
  }

  function lastBefore(timeMs: number): number {
    if (timeMs >= delistedMs) return lastEver;
    if (timeMs <= listedMs) return 0;
    const minute = Math.floor(timeMs / MINUTE_MS), { trades, firstId } = ofMinute(minute);
    let k = Math.max(0, Math.floor((timeMs - minute * MINUTE_MS) * trades / MINUTE_MS) - 2);
    while (k < trades && timeOf(minute, trades, k) < timeMs) k++;
    return firstId + k - 1;
  }

  function placeOf(id: number): Place {
    const day = Math.floor((id - 1) / tradesPerDay), index = (id - 1) - day * tradesPerDay;
    const counts = countsOf(firstDay + day), ofDay = minuteOf(counts, index);
    return { minute: (firstDay + day) * MINUTES_OF_DAY + ofDay, k: index - counts[ofDay] };
  }

  /** Each trade has its own even slot of the minute, and falls somewhere within it: times never go back. */
  const timeOf = (minute: number, trades: number, k: number): number =>
    minute * MINUTE_MS + Math.floor((k + unit(seed, minute, k, SALT_TIME)) * MINUTE_MS / trades);

  return { lastBefore, ofMinute, placeOf, timeOf };
}
