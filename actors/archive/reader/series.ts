/** Finding the series that somebody names. */
import type { Reader } from "./reader.ts";
import { nearest, nearestSymbols } from "../../../schemas/nearest.ts";
import { type DataType, decodeSymbol, parseSeriesKey, type Series } from "../../../schemas/series.ts";

/** What types are called. */
export const TYPE_NAMES: Record<string, DataType> = {
  trades: "trades",
  ohlc: "ohlc",
  candles: "ohlc",
  orderbook: "orderbook",
  book: "orderbook",
};

/** As it was typed: `pair` is a symbol or its folder's name; `span` may be left out where there is only one. */
export interface SeriesName {
  exchange: string;
  pair: string;
  type: DataType;
  span?: string;
}

export type FoundSeries = { found: true; key: string } | { found: false; reason: string };

/** `reason` says what there is instead. The journal is read only where the series has no ledger yet. */
export function findSeries(reader: Pick<Reader, "sealedSeries" | "series">, name: SeriesName): FoundSeries {
  const found = findAmong(reader.sealedSeries(), name);
  return found.found ? found : findAmong(reader.series(), name);
}

function findAmong(keys: string[], { exchange, pair, type, span }: SeriesName): FoundSeries {
  const all = keys.map((key) => ({ key, ...parseSeriesKey(key) }));
  const ofExchange = all.filter((series) => series.exchange === exchange);
  if (ofExchange.length === 0) return missing("exchange", exchange, all.map(({ exchange }) => exchange));
  const symbol = symbolOf(pair);
  const ofType = ofExchange.filter((series) => series.type === type);
  const ofPair = ofType.filter((series) => series.symbol === symbol);
  if (ofType.length === 0) {
    return missing(`${type} of ${exchange}`, null, ofExchange.map(({ type }) => type));
  }
  if (ofPair.length === 0) {
    const symbols = nearestSymbols(symbol, new Set(ofType.map(({ symbol }) => symbol)), 3);
    return {
      found: false,
      reason: `there are no ${type} of ${symbol} on ${exchange}; nearest: ${symbols.join(", ")}`,
    };
  }
  return ofSpan(ofPair, span);
}

function ofSpan(series: Array<Series & { key: string }>, span: string | undefined): FoundSeries {
  const spans = series.map(({ span }) => span).join(", ");
  const fitting = span === undefined ? series : series.filter((each) => each.span === span);
  if (fitting.length === 1) return { found: true, key: fitting[0].key };
  if (fitting.length > 1) {
    return { found: false, reason: `it is there in several spans, say which: ${spans}` };
  }
  const reason = series[0].type === "ohlc"
    ? `there are no candles of span ${span}, but of ${spans}`
    : `a span is of candles, and these are ${series[0].type}`;
  return { found: false, reason };
}

function missing(what: string, word: string | null, known: string[]): FoundSeries {
  const there = [...new Set(known)];
  const near = word === null ? null : nearest(word, there);
  const instead = near
    ? `did you mean ${near}?`
    : there.length
    ? `there is ${there.join(", ")}`
    : "there is nothing";
  const named = word === null ? what : `${what} "${word}"`;
  return { found: false, reason: `there is no ${named} in this folder; ${instead}` };
}

function symbolOf(pair: string): string {
  if (pair.includes("/")) return pair;
  try {
    return decodeSymbol(pair);
  } catch {
    return pair;
  }
}
