/** When a market's history begins, where the exchange does not say. */
import { candleGrid } from "./candle_grid.ts";
import type { Priority, Venue } from "./contract.ts";

/** No exchange is older than Bitcoin. */
const EARLIEST_US = Date.UTC(2009, 0, 1) * 1_000;

export interface ListingQuery {
  symbol: string;
  /** Whose candles are asked for: the longer the span, the fewer requests. */
  span: string;
  nowUs: number;
  priority?: Priority;
}

/**
 * The open time of the oldest candle that the exchange serves, µs; null where it has none at all. Found by bisection
 * over pages of candles, of which a market has some in every page since its listing; one that has none in the newest
 * page, as it was delisted, is looked through page by page.
 */
export async function findListing(
  venue: Venue,
  { symbol, span, nowUs, priority }: ListingQuery,
  signal: AbortSignal,
): Promise<number | null> {
  const grid = candleGrid(span);
  const pageUs = venue.traits.candlePage * grid.spanUs;
  const beginUs = grid.floor(EARLIEST_US);
  const pages = Math.ceil((nowUs - beginUs) / pageUs);

  async function firstOf(page: number): Promise<number | null> {
    const fromUs = grid.floor(beginUs + page * pageUs);
    const query = { symbol, span, fromUs, toUs: grid.floor(fromUs + pageUs), priority };
    return (await venue.fetchCandles(query, signal)).rows[0]?.ts ?? null;
  }

  let found = await firstOf(pages - 1);
  if (found === null) {
    for (let page = 0; page < pages - 1 && found === null; page++) found = await firstOf(page);
    return found;
  }
  for (let [empty, some] = [-1, pages - 1]; some - empty > 1;) {
    const middle = (empty + some) >> 1;
    const first = await firstOf(middle);
    if (first === null) empty = middle;
    else [some, found] = [middle, first];
  }
  return found;
}
