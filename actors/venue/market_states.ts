/** What has become of the markets of an exchange while they are recorded: listed, halted, renamed, delisted. Pure. */
import type { MarketList } from "./markets.ts";
import { whyNotTrading, whyUnlisted } from "./market_words.ts";

export interface MarketStates {
  /** The markets as they are now. */
  renew(list: MarketList): void;
  isListed(symbol: string): boolean;
  isTrading(symbol: string): boolean;
  /** Why it cannot be asked for at all; null: it can. */
  unlisted(symbol: string): string | null;
  /** Why it is not to be subscribed to; null: nothing speaks against it. */
  notTrading(symbol: string): string | null;
  /**
   * The same of a subscription that stands: a halted market keeps it for a day, as it may go on at any moment. Then
   * it is taken for delisted.
   */
  ended(symbol: string): string | null;
  /** What the last renewal has changed; null: nothing. */
  change(symbol: string): "halted" | "resumed" | "listed" | "relisted" | null;
}

const LONG_MS = 24 * 3_600_000;

/** `before`: what was known before, so that what is gone is told from what never was; null: nothing. */
export function createMarketStates(
  exchange: string,
  list: MarketList,
  before: MarketList | null,
): MarketStates {
  /** Found missing, with the reason: later lists tell less of it. */
  const missing = new Map<string, string>();
  /** Seen to trade, and then not to: since when, ms. */
  const haltedSince = new Map<string, number>();
  let last = before;
  let now = list;
  noteHalts();

  const marketOf = (symbol: string) => now.markets.get(symbol);

  function noteHalts(): void {
    for (const { symbol, active } of now.markets.values()) {
      if (active) haltedSince.delete(symbol);
      else if (last?.markets.get(symbol)?.active) haltedSince.set(symbol, now.at);
    }
  }

  function unlisted(symbol: string): string | null {
    if (now.markets.has(symbol)) return null;
    const reason = missing.get(symbol) ?? whyUnlisted(exchange, symbol, now, last);
    missing.set(symbol, reason);
    return reason;
  }

  function notTrading(symbol: string): string | null {
    const market = marketOf(symbol);
    if (!market || market.active) return unlisted(symbol);
    return whyNotTrading(exchange, market, haltedSince.get(symbol) ?? null);
  }

  return {
    renew(list) {
      last = now;
      now = list;
      for (const symbol of missing.keys()) if (now.markets.has(symbol)) missing.delete(symbol);
      noteHalts();
    },
    isListed: (symbol) => now.markets.has(symbol),
    isTrading: (symbol) => marketOf(symbol)?.active === true,
    unlisted,
    notTrading,
    ended(symbol) {
      const isShort = now.at - (haltedSince.get(symbol) ?? -Infinity) < LONG_MS;
      return now.markets.has(symbol) && isShort ? null : notTrading(symbol);
    },
    change(symbol) {
      const [was, is] = [last?.markets.get(symbol), marketOf(symbol)];
      if (!is) return null;
      if (!was) return "listed";
      if (was.id !== is.id) return "relisted";
      return was.active === is.active ? null : is.active ? "resumed" : "halted";
    },
  };
}
