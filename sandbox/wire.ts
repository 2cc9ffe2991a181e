/**
 * Binance spot's shapes, after its public documents (developers.binance.com: "Market Data endpoints" and
 * "WebSocket Streams"). Frames are built as text: at tens of thousands of them a second JSON.stringify is dear.
 */
import type { Book, BookUpdate, Level } from "./book.ts";
import type { Candle, Interval } from "./candles.ts";
import type { Instrument } from "./instruments.ts";
import type { AggTrade, RawTrade } from "./tape.ts";

/** Binance writes every price and amount with eight decimals. */
const WIRE_DECIMALS = 8;

/** Integers of 10^-decimals as the text Binance sends: `decimal(2)(12345)` is "123.45000000". */
export function decimal(decimals: number): (value: number) => string {
  if (decimals === 0) return (value) => `${value}.00000000`;
  const scale = 10 ** decimals, zeros = "0".repeat(WIRE_DECIMALS - decimals);
  return (value) => {
    const whole = Math.floor(value / scale);
    return `${whole}.${String(value - whole * scale + scale).slice(1)}${zeros}`;
  };
}

function bigDecimal(value: bigint, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, "0"), point = digits.length - decimals;
  return `${digits.slice(0, point)}.${digits.slice(point).padEnd(WIRE_DECIMALS, "0")}`;
}

export interface Wire {
  aggTradeRow(trade: AggTrade): string;
  aggTradeFrame(trade: AggTrade, eventMs: number): string;
  tradeFrame(trade: RawTrade, eventMs: number): string;
  klineRow(candle: Candle): string;
  klineFrame(candle: Candle, interval: Interval, isClosed: boolean, eventMs: number): string;
  depth(book: Book, limit: number): string;
  depthFrame(update: BookUpdate, eventMs: number): string;
}

export function openWire({ symbol, priceDecimals, amountDecimals }: Instrument): Wire {
  const price = decimal(priceDecimals), amount = decimal(amountDecimals);
  const quote = (value: bigint) => bigDecimal(value, priceDecimals + amountDecimals);
  const levels = (side: readonly Level[]) =>
    `[${side.map((level) => `["${price(level[0])}","${amount(level[1])}"]`).join()}]`;
  /** `m`: the buyer was the maker, which is to say that the taker sold. */
  const aggTrade = (t: AggTrade) =>
    `"a":${t.id},"p":"${price(t.price)}","q":"${amount(t.lots)}","f":${t.firstRaw},"l":${t.lastRaw},` +
    `"T":${t.timeMs},"m":${!t.isBuy},"M":true}`;

  return {
    aggTradeRow: (trade) => `{${aggTrade(trade)}`,
    aggTradeFrame: (trade, eventMs) => `{"e":"aggTrade","E":${eventMs},"s":"${symbol}",${aggTrade(trade)}`,
    tradeFrame: (t, eventMs) =>
      `{"e":"trade","E":${eventMs},"s":"${symbol}","t":${t.id},"p":"${price(t.price)}",` +
      `"q":"${amount(t.lots)}","T":${t.timeMs},"m":${!t.isBuy},"M":true}`,
    klineRow: (c) =>
      `[${c.openMs},"${price(c.open)}","${price(c.high)}","${price(c.low)}","${price(c.close)}",` +
      `"${amount(c.lots)}",${c.endMs - 1},"${quote(c.quote)}",${c.count},"${amount(c.buyLots)}",` +
      `"${quote(c.buyQuote)}","0"]`,
    klineFrame: (c, interval, isClosed, eventMs) =>
      `{"e":"kline","E":${eventMs},"s":"${symbol}","k":{"t":${c.openMs},"T":${c.endMs - 1},"s":"${symbol}",` +
      `"i":"${interval}","f":${c.firstRaw},"L":${c.lastRaw},"o":"${price(c.open)}","c":"${price(c.close)}",` +
      `"h":"${price(c.high)}","l":"${price(c.low)}","v":"${amount(c.lots)}","n":${c.count},"x":${isClosed},` +
      `"q":"${quote(c.quote)}","V":"${amount(c.buyLots)}","Q":"${quote(c.buyQuote)}","B":"0"}}`,
    depth: ({ lastUpdateId, bids, asks }, limit) =>
      `{"lastUpdateId":${lastUpdateId},"bids":${levels(bids.slice(0, limit))},` +
      `"asks":${levels(asks.slice(0, limit))}}`,
    depthFrame: (u, eventMs) =>
      `{"e":"depthUpdate","E":${eventMs},"s":"${symbol}","U":${u.firstUpdateId},"u":${u.lastUpdateId},` +
      `"b":${levels(u.bids)},"a":${levels(u.asks)}}`,
  };
}

/** The entry of an instrument in `exchangeInfo`. */
export function symbolInfo(instrument: Instrument, status: string): Record<string, unknown> {
  const { symbol, base, quote, priceDecimals, amountDecimals } = instrument;
  const tick = (0.1 ** priceDecimals).toFixed(WIRE_DECIMALS),
    lot = (0.1 ** amountDecimals).toFixed(WIRE_DECIMALS);
  const orderTypes = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"];
  return {
    symbol,
    status,
    baseAsset: base,
    baseAssetPrecision: WIRE_DECIMALS,
    quoteAsset: quote,
    quotePrecision: WIRE_DECIMALS,
    quoteAssetPrecision: WIRE_DECIMALS,
    baseCommissionPrecision: WIRE_DECIMALS,
    quoteCommissionPrecision: WIRE_DECIMALS,
    orderTypes,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "1000000.00000000", tickSize: tick },
      { filterType: "LOT_SIZE", minQty: lot, maxQty: "9000000.00000000", stepSize: lot },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true, avgPriceMins: 5 },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}
