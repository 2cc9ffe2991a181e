/** The markets of one exchange: asked for when told to, or taken back from where they were kept. */
import { type Market, type MarketKeep, VenueFault } from "../contract.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import type { Session } from "./session.ts";
import { nearestSymbols } from "../../../schemas/nearest.ts";

export interface Markets {
  /** Asks the exchange for all of them; by symbol. */
  load(signal: AbortSignal): Promise<Map<string, Market>>;
  /**
   * The markets of these symbols, asked for where none are known yet. An unknown symbol is a
   * {@linkcode VenueFault} `final` that names the three nearest.
   */
  find(symbols: string[], signal: AbortSignal): Promise<CcxtMarket[]>;
  keep: MarketKeep;
}

/** What is kept: a market, or one of the tables that some classes make of their markets on the side. */
type Kept = { market: CcxtMarket } | { option: string; value: unknown };

/** `closing`: ends what is asked for all callers together. */
export function createMarkets(exchange: string, { ccxt, ask }: Session, closing: AbortSignal): Markets {
  let loading: Promise<Record<string, CcxtMarket>> | null = null;
  const fetchMarkets = ccxt.fetchMarkets.bind(ccxt);
  ccxt.fetchMarkets = async (params) => (await fetchMarkets(params)).map(slim);

  async function load(signal: AbortSignal) {
    return (await ask("ask the markets", () => ccxt.loadMarkets(true), { signal })).value;
  }

  /** The first call loads; those that come meanwhile wait for the same answer, and end with their own signal. */
  function known(signal: AbortSignal): Promise<Record<string, CcxtMarket>> {
    if (ccxt.markets !== undefined) return Promise.resolve(ccxt.markets);
    loading ??= load(closing).finally(() => loading = null);
    return orAborted(loading, signal);
  }

  /** ccxt names the tables itself, for objects that share their markets. */
  const tables = () => (ccxt.options.marketHelperProps ?? []) as string[];

  return {
    load: async (signal) => bySymbol(await load(signal)),

    async find(symbols, signal) {
      signal.throwIfAborted();
      const markets = await known(signal);
      return symbols.map((symbol) => {
        if (Object.hasOwn(markets, symbol)) return markets[symbol];
        const nearest = nearestSymbols(symbol, Object.keys(markets), 3).join(", ");
        const what = `${exchange} has no such market; nearest: ${nearest}`;
        throw new VenueFault("final", `Cannot record "${symbol}": ${what}`);
      });
    },

    keep: {
      madeBy: `ccxt ${ccxt.getCcxtVersion()}`,
      list: (): Kept[] => [
        ...Object.values(ccxt.markets ?? {}).map((market) => ({ market })),
        ...tables().map((option) => ({ option, value: ccxt.options[option] })),
      ],
      restore(kept) {
        const entries = kept as Kept[];
        const markets = entries.flatMap((entry) => "market" in entry ? [entry.market] : []);
        const stray = markets.find(({ symbol, id }) => typeof symbol !== "string" || typeof id !== "string");
        if (markets.length === 0 || stray) {
          throw new Error("there is one without a symbol, or there are none");
        }
        for (const entry of entries) if ("option" in entry) ccxt.options[entry.option] = entry.value;
        return bySymbol(ccxt.setMarkets(markets));
      },
    },
  };
}

/**
 * Without the lists and objects of the exchange's own description: order filters and permissions, which are for those
 * who trade, and three quarters of what Binance's markets take.
 */
function slim(market: CcxtMarket): CcxtMarket {
  const isFlat = ([, value]: [string, unknown]) => typeof value !== "object" || value === null;
  return { ...market, info: Object.fromEntries(Object.entries(market.info ?? {}).filter(isFlat)) };
}

function bySymbol(markets: Record<string, CcxtMarket>): Map<string, Market> {
  return new Map(Object.values(markets).map((market) => [market.symbol, marketRow(market)]));
}

function marketRow({ symbol, id, active, info }: CcxtMarket): Market {
  const { status, state, trade_status } = (info ?? {}) as Record<string, unknown>;
  const word = [status, state, trade_status].find((each) => typeof each === "string" && each !== "");
  return { symbol, id, active: active !== false, ...(word === undefined ? {} : { status: word as string }) };
}

/** The promise's outcome, or the signal's reason where that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
