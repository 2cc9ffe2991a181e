/**
 * Which symbols are subscribed to together, and that each is: once, when the exchange confirms it, or at its first row
 * where the exchange does not say.
 */
import type { CcxtMarket } from "./ccxt_types.ts";
import type { ExchangeRow } from "./traits.ts";

export interface Subscriptions {
  /** A frame came: is it a confirmation? */
  confirm(message: unknown): void;
  /** A row of the symbol came. */
  heard(symbol: string): void;
}

/** Exchanges may write a market's name in another case, or write ccxt's symbol. */
export function createSubscriptions(
  markets: CcxtMarket[],
  row: ExchangeRow,
  sink: { subscribed(symbol: string): void },
): Subscriptions {
  const waiting = new Set(markets.map(({ symbol }) => symbol));

  function heard(symbol: string) {
    if (waiting.delete(symbol)) sink.subscribed(symbol);
  }

  return {
    confirm(message) {
      if (waiting.size === 0) return;
      const confirmed = row.confirmed?.(message) ?? [];
      const names = confirmed === "all" ? null : confirmed.map((name) => name.toUpperCase());
      for (const { id, symbol } of markets) {
        if (names === null || names.includes(id.toUpperCase()) || names.includes(symbol)) heard(symbol);
      }
    },
    heard,
  };
}

/** The symbols, those of one kind of market together: ccxt takes no spot and swap markets in one subscription. */
export function symbolGroups(markets: CcxtMarket[]): string[][] {
  const groups = Map.groupBy(markets, ({ type, linear }) => `${type} ${linear}`);
  return [...groups.values()].map((group) => group.map(({ symbol }) => symbol));
}
