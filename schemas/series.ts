/**
 * A series is what one folder of the archive holds. Its key is that folder's path below the data folder:
 * `binance/trades/BTC-USDT`, `binance/ohlc/BTC-USDT+USDT/1m`.
 */

export const DATA_TYPES = ["ohlc", "trades", "orderbook"] as const;
export type DataType = (typeof DATA_TYPES)[number];

export interface Series {
  exchange: string;
  /** ccxt's unified symbol: `BTC/USDT`, `BTC/USDT:USDT`. */
  symbol: string;
  type: DataType;
  /** Candle span as exchanges write it (`1m`, `1h`, `1d`); only where type is `ohlc`. */
  span?: string;
}

/** Seconds per span. A month's span is `1mo`, since `1M` and `1m` are one name on some disks. */
const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, mo: 2_592_000 };
const SPAN = /^([1-9][0-9]*)(s|mo|m|h|d|w)$/;

/** Length of a span in seconds. A month counts 30 days: use it to order spans, not to add months. */
export function spanSeconds(span: string): number {
  const match = SPAN.exec(span);
  if (!match) throw new Error(`Cannot read span "${span}": expected a number and one of s, m, h, d, w, mo`);
  return Number(match[1]) * UNIT_SECONDS[match[2]];
}

/** The span of so many seconds, in its largest whole unit: 60 → `1m`, 3600 → `1h`, 604800 → `1w`. */
export function spanOfSeconds(seconds: number): string {
  for (const unit of ["mo", "w", "d", "h", "m", "s"]) {
    if (seconds % UNIT_SECONDS[unit] === 0) return `${seconds / UNIT_SECONDS[unit]}${unit}`;
  }
  throw new Error(`Cannot name a span of ${seconds} s: expected a whole number of seconds`);
}

/**
 * A symbol as a folder name: `/` → `-`, `:` → `+`, any other byte outside `A–Z 0–9 .` → `%XX`, and so the dots of
 * `.` and `..`, which name other folders. Injective, and safe on disks that ignore case.
 */
export function encodeSymbol(symbol: string): string {
  if (symbol === "." || symbol === "..") return symbol.replaceAll(".", "%2E");
  let name = "";
  for (const byte of new TextEncoder().encode(symbol)) {
    const char = String.fromCharCode(byte);
    if (char === "/") name += "-";
    else if (char === ":") name += "+";
    else if (/[A-Z0-9.]/.test(char)) name += char;
    else name += "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  }
  return name;
}

/** The inverse of {@linkcode encodeSymbol}. Throws on a name that it does not make. */
export function decodeSymbol(name: string): string {
  const symbol = decodeURIComponent(name.replaceAll("-", "/").replaceAll("+", ":"));
  if (encodeSymbol(symbol) !== name) throw new Error(`Cannot read folder name "${name}": not a symbol's`);
  return symbol;
}

export function seriesKey(series: Series): string {
  const folder = `${series.exchange}/${series.type}/${encodeSymbol(series.symbol)}`;
  return series.type === "ohlc" ? `${folder}/${series.span}` : folder;
}

/** The inverse of {@linkcode seriesKey}. Throws on a path that is no series'. */
export function parseSeriesKey(key: string): Series {
  const [exchange, type, name, span, ...rest] = key.split("/");
  const wellFormed = exchange && name && rest.length === 0 && (type === "ohlc") === (span !== undefined);
  if (!wellFormed || !DATA_TYPES.includes(type as DataType)) {
    throw new Error(`Cannot read series "${key}": expected exchange/type/PAIR, and /span for ohlc`);
  }
  if (span !== undefined) spanSeconds(span);
  return { exchange, symbol: decodeSymbol(name), type: type as DataType, ...(span && { span }) };
}
