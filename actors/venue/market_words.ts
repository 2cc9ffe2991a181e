/** What became of a market, in sentences that say what to do. Pure. */
import { nearestSymbols } from "../../schemas/nearest.ts";
import type { Market } from "./contract.ts";
import type { MarketList } from "./markets.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** Of a symbol that is not listed. `before`: what was known earlier; null: nothing. */
export function whyUnlisted(
  exchange: string,
  symbol: string,
  { markets }: MarketList,
  before: MarketList | null,
): string {
  const was = before?.markets.get(symbol);
  if (!before || !was) {
    return `${exchange} has no market ${symbol}; nearest: ${
      nearestSymbols(symbol, markets.keys(), 3).join(", ")
    }`;
  }
  // The exchange's name of a spot market is often that of a contract too.
  const isContract = (symbol: string) => symbol.includes(":");
  const now = [...markets.values()].find((market) =>
    market.id === was.id && isContract(market.symbol) === isContract(symbol) &&
    !before.markets.has(market.symbol)
  );
  if (now) {
    return `${exchange} has renamed ${symbol} to ${now.symbol} (both are its ${was.id}), since ${
      iso(before.at)
    }: ` +
      "put the new name into the config";
  }
  return `${exchange} has delisted ${symbol}: it was still listed at ${
    iso(before.at)
  }; remove it from the config. ` +
    "What is recorded stays, and it begins again by itself if it is listed again";
}

/** Of a market that does not trade, in the exchange's own word where there is one. `since`, ms: first seen so. */
export function whyNotTrading(exchange: string, { symbol, status }: Market, since: number | null): string {
  const seen = since === null ? "" : ` since ${iso(since)}`;
  return `${exchange} lists ${symbol} as not trading${
    status ? ` (${status})` : ""
  }${seen}: it begins by itself when ` +
    "it trades, else remove it from the config";
}
