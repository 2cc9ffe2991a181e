/**
 * As much of ccxt 4.5.84 as is used here. Its own types cannot be had for a class that is loaded by path, and
 * say nothing of the inner parts (clients, caches, handlers) that nothing may be lost in.
 */

export interface CcxtMarket {
  symbol: string;
  id: string;
  active?: boolean;
  /** `spot`, `swap`, `future` …; contracts are `linear` or not. */
  type?: string;
  linear?: boolean;
  /** Of contracts: the exchange's name of the currency that they settle in. */
  settleId?: string;
  /** The exchange's own description. */
  info?: unknown;
}

/** What its parsers make of a trade. `info` is the exchange's own object or array. */
export interface CcxtTrade {
  symbol?: string;
  id?: string;
  timestamp?: number;
  price?: unknown;
  amount?: unknown;
  side?: string;
  info: unknown;
}

/** A mutable book that ccxt keeps up to date; levels are [price, amount, …], best first. */
export interface CcxtBook {
  symbol?: string;
  timestamp?: number;
  nonce?: number;
  bids: number[][];
  asks: number[][];
}

/** The cache of one symbol's trades. */
export interface CcxtCache extends Array<CcxtTrade> {
  append(trade: CcxtTrade): void;
}

/** One socket. */
export interface CcxtClient {
  url: string;
  connection?: WebSocket;
  gunzip: boolean;
  inflate: boolean;
  decompressBinary: boolean;
  onMessage(event: { data: unknown }): void;
  onOpen(): void;
  send(message: unknown): Promise<unknown>;
  resolve(result: unknown, messageHash?: string): unknown;
  /** ccxt's own way of telling each failure: of the socket, of a subscription, of a book's checksum. */
  reject(error: unknown, messageHash?: string): unknown;
  clearPingInterval(): void;
  clearConnectionTimeout(): void;
  /** Ours: did a handler take the frame? */
  understood?: boolean;
}

type Params = Record<string, unknown>;

export interface CcxtExchange {
  id: string;
  hostname?: string;
  urls: { api: Record<string, string> };
  has: Record<string, unknown>;
  options: Record<string, unknown>;
  timeframes?: Record<string, string>;
  rateLimit: number;
  enableRateLimit: boolean;
  markets?: Record<string, CcxtMarket>;
  trades: Record<string, CcxtCache>;
  orderbooks: Record<string, CcxtBook>;
  clients: Record<string, CcxtClient>;
  fetchImplementation: (url: string, init: RequestInit) => Promise<Response>;
  throttle(cost?: number): Promise<void>;
  log(...args: unknown[]): void;
  safeTrade(trade: CcxtTrade): CcxtTrade;
  filterBySinceLimit(rows: unknown[]): unknown[];
  filterBySymbolSinceLimit(rows: unknown[]): unknown[];
  iso8601(ms: number): string | undefined;
  client(url: string): CcxtClient;
  handleMessage(client: CcxtClient, message: unknown): void;
  /** A subscription to books was confirmed. */
  handleOrderBookSubscription(client: CcxtClient, message: unknown, subscription: unknown): void;
  handleErrors(
    status: number,
    statusText: string,
    url: string,
    method: string,
    headers: Params,
    body: string,
    parsed: unknown,
    requestHeaders: Params,
    requestBody: unknown,
  ): unknown;
  parseTrade(raw: unknown, market: CcxtMarket): CcxtTrade;
  loadMarkets(reload: boolean): Promise<Record<string, CcxtMarket>>;
  fetchMarkets(params?: Params): Promise<CcxtMarket[]>;
  /** Takes what `fetchMarkets` gave, or markets that it made before. */
  setMarkets(markets: CcxtMarket[]): Record<string, CcxtMarket>;
  getCcxtVersion(): string;
  fetchTrades(symbol: string, sinceMs?: number, limit?: number, params?: Params): Promise<CcxtTrade[]>;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    sinceMs: number,
    limit: number,
    params?: Params,
  ): Promise<unknown[]>;
  watchTrades(symbol: string, sinceMs?: number, limit?: number, params?: Params): Promise<unknown>;
  watchTradesForSymbols(
    symbols: string[],
    sinceMs?: number,
    limit?: number,
    params?: Params,
  ): Promise<unknown>;
  watchOrderBook(symbol: string, limit?: number, params?: Params): Promise<unknown>;
  watchOrderBookForSymbols(symbols: string[], limit?: number, params?: Params): Promise<unknown>;
}

export type CcxtClass = new (config: Params) => CcxtExchange;

/** A method that ccxt makes of an endpoint's path, such as `publicGetKlines`. */
export type Endpoint = (params: Params) => Promise<unknown>;
