/** Everything that trades here: each symbol with its tape, its candles, its book and its wire format. */
import { type Books, openBooks } from "./book.ts";
import { type Candles, openCandles } from "./candles.ts";
import { type Instrument, instruments, isHalted } from "./instruments.ts";
import { openTape, type Tape } from "./tape.ts";
import { openWire, symbolInfo, type Wire } from "./wire.ts";

export interface Listing {
  readonly instrument: Instrument;
  readonly tape: Tape;
  readonly candles: Candles;
  readonly books: Books;
  readonly wire: Wire;
}

/** By symbol, in upper case as REST has it. */
export type Market = ReadonlyMap<string, Listing>;

export interface MarketOptions {
  /** Two markets of one seed and one rate are the same market. */
  readonly seed: number;
  /** Aggregate trades per second of the busiest symbol, averaged over a day; up to 50,000. */
  readonly rate: number;
}

export const DEFAULT_MARKET: MarketOptions = { seed: 1, rate: 8 };
export const MAX_RATE = 50_000;

/** The whole market; throws a RangeError where the rate is none. */
export function openMarket({ seed, rate }: MarketOptions): Market {
  if (!(rate > 0 && rate <= MAX_RATE)) {
    throw new RangeError(
      `Cannot open a market at ${rate} trades/s: the rate must be above 0 and at most ${MAX_RATE}`,
    );
  }
  return new Map(instruments(rate).map((instrument) => [instrument.symbol, list(instrument, seed)]));
}

function list(instrument: Instrument, seed: number): Listing {
  const tape = openTape(instrument, seed);
  return { instrument, tape, candles: openCandles(tape), books: openBooks(tape), wire: openWire(instrument) };
}

/** Binance lists a symbol from its first day on, and keeps naming it after its last. */
export function exchangeInfo(market: Iterable<Listing>, nowMs: number): Record<string, unknown>[] {
  return [...market].filter(({ instrument }) => instrument.listedMs <= nowMs)
    .map(({ instrument }) => symbolInfo(instrument, statusOf(instrument, nowMs)));
}

function statusOf(instrument: Instrument, nowMs: number): string {
  if (nowMs >= instrument.delistedMs) return "BREAK";
  return isHalted(instrument, nowMs) ? "HALT" : "TRADING";
}
