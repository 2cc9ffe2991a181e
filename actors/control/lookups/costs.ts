/**
 * What a request costs of an exchange's allowance: its adapter is made to ask, and what it would take is noted before
 * anything goes out. So the figure is the adapter's own, and nobody is asked.
 */
import type { Series } from "../../../schemas/series.ts";
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../../venue/budget.ts";
import { candleGrid } from "../../venue/candle_grid.ts";
import type { Venue } from "../../venue/contract.ts";
import { openExchange } from "../../venue/exchanges/open.ts";
import { keptMarkets, type ReachedExchange } from "../../venue/found_markets.ts";
import { candleWindowUs } from "../../venue/history_windows.ts";

/** Gives ms of the allowance for a full page of the series; null: it cannot be told. */
export type CostOf = (series: Series) => Promise<number | null>;

export interface Costs {
  /** Of exchanges whose markets are on disk: without them an adapter would ask for these first. */
  of(exchanges: ReachedExchange[]): CostOf;
}

/** What is known once is known for good; the adapters, whose markets take memory, are kept for one question alone. */
export function createCosts(dataFolder: string, clock: Clock): Costs {
  const known = new Map<string, number>();

  async function open(reached: ReachedExchange): Promise<Probe | null> {
    const budget = notingBudget();
    const venue = await openExchange({ ...reached, clock, budget, fetch: goNowhere });
    return keptMarkets(venue, reached, dataFolder) && { venue, budget };
  }

  return {
    of(exchanges) {
      const opened = new Map<string, Promise<Probe | null>>();
      return async (series) => {
        const kind = kindOf(series);
        const reached = exchanges.find(({ exchange }) => exchange === series.exchange);
        if (known.has(kind) || !reached) return known.get(kind) ?? null;
        const opening = opened.get(series.exchange) ?? open(reached).catch(() => null);
        opened.set(series.exchange, opening);
        const probe = await opening;
        const cost = probe && await costOf(probe, series, clock.now());
        if (cost !== null) known.set(kind, cost);
        return cost;
      };
    },
  };
}

/** Series that cost the same: contracts may be asked for elsewhere than what is traded on the spot. */
function kindOf({ exchange, type, span, symbol }: Series): string {
  return [exchange, type, span, symbol.includes(":")].join(" ");
}

interface Probe {
  venue: Venue;
  budget: NotingBudget;
}

async function costOf({ venue, budget }: Probe, series: Series, nowMs: number): Promise<number | null> {
  budget.forget();
  const { signal } = new AbortController();
  await ask(venue, series, nowMs, signal).catch(() => {}); // it is not let out
  return budget.noted();
}

async function ask(
  venue: Venue,
  { symbol, span }: Series,
  nowMs: number,
  signal: AbortSignal,
): Promise<unknown> {
  const { traits } = venue;
  const grid = candleGrid(span ?? "1h");
  const toUs = grid.floor(nowMs * 1_000);
  if (span === undefined) {
    const fromUs = toUs - grid.spanUs;
    return await venue.fetchTrades({ symbol, fromUs, toUs, limit: traits.tradePage }, signal);
  }
  const fromUs = grid.floor(toUs - candleWindowUs(grid, traits));
  return await venue.fetchCandles({ symbol, span, fromUs, toUs }, signal);
}

interface NotingBudget extends Budget {
  /** What was to be taken first since it forgot. */
  noted(): number | null;
  forget(): void;
}

function notingBudget(): NotingBudget {
  let first: number | null = null;
  return {
    take(costMs) {
      first ??= costMs;
      return Promise.reject(new Error("nothing is asked here"));
    },
    observe() {},
    state: () => ({ used: 0, waitUntil: null }),
    noted: () => first,
    forget: () => first = null,
  };
}

function goNowhere(): Promise<Response> {
  return Promise.reject(new Error("nothing is asked here"));
}
