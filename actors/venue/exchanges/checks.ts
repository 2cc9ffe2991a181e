/**
 * A row is believed only when it can be one. ccxt gives rows with undefined fields where an exchange speaks
 * another version of its protocol, and does not raise.
 */
import type { Candle, Level, Trade } from "../../../schemas/market.ts";

/** No exchange is older than Bitcoin. */
const EARLIEST_US = Date.UTC(2009, 0, 1) * 1000;
/** An exchange's clock may be ahead of ours, but not by more. */
const AHEAD_US = 3_600_000_000;

/** Why the trade is not to be believed; null where it is. `nowUs`: local time. */
export function faultOfTrade(trade: Trade, nowUs: number, ids: "serial" | "opaque"): string | null {
  return faultOfTime(trade.ts, nowUs) ??
    faultOfPositive("price", trade.price) ??
    faultOfPositive("amount", trade.amount) ??
    faultOfId(trade, ids);
}

function faultOfId({ id, firstId, lastId }: Trade, ids: "serial" | "opaque"): string | null {
  if (ids === "serial" && !isSerial(id)) return `id is ${id}, not a whole number`;
  const span = firstId === null ? lastId === null : lastId !== null && firstId >= 0 && lastId >= firstId;
  return span ? null : `ids ${firstId} to ${lastId} are no span`;
}

function isSerial(id: string | null): boolean {
  return id !== null && /^\d+$/.test(id) && Number.isSafeInteger(Number(id));
}

/** Why the candle is not to be believed; null where it is. */
export function faultOfCandle(candle: Candle, nowUs: number): string | null {
  const { open, high, low, close, volume } = candle;
  return faultOfTime(candle.ts, nowUs) ??
    faultOfPositive("open", open) ?? faultOfPositive("high", high) ??
    faultOfPositive("low", low) ?? faultOfPositive("close", close) ??
    (high < Math.max(open, close) ? `high ${high} is below open or close` : null) ??
    (low > Math.min(open, close) ? `low ${low} is above open or close` : null) ??
    faultOfCount("volume", volume) ??
    faultOfCount("quote volume", candle.quoteVolume) ??
    faultOfCount("number of trades", candle.trades) ??
    faultOfCount("taker buy volume", candle.takerBuyVolume);
}

/** Why the levels (bids first, each side best first) are no book; null where they are one. */
export function faultOfBook(ts: number, levels: Level[], nowUs: number): string | null {
  for (const { price, amount } of levels) {
    const fault = faultOfPositive("price", price) ?? faultOfPositive("amount", amount);
    if (fault) return fault;
  }
  const bid = levels.find((level) => level.side === "bid")?.price ?? -Infinity;
  const ask = levels.find((level) => level.side === "ask")?.price ?? Infinity;
  if (bid >= ask) return `bid ${bid} is not below ask ${ask}`;
  return faultOfTime(ts, nowUs);
}

/** Why the changes of a book are not to be believed; null where they are. Amount 0 deletes a level. */
export function faultOfChanges(ts: number, levels: Level[], nowUs: number): string | null {
  for (const { price, amount } of levels) {
    const fault = faultOfPositive("price", price) ?? faultOfCount("amount", amount);
    if (fault) return fault;
  }
  return faultOfTime(ts, nowUs);
}

function faultOfTime(us: number, nowUs: number): string | null {
  if (!Number.isSafeInteger(us)) return `time is ${us}`;
  if (us < EARLIEST_US) return `time ${us} µs is before 2009`;
  if (us <= nowUs + AHEAD_US) return null;
  const minutes = Math.round((us - nowUs) / 60e6);
  return `time ${us} µs is ${minutes} min ahead of this machine's clock: set that right, or the exchange is wrong`;
}

function faultOfPositive(name: string, value: number): string | null {
  return Number.isFinite(value) && value > 0 ? null : `${name} is ${value}`;
}

function faultOfCount(name: string, value: number | null): string | null {
  return value === null || (Number.isFinite(value) && value >= 0) ? null : `${name} is ${value}`;
}
