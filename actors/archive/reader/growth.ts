/** What each day weighs in files, those that were moved away since included. */
import { parseSeriesKey } from "../../../schemas/series.ts";
import { breathe } from "../breathe.ts";
import type { Disk } from "../disk.ts";
import { dayName, parseFilePath } from "../layout.ts";
import { type FileLine, openLedgers } from "../ledgers.ts";
import { isSeriesKey } from "../series_folders.ts";

export interface DayBytes {
  day: string;
  bytes: number;
}

const DAY_US = 86_400e6;

/** The last `count` days that are over, oldest first. @param nowUs µs since 1970. */
export async function growthOf(disk: Disk, count: number, nowUs: number): Promise<DayBytes[]> {
  const to = Math.floor(nowUs / DAY_US) * DAY_US;
  const sums = new Float64Array(count);
  const first = to - count * DAY_US;
  const keys = openLedgers(disk).keys("").filter(isSeriesKey);
  for (const key of keys) {
    await breathe();
    const { files, moved } = openLedgers(disk).of(key); // each by itself, or all would be held at once
    for (const file of [...files.values(), ...moved.values()]) addFile(sums, first, key, file);
  }
  return Array.from(sums, (bytes, n) => ({ day: dayName(first + n * DAY_US), bytes: Math.round(bytes) }));
}

/** A file of a day counts for it; one of a year, which has as many candles each day, evenly for the days it holds. */
function addFile(sums: Float64Array, first: number, key: string, { path, bytes, from, to }: FileLine): void {
  const { type } = parseSeriesKey(key);
  const indexOf = (us: number) => Math.floor((us - first) / DAY_US);
  if (type !== "ohlc") {
    const day = indexOf(parseFilePath(path).period.from);
    if (day >= 0 && day < sums.length) sums[day] += bytes;
    return;
  }
  const perUs = bytes / (to - from);
  for (let day = Math.max(0, indexOf(from)); day < sums.length && first + day * DAY_US < to; day++) {
    const begin = first + day * DAY_US;
    sums[day] += perUs * (Math.min(to, begin + DAY_US) - Math.max(from, begin));
  }
}
