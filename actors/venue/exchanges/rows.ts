/** ccxt's shapes and Binance's own, as rows. None is checked here: see checks.ts. */
import type { Candle, Trade } from "../../../schemas/market.ts";
import type { CcxtTrade } from "./ccxt_types.ts";
import { at, double } from "./fields.ts";
import type { ExchangeRow } from "./traits.ts";

/** `tsRecv`: µs, null where the trade came by REST. */
export function tradeOfCcxt(trade: CcxtTrade, row: ExchangeRow, tsRecv: number | null): Trade {
  const ids = row.idSpan?.(trade.info) ?? null;
  return {
    ts: row.exactTime ? row.exactTime(trade.info) : (trade.timestamp ?? NaN) * 1000,
    tsRecv,
    id: trade.id ?? null,
    firstId: ids === null ? null : ids[0],
    lastId: ids === null ? null : ids[1],
    price: double(trade.price),
    amount: double(row.amountOf?.(trade.info) ?? trade.amount),
    side: trade.side === "buy" || trade.side === "sell" ? trade.side : null,
  };
}

/** A row of Binance's aggTrades; the frame of its aggTrade stream has the same fields. */
export function tradeOfBinance(raw: unknown, tsRecv: number | null): Trade {
  const maker = at(raw, "m");
  const id = at(raw, "a");
  return {
    ts: double(at(raw, "T")) * 1000,
    tsRecv,
    id: id === undefined ? null : String(id),
    firstId: double(at(raw, "f")),
    lastId: double(at(raw, "l")),
    price: double(at(raw, "p")),
    amount: double(at(raw, "q")),
    side: maker === true ? "sell" : maker === false ? "buy" : null, // m: the buyer is the maker
  };
}

/** A row of Binance's klines. */
export function candleOfBinance(raw: unknown): Candle {
  return {
    ts: double(at(raw, 0)) * 1000,
    open: double(at(raw, 1)),
    high: double(at(raw, 2)),
    low: double(at(raw, 3)),
    close: double(at(raw, 4)),
    volume: double(at(raw, 5)),
    quoteVolume: double(at(raw, 7)),
    trades: double(at(raw, 8)),
    takerBuyVolume: double(at(raw, 9)),
  };
}

/** ccxt's [ms, open, high, low, close, volume]. */
export function candleOfCcxt(raw: unknown): Candle {
  return {
    ts: double(at(raw, 0)) * 1000,
    open: double(at(raw, 1)),
    high: double(at(raw, 2)),
    low: double(at(raw, 3)),
    close: double(at(raw, 4)),
    volume: double(at(raw, 5)),
    quoteVolume: null,
    trades: null,
    takerBuyVolume: null,
  };
}
