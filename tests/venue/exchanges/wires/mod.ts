/** Every exchange that history is read from, as it speaks. */
import type { Wire } from "../wire.ts";
import { BINANCE, BINANCEUSDM } from "./binance.ts";
import { BITFINEX } from "./bitfinex.ts";
import { BITMEX } from "./bitmex.ts";
import { BITSTAMP } from "./bitstamp.ts";
import { BYBIT } from "./bybit.ts";
import { COINBASE } from "./coinbase.ts";
import { GATE } from "./gate.ts";
import { GEMINI } from "./gemini.ts";
import { HYPERLIQUID } from "./hyperliquid.ts";
import { KRAKEN } from "./kraken.ts";
import { KRAKENFUTURES } from "./krakenfutures.ts";
import { KUCOIN } from "./kucoin.ts";
import { OKX } from "./okx.ts";

export const WIRES: Wire[] = [
  BINANCE,
  BINANCEUSDM,
  KRAKEN,
  KRAKENFUTURES,
  BYBIT,
  OKX,
  COINBASE,
  BITFINEX,
  BITMEX,
  BITSTAMP,
  GATE,
  KUCOIN,
  GEMINI,
  HYPERLIQUID,
];
