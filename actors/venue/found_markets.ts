/** The markets of one exchange without a cell: as they were kept while recording, or asked for now. */
import { openRealDisk } from "../archive/real_disk.ts";
import type { Clock } from "../kernel/mod.ts";
import { createBudget } from "./budget.ts";
import type { Market, Venue } from "./contract.ts";
import type { Fetch } from "./exchanges/guarded_fetch.ts";
import { openExchange } from "./exchanges/open.ts";
import { openMarketCache } from "./market_cache.ts";

/** An exchange, and how it is reached. */
export interface ReachedExchange {
  exchange: string;
  endpoint: string | null;
  options: Record<string, unknown>;
}

export interface FoundMarkets {
  markets: Market[];
  from: "the exchange" | "disk";
  /** When the exchange told them, ms. */
  at: number;
  /** Why older ones are from disk; absent: they are not. */
  failure?: string;
}

/** So old may what is on disk be, as for the recorder. */
const YOUNG_MS = 86_400_000;

/** Throws, with a sentence, where the exchange cannot be asked and nothing is on disk. */
export async function findMarkets(
  reached: ReachedExchange,
  { dataFolder, clock, fetch, timeoutMs }: {
    dataFolder: string;
    clock: Clock;
    fetch: Fetch;
    timeoutMs: number;
  },
): Promise<FoundMarkets> {
  const venue = await openExchange({ ...reached, clock, budget: createBudget(clock), fetch });
  try {
    const kept = keptMarkets(venue, reached, dataFolder);
    if (kept && clock.now() - kept.at < YOUNG_MS) return kept;
    try {
      const markets = await asked(venue, timeoutMs);
      return { markets: [...markets.values()], from: "the exchange", at: clock.now() };
    } catch (error) {
      if (!kept) throw error;
      return { ...kept, failure: (error as Error).message };
    }
  } finally {
    await venue.close();
  }
}

async function asked(venue: Venue, timeoutMs: number): Promise<Map<string, Market>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await venue.markets(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const what = `Cannot ask the markets on ${venue.exchange}`;
    throw new Error(`${what}: no answer within ${timeoutMs / 1_000} s; try again`, { cause: error });
  }
}

/** Gives them to the venue too, which need not ask for them then; null: there are none that can be used. */
export function keptMarkets(
  { marketKeep }: Venue,
  { exchange, endpoint, options }: ReachedExchange,
  dataFolder: string,
): FoundMarkets | null {
  if (!marketKeep) return null;
  try {
    const question = { exchange, endpoint, options, madeBy: marketKeep.madeBy };
    const kept = openMarketCache(openRealDisk(dataFolder), question).read();
    return kept && { markets: [...marketKeep.restore(kept.markets).values()], from: "disk", at: kept.at };
  } catch {
    return null; // they are a cache: damaged, or of another endpoint
  }
}
