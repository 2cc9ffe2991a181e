/** Sinks that keep what they are told, and venues opened for tests. */
import { type Clock, realClock } from "../../../actors/kernel/mod.ts";
import type { Budget } from "../../../actors/venue/budget.ts";
import type { BookSink, SentBook, TradeSink, Venue } from "../../../actors/venue/contract.ts";
import { openExchange } from "../../../actors/venue/exchanges/open.ts";
import type { Trade } from "../../../schemas/market.ts";

export interface Rejection {
  symbol: string | null;
  reason: string;
  frame: string;
}

export interface Collected {
  subscribed: string[];
  trades: Array<Trade & { symbol: string }>;
  books: Array<SentBook & { symbol: string }>;
  /** Why the books' sequences broke. */
  broken: string[];
  rejections: Rejection[];
  sink: TradeSink & BookSink;
  /** Resolves once the condition holds, looked at after each thing told. */
  until(condition: () => boolean): Promise<void>;
}

export function collect(): Collected {
  const waiting: Array<{ condition: () => boolean; resolve: () => void }> = [];
  function keep<T>(list: T[], item: T) {
    list.push(item);
    for (const { condition, resolve } of waiting) if (condition()) resolve();
  }
  const collected: Collected = {
    subscribed: [],
    trades: [],
    books: [],
    broken: [],
    rejections: [],
    sink: {
      subscribed: (symbol) => keep(collected.subscribed, symbol),
      trade: (symbol, trade) => keep(collected.trades, { symbol, ...trade }),
      book: (symbol, book) => keep(collected.books, { symbol, ...book }),
      broken: (_, reason) => keep(collected.broken, reason),
      rejected: (symbol, reason, frame) => keep(collected.rejections, { symbol, reason, frame }),
    },
    until: (condition) =>
      new Promise((resolve) => condition() ? resolve() : waiting.push({ condition, resolve })),
  };
  return collected;
}

/** A budget without limits, so that a test waits for nothing but what it is about. */
export const UNPACED: Budget = {
  take: () => Promise.resolve(),
  observe: () => {},
  state: () => ({ used: 0, waitUntil: null }),
};

export function openTestVenue(
  exchange: string,
  endpoint: string,
  { options = {}, clock = realClock(), budget = UNPACED }: {
    options?: Record<string, unknown>;
    clock?: Clock;
    budget?: Budget;
  } = {},
): Promise<Venue> {
  return openExchange({ exchange, endpoint, options, clock, budget, fetch });
}
