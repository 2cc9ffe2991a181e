/** The lengths of bars that are kept, of which longer ones are made. */
import { parseSeriesKey, spanSeconds } from "../../../../schemas/series.ts";

export const MINUTE_US = 60e6;
export const HOUR_US = 3600e6;
const NAMES = new Map([[MINUTE_US, "1m"], [HOUR_US, "1h"]]);
/** Candles are read as quickly themselves where a bar has fewer. */
const FEWEST_CANDLES = 10;

/** null: no level that is kept on disk. */
export const levelName = (levelUs: number): string | null => NAMES.get(levelUs) ?? null;

/** The levels that a series' rows are worth, the finest first. */
export function levelsOf(key: string): number[] {
  const { type, span } = parseSeriesKey(key);
  const levels = [...NAMES.keys()];
  if (type !== "ohlc") return levels;
  return levels.filter((level) => level >= spanSeconds(span!) * 1e6 * FEWEST_CANDLES);
}

/** The longest level that buckets of a length are made of; null: they are made of rows. */
export function levelFor(key: string, widthUs: number): number | null {
  const level = levelsOf(key).findLast((level) => widthUs % level === 0);
  if (level) return level;
  // To play a book costs so much that what came of it is kept, however fine.
  return parseSeriesKey(key).type === "orderbook" ? widthUs : null;
}
