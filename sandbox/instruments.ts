/** What is listed here, and with what character. Times are UTC and in milliseconds. */

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** The market's first day. */
export const GENESIS_MS = Date.UTC(2020, 0, 1);

/** A daily pause of trading: [fromMs, toMs) after midnight, both at a whole minute. */
export interface Halt {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Instrument {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Decimals of a price: prices are integers of 10^-priceDecimals ("ticks") inside. */
  readonly priceDecimals: number;
  /** Decimals of an amount: amounts are integers of 10^-amountDecimals ("lots") inside. */
  readonly amountDecimals: number;
  /** The price around which the market wanders, in ticks. */
  readonly basePrice: number;
  /** Typical move within a minute, as a fraction of the base price. Below 0.00048, or prices could reach 0. */
  readonly volatility: number;
  /** Best ask minus best bid, in ticks. */
  readonly spread: number;
  /** Distance of the book's deeper levels, in ticks. */
  readonly levelGap: number;
  /** Aggregate trades of each of its days, exactly. */
  readonly tradesPerDay: number;
  /** Average amount of a trade, in lots. */
  readonly lotsPerTrade: number;
  /** How unevenly the trades fall into minutes: a minute's weight goes from 1 - burst to 1, by its `power`. */
  readonly burst: number;
  readonly power: number;
  /** Its first midnight, and the midnight after its last day where it is delisted. */
  readonly listedMs: number;
  readonly delistedMs: number;
  readonly halt?: Halt;
}

/** Smallest average amount, so that each of an aggregate's raw trades can have a lot of its own. */
const MIN_LOTS_PER_TRADE = 16;

/** How often it trades: a share of the rate at a daily volume that stays, or a number of its own. */
type Density =
  | { readonly share: number; readonly lotsPerDay: number }
  | Pick<Instrument, "tradesPerDay" | "lotsPerTrade">;
type Listed = Omit<Instrument, "tradesPerDay" | "lotsPerTrade"> & Density;

const COMMON = { quote: "USDT", listedMs: GENESIS_MS, delistedMs: Infinity, burst: 0.3, power: 1 };

/** Binance's precision for the two real names; the others are named after what they do. */
const LISTED: readonly Listed[] = [
  {
    ...COMMON,
    symbol: "BTCUSDT",
    base: "BTC",
    priceDecimals: 2,
    amountDecimals: 5,
    basePrice: 6_000_000,
    volatility: 0.0004,
    spread: 1,
    levelGap: 50,
    share: 1,
    lotsPerDay: 2e9,
  },
  {
    ...COMMON,
    symbol: "ETHUSDT",
    base: "ETH",
    priceDecimals: 2,
    amountDecimals: 4,
    basePrice: 300_000,
    volatility: 0.00045,
    spread: 1,
    levelGap: 10,
    share: 0.6,
    lotsPerDay: 3e9,
  },
  {
    ...COMMON,
    symbol: "QUIETUSDT",
    base: "QUIET",
    priceDecimals: 4,
    amountDecimals: 1,
    basePrice: 12_345,
    volatility: 0.00045,
    spread: 3,
    levelGap: 2,
    tradesPerDay: 700,
    lotsPerTrade: 2_000,
    burst: 1,
    power: 6,
  },
  {
    ...COMMON,
    symbol: "FRESHUSDT",
    base: "FRESH",
    priceDecimals: 5,
    amountDecimals: 0,
    basePrice: 84_210,
    volatility: 0.00047,
    spread: 4,
    levelGap: 10,
    share: 0.1,
    lotsPerDay: 5e8,
    burst: 0.7,
    power: 2,
    listedMs: Date.UTC(2024, 2, 12),
  },
  {
    ...COMMON,
    symbol: "PAUSEUSDT",
    base: "PAUSE",
    priceDecimals: 3,
    amountDecimals: 2,
    basePrice: 25_000,
    volatility: 0.00042,
    spread: 2,
    levelGap: 2,
    share: 0.15,
    lotsPerDay: 4e8,
    burst: 0.6,
    power: 2,
    halt: { fromMs: 180 * MINUTE_MS, toMs: 200 * MINUTE_MS },
  },
  {
    ...COMMON,
    symbol: "GONEUSDT",
    base: "GONE",
    priceDecimals: 6,
    amountDecimals: 0,
    basePrice: 431_000,
    volatility: 0.00047,
    spread: 20,
    levelGap: 50,
    share: 0.1,
    lotsPerDay: 8e8,
    burst: 0.7,
    power: 2,
    delistedMs: Date.UTC(2023, 5, 30),
  },
];

/** All instruments where the busiest has `rate` trades a second. The quiet one stays quiet at every rate. */
export const instruments = (rate: number): Instrument[] =>
  LISTED.map((listed) => "share" in listed ? { ...listed, ...densityAt(rate, listed) } : listed);

function densityAt(rate: number, { share, lotsPerDay }: { share: number; lotsPerDay: number }) {
  const tradesPerDay = Math.max(1, Math.round(rate * share * DAY_MS / 1000));
  return { tradesPerDay, lotsPerTrade: Math.max(MIN_LOTS_PER_TRADE, Math.round(lotsPerDay / tradesPerDay)) };
}

/** Whether trading pauses at a moment. */
export function isHalted({ halt }: Instrument, timeMs: number): boolean {
  const ofDay = timeMs % DAY_MS;
  return halt !== undefined && ofDay >= halt.fromMs && ofDay < halt.toMs;
}
