/** The markets of one exchange: asked for once, and again when told to. */
import { VenueFault } from "../contract.ts";
import type { CcxtMarket } from "./ccxt_types.ts";
import type { Session } from "./session.ts";
import { nearestSymbols } from "../../../schemas/nearest.ts";

export interface Markets {
  /** Asks the exchange for all of them. */
  load(signal: AbortSignal): Promise<CcxtMarket[]>;
  /**
   * The markets of these symbols, asked for where none are known yet. An unknown symbol is a
   * {@linkcode VenueFault} `final` that names the three nearest.
   */
  find(symbols: string[], signal: AbortSignal): Promise<CcxtMarket[]>;
}

/** `closing`: ends what is asked for all callers together. */
export function createMarkets(exchange: string, { ccxt, ask }: Session, closing: AbortSignal): Markets {
  let loading: Promise<Record<string, CcxtMarket>> | null = null;

  async function load(signal: AbortSignal) {
    return (await ask("ask the markets", () => ccxt.loadMarkets(true), { signal })).value;
  }

  /** The first call loads; those that come meanwhile wait for the same answer, and end with their own signal. */
  function known(signal: AbortSignal): Promise<Record<string, CcxtMarket>> {
    if (ccxt.markets !== undefined) return Promise.resolve(ccxt.markets);
    loading ??= load(closing).finally(() => loading = null);
    return orAborted(loading, signal);
  }

  return {
    load: async (signal) => Object.values(await load(signal)),

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
  };
}

/** The promise's outcome, or the signal's reason where that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
