/** How long after its exchange's own time the newest row of a stream was safe on disk. */
import type { SeriesView } from "../../../schemas/snapshot.ts";
import type { Happening } from "./additions.ts";

export interface Lags {
  witness(happening: Happening): void;
  /** ms, of the stream that lags most; null: nothing came lately. What is not live has no lag. */
  worst(series: SeriesView[], now: number): number | null;
}

interface Newest {
  /** Of the newest row. */
  us: number;
  lagMs: number;
  at: number;
}

/** A stream that has had no new row for so long tells nothing of its lag now. */
const LATELY_MS = 5 * 60_000;

export function createLags(): Lags {
  const newest = new Map<string, Newest>();
  return {
    witness(happening) {
      if (happening.type !== "rows-recorded") return;
      const { key, lastUs: us, at } = happening;
      // What fills a hole is late and no sign of how the stream is.
      if (us > (newest.get(key)?.us ?? -Infinity)) newest.set(key, { us, lagMs: at - us / 1_000, at });
    },
    worst(series, now) {
      const live = series.filter(({ type, state }) => type !== "ohlc" && state === "recording");
      const told = live.flatMap(({ key }) => newest.get(key) ?? []);
      const lags = told.filter(({ at }) => now - at < LATELY_MS).map(({ lagMs }) => lagMs);
      return lags.length === 0 ? null : Math.max(...lags);
    },
  };
}
