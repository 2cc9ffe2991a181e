/** Candles: a minute's from its steps, larger spans as folds of their minutes. */
import { DAY_MS, isHalted, MINUTE_MS } from "./instruments.ts";
import { carve, spentIn, type Step, stepOf } from "./steps.ts";
import { type Minute, rawBefore, type Tape } from "./tape.ts";

/** Prices in ticks, amounts in lots, quote amounts in ticks × lots (beyond 2^53 over long spans). */
export interface Candle {
  readonly openMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
  readonly buyLots: number;
  readonly quote: bigint;
  readonly buyQuote: bigint;
  /** Raw trades, with the ids of the first and last; -1 where there are none. */
  readonly count: number;
  readonly firstRaw: number;
  readonly lastRaw: number;
}

const HOUR_MS = 60 * MINUTE_MS, MONDAY_MS = 4 * DAY_MS;
const SPANS_MS = {
  "1m": MINUTE_MS,
  "3m": 3 * MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "30m": 30 * MINUTE_MS,
  "1h": HOUR_MS,
  "2h": 2 * HOUR_MS,
  "4h": 4 * HOUR_MS,
  "6h": 6 * HOUR_MS,
  "8h": 8 * HOUR_MS,
  "12h": 12 * HOUR_MS,
  "1d": DAY_MS,
  "3d": 3 * DAY_MS,
  "1w": 7 * DAY_MS,
} as const;

/** Binance's names of spans, without 1s. */
export type Interval = keyof typeof SPANS_MS | "1M";
export const INTERVALS = [...Object.keys(SPANS_MS), "1M"] as Interval[];
export const isInterval = (name: string): name is Interval => (INTERVALS as string[]).includes(name);

/** The open time of the span that holds a moment. Weeks open on Monday, months on the first. */
export function openOf(interval: Interval, timeMs: number): number {
  if (interval === "1M") return monthStart(timeMs, 0);
  const shift = interval === "1w" ? MONDAY_MS : 0;
  return Math.floor((timeMs - shift) / SPANS_MS[interval]) * SPANS_MS[interval] + shift;
}

/** Where the span that opens at `openMs` ends, exclusive. */
export const endOf = (interval: Interval, openMs: number): number =>
  interval === "1M" ? monthStart(openMs, 1) : openMs + SPANS_MS[interval];

function monthStart(timeMs: number, later: number): number {
  const date = new Date(timeMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}

export interface Candles {
  /** The candle of [openMs, endMs) with the trades before `untilMs`; undefined where nothing was ever traded. */
  candle(openMs: number, endMs: number, untilMs: number): Candle | undefined;
}

/** Days kept once folded (a fold takes about a millisecond). */
const KEPT_DAYS = 4096;

export function openCandles(tape: Tape): Candles {
  const days = new Map<number, Candle | undefined>();

  function candle(openMs: number, endMs: number, untilMs: number): Candle | undefined {
    let sum: Candle | undefined;
    for (let at = openMs; at < Math.min(endMs, untilMs);) {
      const isWholeDay = at % DAY_MS === 0 && at + DAY_MS <= Math.min(endMs, untilMs);
      sum = join(sum, isWholeDay ? day(at) : minuteCandle(tape, at, untilMs));
      at += isWholeDay ? DAY_MS : MINUTE_MS;
    }
    return sum && { ...sum, openMs, endMs };
  }

  function day(openMs: number): Candle | undefined {
    if (days.has(openMs)) return days.get(openMs);
    let sum: Candle | undefined;
    for (let at = openMs; at < openMs + DAY_MS; at += MINUTE_MS) {
      sum = join(sum, minuteCandle(tape, at, Infinity));
    }
    if (days.size >= KEPT_DAYS) days.delete(days.keys().next().value!);
    days.set(openMs, sum);
    return sum;
  }

  return { candle };
}

/** Two neighbours as one. */
export function join(a: Candle | undefined, b: Candle | undefined): Candle | undefined {
  if (!a || !b) return a ?? b;
  return {
    openMs: a.openMs,
    endMs: b.endMs,
    open: a.open,
    high: Math.max(a.high, b.high),
    low: Math.min(a.low, b.low),
    close: b.close,
    lots: a.lots + b.lots,
    buyLots: a.buyLots + b.buyLots,
    quote: a.quote + b.quote,
    buyQuote: a.buyQuote + b.buyQuote,
    count: a.count + b.count,
    firstRaw: a.count > 0 ? a.firstRaw : b.firstRaw,
    lastRaw: b.count > 0 ? b.lastRaw : a.lastRaw,
  };
}

/** A minute's candle; no candle in a halt, before the first trade or after a delisting. */
function minuteCandle(tape: Tape, openMs: number, untilMs: number): Candle | undefined {
  const { instrument } = tape;
  if (openMs < instrument.listedMs || openMs >= instrument.delistedMs || isHalted(instrument, openMs)) return;
  const minute = tape.minute(openMs / MINUTE_MS);
  const isWhole = untilMs >= openMs + MINUTE_MS;
  const trades = isWhole ? minute.trades : tape.lastIdBefore(untilMs) - minute.firstId + 1;
  return trades > 0 ? sumSteps(tape, minute, trades) : flat(tape, openMs, minute.firstId - 1);
}

/** Binance sends a minute without trades as a candle of no volume at the close before it. */
function flat(tape: Tape, openMs: number, lastId: number): Candle | undefined {
  const [last] = tape.trades(lastId, lastId + 1);
  if (!last) return undefined;
  const price = last.price, nothing = { lots: 0, buyLots: 0, quote: 0n, buyQuote: 0n, count: 0 };
  const prices = { open: price, high: price, low: price, close: price };
  return { openMs, endMs: openMs + MINUTE_MS, ...prices, ...nothing, firstRaw: -1, lastRaw: -1 };
}

/** The candle of a minute's first `trades` trades. */
function sumSteps(tape: Tape, { minute, firstId, steps, trades: all }: Minute, trades: number): Candle {
  const first = steps[0], last = steps[stepOf(all, trades - 1)];
  const open = carve(tape.seed, first, 0).price,
    close = carve(tape.seed, last, trades - 1 - last.first).price;
  let high = open, low = open, lots = 0, buyLots = 0, quote = 0, buyQuote = 0;
  for (const step of steps) {
    if (step.first >= trades) break;
    const spent = priced(tape, step, trades - step.first);
    high = Math.max(high, spent.high);
    low = Math.min(low, spent.low);
    lots += spent.buyLots + spent.sellLots;
    buyLots += spent.buyLots;
    quote += spent.buyLots * step.ask + spent.sellLots * step.bid;
    buyQuote += spent.buyLots * step.ask;
  }
  const openMs = minute * MINUTE_MS, firstRaw = rawBefore(firstId) + 1, lastRaw = rawBefore(firstId + trades);
  const quotes = { quote: BigInt(quote), buyQuote: BigInt(buyQuote) };
  return {
    openMs,
    endMs: openMs + MINUTE_MS,
    open,
    high,
    low,
    close,
    lots,
    buyLots,
    ...quotes,
    count: lastRaw - firstRaw + 1,
    firstRaw,
    lastRaw,
  };
}

function priced(tape: Tape, step: Step, n: number) {
  const size = Math.min(n, step.buys + step.sells),
    { buys, buyLots, sellLots } = spentIn(tape.seed, step, size);
  const { bid, ask } = step;
  return { buyLots, sellLots, high: buys > 0 ? ask : bid, low: buys < size ? bid : ask };
}
