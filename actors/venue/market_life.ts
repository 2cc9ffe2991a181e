/** From when to when a market has traded, so that the years before and after are not asked for window by window. */
import type { Interval } from "../archive/intervals.ts";
import { candleGrid } from "./candle_grid.ts";
import { type Venue, VenueFault } from "./contract.ts";

export interface MarketLife {
  /** The days of the first and, where it has ended, of the last trade: [sinceUs, untilUs), µs. */
  sinceUs: number;
  /** Infinity: it trades still, as far as is known. */
  untilUs: number;
  /** Days up to this one have been looked at, µs. */
  seenToUs: number;
}

const DAY = candleGrid("1d");
/** No exchange is older than Bitcoin. */
const EARLIEST_US = Date.UTC(2009, 0, 1) * 1_000;
/** A day's candle may come late. */
const LATE_US = 3_600e6;
/** A market that has not traded for longer has ended, for the time being. */
const RESTING_US = 3 * DAY.spanUs;

/**
 * By the candles of days, looked through from the oldest on to the first, and from the newest back to the last: of
 * what lies around them none was there. null: it cannot be told, as the exchange has no such candles, serves only the
 * newest, or sent one that is not believed. Throws what the venue throws, but for `final` faults.
 */
export async function findLife(
  venue: Venue,
  symbol: string,
  nowUs: number,
  signal: AbortSignal,
): Promise<MarketLife | null> {
  const whole = wary(venue);
  const seenToUs = DAY.floor(nowUs - LATE_US);
  const pages = pagesOf({ from: EARLIEST_US, to: seenToUs }, venue.traits.candlePage * DAY.spanUs);
  const daysIn = async ({ from: fromUs, to: toUs }: Interval) => {
    const query = { symbol, span: "1d", fromUs, toUs, priority: "history" } as const;
    return (await whole.venue.fetchCandles(query, signal)).rows;
  };
  try {
    const first = await firstOf(pages, daysIn);
    if (!first) return null;
    const last = (await firstOf(pages.toReversed(), daysIn)) ?? first;
    const endUs = last.at(-1)!.ts + DAY.spanUs;
    if (!whole.isTrusted()) return null;
    return { sinceUs: first[0].ts, untilUs: endUs + RESTING_US < seenToUs ? endUs : Infinity, seenToUs };
  } catch (error) {
    if (error instanceof VenueFault && error.kind === "final") return null;
    throw error;
  }
}

function pagesOf({ from, to }: Interval, lengthUs: number): Interval[] {
  return Array.from({ length: Math.ceil((to - from) / lengthUs) }, (_, page) => ({
    from: from + page * lengthUs,
    to: Math.min(to, from + (page + 1) * lengthUs),
  }));
}

/** The rows of the first page that has any. */
async function firstOf<Row>(
  pages: Interval[],
  ask: (page: Interval) => Promise<Row[]>,
): Promise<Row[] | null> {
  for (const page of pages) {
    const rows = await ask(page);
    if (rows.length > 0) return rows;
  }
  return null;
}

/** The venue, and whether all that it answered can be relied on to be all there was. */
function wary(venue: Venue): { venue: Pick<Venue, "fetchCandles">; isTrusted(): boolean } {
  let isTrusted = true;
  return {
    isTrusted: () => isTrusted,
    venue: {
      async fetchCandles(query, signal) {
        const answer = await venue.fetchCandles(query, signal);
        if (answer.servedFromUs !== undefined || answer.rejected > 0) isTrusted = false;
        return answer;
      },
    },
  };
}
