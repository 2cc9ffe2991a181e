/**
 * What BitMEX sends, as rows. None is checked here: see checks.ts. `size` and `volume` are contracts, and stay so, as
 * books have nothing else; of spot markets they are the base currency's smallest unit, and become the base currency.
 */
import type { Candle, Level, Trade } from "../../../schemas/market.ts";
import { at, double, microsOfIso } from "./fields.ts";

/** What of a market its rows depend on. */
export interface SizeUnit {
  /** So much of `size` is an amount of 1: 1 of contracts, 100,000,000 of bitcoin on a spot market. */
  sizeOfOne: number;
}

/** The id of a row that has none. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** A row of the table `trade`, by socket or by REST. `side` is the taker's. `tsRecv`: µs, null by REST. */
export function tradeOfBitmex(raw: unknown, { sizeOfOne }: SizeUnit, tsRecv: number | null): Trade {
  const id = at(raw, "trdMatchID");
  const side = at(raw, "side");
  return {
    ts: microsOfIso(at(raw, "timestamp")),
    tsRecv,
    id: typeof id === "string" && id !== NO_ID ? id : null,
    firstId: null,
    lastId: null,
    price: double(at(raw, "price")),
    amount: double(at(raw, "size")) / sizeOfOne,
    side: side === "Buy" ? "buy" : side === "Sell" ? "sell" : null,
  };
}

/**
 * A row of `trade/bucketed`, whose `timestamp` is its end; `spanUs`: µs from its begin to there. Its count of trades
 * is left out: the count is taken for an account of the very trades, and its open is the close before, not a trade's.
 */
export function candleOfBitmex(raw: unknown, { sizeOfOne }: SizeUnit, spanUs: number): Candle {
  return {
    ts: microsOfIso(at(raw, "timestamp")) - spanUs,
    open: double(at(raw, "open")),
    high: double(at(raw, "high")),
    low: double(at(raw, "low")),
    close: double(at(raw, "close")),
    volume: double(at(raw, "volume")) / sizeOfOne,
    quoteVolume: at(raw, "foreignNotional") === undefined ? null : double(at(raw, "foreignNotional")),
    trades: null,
    takerBuyVolume: null,
  };
}

/** A time of a market that had never traded: no price of it was ever sent. */
export function isBeforeFirstTrade(raw: unknown): boolean {
  return at(raw, "trades") === 0 && (at(raw, "close") ?? null) === null;
}

/** A level of a book's table, by its key there. `price` NaN: an update, which leaves it as it is. */
export function levelOfBitmex(raw: unknown, { sizeOfOne }: SizeUnit): { id: string; level: Level } {
  return {
    id: `${at(raw, "side")} ${at(raw, "id")}`,
    level: {
      side: at(raw, "side") === "Buy" ? "bid" : "ask",
      price: double(at(raw, "price")),
      amount: double(at(raw, "size")) / sizeOfOne,
    },
  };
}
