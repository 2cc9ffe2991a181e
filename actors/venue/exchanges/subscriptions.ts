/**
 * Which symbols are subscribed to together, and that each is: once, when the exchange confirms it, or at its first row
 * where the exchange does not say.
 */
import type { CcxtExchange } from "./ccxt_types.ts";
import type { ExchangeRow } from "./traits.ts";

export interface Subscriptions {
  /** A frame came: is it a confirmation? */
  confirm(message: unknown): void;
  /** A row of the symbol came. */
  heard(symbol: string): void;
}

/** `symbols` by the exchange's name for each; exchanges may write it in another case, or write ccxt's symbol. */
export function createSubscriptions(
  symbols: Map<string, string>,
  row: ExchangeRow,
  sink: { subscribed(symbol: string): void },
): Subscriptions {
  const byName = new Map(
    [...symbols].flatMap(([id, symbol]) => [[id.toUpperCase(), symbol], [symbol, symbol]]),
  );
  const waiting = new Set(symbols.values());

  function heard(symbol: string) {
    if (waiting.delete(symbol)) sink.subscribed(symbol);
  }

  return {
    confirm(message) {
      if (waiting.size === 0) return;
      const names = row.confirmed?.(message) ?? [];
      const confirmed = names === "all" ? [...waiting] : names.map((name) => byName.get(name.toUpperCase()));
      for (const symbol of confirmed) if (symbol !== undefined) heard(symbol);
    },
    heard,
  };
}

/** The symbols in groups of one kind of market: ccxt takes no spot and swap markets in one subscription. */
export function groupsOf(ccxt: CcxtExchange, symbols: Iterable<string>): string[][] {
  const groups = Map.groupBy(symbols, (symbol) => {
    const { type, linear } = ccxt.markets?.[symbol] ?? {};
    return `${type} ${linear}`;
  });
  return [...groups.values()];
}
