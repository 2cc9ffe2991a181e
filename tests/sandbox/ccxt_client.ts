/** ccxt's own binance with its URLs led to a sandbox. The one test file that meets an untyped library. */
// deno-lint-ignore-file no-explicit-any

export interface CcxtTrade {
  id: string;
  timestamp: number;
  price: number;
  amount: number;
  side: "buy" | "sell";
  info: Record<string, unknown>;
}

export interface CcxtBook {
  nonce?: number;
  bids: [price: number, amount: number][];
  asks: [price: number, amount: number][];
}

export interface CcxtMarket {
  id: string;
  active: boolean;
  precision: { price: number; amount: number };
}

/** What the tests use of ccxt's binance. */
export interface CcxtBinance {
  loadMarkets(): Promise<Record<string, CcxtMarket>>;
  fetchTime(): Promise<number>;
  fetchOHLCV(symbol: string, timeframe: string, since?: number, limit?: number): Promise<number[][]>;
  fetchTrades(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Record<string, unknown>,
  ): Promise<CcxtTrade[]>;
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>;
  watchTrades(
    symbol: string,
    since?: number,
    limit?: number,
    params?: Record<string, unknown>,
  ): Promise<CcxtTrade[]>;
  watchOrderBook(symbol: string): Promise<CcxtBook>;
  watchOHLCV(symbol: string, timeframe: string): Promise<number[][]>;
  close(): Promise<void>;
}

/** One exchange alone: the whole library costs ten times as much. The second import only names the package. */
export async function openCcxt(url: string): Promise<CcxtBinance> {
  const path = new URL("./src/pro/binance.js", import.meta.resolve("ccxt")).href;
  const { default: Binance } = await import(path) as { default: new (options: unknown) => any };
  const binance = new Binance({ enableRateLimit: false, timeout: 5000 });
  binance.urls = { ...binance.urls, api: ledTo(url.replace(/^http/, ""), binance.urls.api) };
  return binance;
}

export const wholeLibrary = () => import("ccxt");

function ledTo(origin: string, urls: any): any {
  if (typeof urls === "string") return urls.replace(/^(http|ws)s?:\/\//, `$1${origin}/`);
  return Object.fromEntries(Object.entries(urls).map(([name, value]) => [name, ledTo(origin, value)]));
}
