/** What the archive has to be told of exchanges, since it knows nothing of them. */
import type { Candle, Level, Trade } from "../../../schemas/market.ts";
import type { TradeIds } from "../frames.ts";

export interface VenueRules {
  /** What an exchange's trade ids are worth. */
  tradeIds(exchange: string): TradeIds;
  /** Whether its serial ids may be those of aggregates, so that nobody can tell which ones another program kept. */
  aggregates(exchange: string): boolean;
  /** How fine its times are, µs. */
  finestUs(exchange: string): number;
  /** Why a row is not to be believed; null where it is. `nowUs`: local time. */
  faultOfTrade(trade: Trade, nowUs: number, ids: TradeIds): string | null;
  faultOfCandle(candle: Candle, nowUs: number): string | null;
  /** Bids first, each side best first. */
  faultOfBook(ts: number, levels: Level[], nowUs: number): string | null;
  /** When the candle of a span that holds this moment opened, and when the next one opens, µs. */
  candleAround(span: string, us: number): { opensUs: number; closesUs: number };
}
