/** Series and stretches of time in words. */
import { newSeries } from "../series_record.ts";
import { seriesName } from "../words.ts";

/** Seconds tell more of what is shorter. */
const SHORT_MS = 120_000;

/** One is a series too, and so are many. */
export function countSeries(n: number): string {
  return `${n.toLocaleString("en-US")} series`;
}

/** `binance BTC/USDT trades`, `3 series of binance`. */
export function whoOf(keys: string[], exchange: string | null): string {
  if (keys.length === 1) return seriesName(newSeries(keys[0], 0));
  return exchange === null ? countSeries(keys.length) : `${countSeries(keys.length)} of ${exchange}`;
}

/**
 * `from 14:03 to 14:09 UTC`, to the second where it is short, `since 14:03 UTC` where it goes on (`to` is null). Days
 * other than that of `now` are named. All in ms.
 */
export function spanWords(from: number, to: number | null, now: number): string {
  if (to === null) return `since ${timeWords(from, dayOf(now), "minutes")} UTC`;
  const precision = to - from < SHORT_MS ? "seconds" : "minutes";
  const begin = timeWords(from, dayOf(now), precision);
  if (begin === timeWords(to, dayOf(now), precision)) return `at ${begin} UTC`;
  return `from ${begin} to ${timeWords(to, dayOf(from), precision)} UTC`;
}

/** `at 14:03 UTC`. */
export function atWords(at: number, now: number): string {
  return `at ${timeWords(at, dayOf(now), "minutes")} UTC`;
}

/** The day is named unless it is `known`. */
function timeWords(at: number, known: string, precision: "minutes" | "seconds"): string {
  const time = new Date(at).toISOString().slice(11, precision === "seconds" ? 19 : 16);
  return dayOf(at) === known ? time : `${dayOf(at)} ${time}`;
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
