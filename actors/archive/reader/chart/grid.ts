/** The buckets of a chart: all of one length, at places that stay where they are when the view is moved. Times in µs. */
import { type Series, spanSeconds } from "../../../../schemas/series.ts";

export interface Grid {
  /** A bucket's length; of months, 30 days each. */
  widthUs: number;
  count: number;
  /** Where a bucket begins; that of `count` is the end of the last. */
  startOf(index: number): number;
  /** The bucket that a time is in; outside of 0 to `count` where it is in none. */
  indexOf(us: number): number;
}

const SECOND_US = 1e6;
const DAY_US = 86_400e6;
const WEEK_US = 7 * DAY_US;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_US = 4 * DAY_US;
const MONTH_US = 30 * DAY_US;

/** Lengths that a person reads easily, in seconds; each but the first few is whole minutes, hours or days. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
  ...[1, 2, 4, 12, 24, 48, 120, 240, 720].map((hours) => hours * 3600),
];

/** Buckets from `fromUs` (rounded down to a bucket's begin) for a given number of them. */
export function evenGrid(fromUs: number, widthUs: number, count: number): Grid {
  const offset = widthUs % WEEK_US === 0 ? FIRST_MONDAY_US : 0;
  const origin = Math.floor((fromUs - offset) / widthUs) * widthUs + offset;
  return {
    widthUs,
    count,
    startOf: (index) => origin + index * widthUs,
    indexOf: (us) => Math.floor((us - origin) / widthUs),
  };
}

/**
 * The finest buckets of which `points` hold all of [fromUs, toUs). A candle is whole in one bucket: those of weeks begin
 * on Mondays, those of months on their first days.
 */
export function gridOver(
  { type, span }: Pick<Series, "type" | "span">,
  { fromUs, toUs, points }: { fromUs: number; toUs: number; points: number },
): Grid {
  const unit = type === "ohlc" ? span! : "1s";
  const gridOf = unit.endsWith("mo")
    ? (times: number) => monthGrid(fromUs, Number.parseInt(unit) * times)
    : (times: number) => evenGrid(fromUs, spanSeconds(unit) * SECOND_US * times, 0);
  for (const times of multiples(spanSeconds(unit))) {
    const grid = gridOf(times);
    const count = Math.max(1, grid.indexOf(toUs - 1) + 1);
    if (count <= points) return { ...grid, count };
  }
  throw new Error(`Cannot divide ${toUs - fromUs} µs into ${points} buckets`);
}

/** How many units a bucket may have, ever more. */
function* multiples(unitSeconds: number): Generator<number> {
  const nice = WIDTHS.filter((width) => width > unitSeconds && width % unitSeconds === 0);
  yield 1;
  for (const width of nice) yield width / unitSeconds;
  for (let last = (nice.at(-1) ?? unitSeconds) / unitSeconds;;) yield last *= 2;
}

function monthGrid(fromUs: number, months: number): Grid {
  const openOf = (nth: number) => Date.UTC(1970, nth * months) * 1_000;
  const nthOf = (us: number) => {
    const date = new Date(us / 1_000);
    return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / months);
  };
  const first = nthOf(fromUs);
  return {
    widthUs: months * MONTH_US,
    count: 0,
    startOf: (index) => openOf(first + index),
    indexOf: (us) => nthOf(us) - first,
  };
}
