/** BitMEX's instruments as markets with ccxt's symbols: asked for when told to, or taken back from where they were kept. */
import { nearestSymbols } from "../../../schemas/nearest.ts";
import { type Market, type MarketKeep, VenueFault } from "../contract.ts";
import { listOf } from "./answers.ts";
import type { BitmexRest } from "./bitmex_rest.ts";
import type { SizeUnit } from "./bitmex_rows.ts";
import { at } from "./fields.ts";

export interface BitmexMarket extends Market, SizeUnit {}

export interface BitmexMarkets {
  load(signal: AbortSignal): Promise<Map<string, BitmexMarket>>;
  /**
   * The markets of these symbols, asked for where none are known yet. An unknown symbol is a
   * {@linkcode VenueFault} `final` that names the three nearest.
   */
  find(symbols: string[], signal: AbortSignal): Promise<BitmexMarket[]>;
  keep: MarketKeep;
}

/** Its names of currencies that others call otherwise. */
const CURRENCIES: Record<string, string> = { XBT: "BTC", XBt: "BTC", USDt: "USDT", Gwei: "ETH" };
/** Kinds of instruments, as `typ` has them; the others are indices, options and predictions. */
const SPOT = "IFXXXP";
const PERPETUAL = ["FFWCSX", "FFWCSF", "FFSCSX"];
const FUTURE = "FFCCSX";

export function createBitmexMarkets(rest: BitmexRest): BitmexMarkets {
  let known: Map<string, BitmexMarket> | null = null;

  async function load(signal: AbortSignal) {
    const { value } = await rest.ask(async (get) => {
      const instruments = listOf(await get("/instrument/active"));
      const hasSpot = instruments.some((instrument) => at(instrument, "typ") === SPOT);
      return { instruments, assets: hasSpot ? listOf(await get("/wallet/assets")) : [] };
    }, { signal });
    known = bySymbol(marketsOf(value.instruments, value.assets));
    return known;
  }

  return {
    load,

    async find(symbols, signal) {
      signal.throwIfAborted();
      const markets = known ?? await load(signal);
      return symbols.map((symbol) => {
        const market = markets.get(symbol);
        if (market) return market;
        const nearest = nearestSymbols(symbol, markets.keys(), 3).join(", ");
        const what = `bitmex has no such market; nearest: ${nearest}`;
        throw new VenueFault("final", `Cannot record "${symbol}": ${what}`);
      });
    },

    keep: {
      madeBy: "bitmex 1",
      list: () => [...known?.values() ?? []],
      restore(kept) {
        const markets = kept as BitmexMarket[];
        const isMarket = ({ symbol, id, sizeOfOne }: BitmexMarket) =>
          typeof symbol === "string" && typeof id === "string" && sizeOfOne > 0;
        if (markets.length === 0 || !markets.every(isMarket)) {
          throw new Error("there is one without a symbol, or there are none");
        }
        return known = bySymbol(markets);
      },
    },
  };
}

/** Of two markets of one symbol the first that trades. */
function bySymbol(markets: BitmexMarket[]): Map<string, BitmexMarket> {
  const found = new Map<string, BitmexMarket>();
  for (const market of markets) {
    const other = found.get(market.symbol);
    if (!other || (market.active && !other.active)) found.set(market.symbol, market);
  }
  return found;
}

/**
 * The answers of `instrument/active` and `wallet/assets` (which says how small a currency's unit is) as markets. One
 * whose kind, or whose unit, is not known is left out.
 *
 * @example
 * ```ts
 * marketsOf([{ symbol: "XBTUSD", typ: "FFWCSX", underlying: "XBT", quoteCurrency: "USD", settlCurrency: "XBt", … }], []);
 * // [{ symbol: "BTC/USD:BTC", id: "XBTUSD", active: true, status: "Open", sizeOfOne: 1 }]
 * ```
 */
export function marketsOf(instruments: unknown[], assets: unknown[]): BitmexMarket[] {
  const scales = new Map(assets.map((asset) => [at(asset, "asset"), Number(at(asset, "scale"))]));
  return instruments.flatMap((instrument) => {
    const symbol = symbolOf(instrument);
    const isSpot = at(instrument, "typ") === SPOT;
    const sizeOfOne = isSpot ? 10 ** (scales.get(at(instrument, "underlying")) ?? NaN) : 1;
    if (symbol === null || !Number.isFinite(sizeOfOne)) return [];
    const status = String(at(instrument, "state"));
    return [{ symbol, id: String(at(instrument, "symbol")), active: status === "Open", status, sizeOfOne }];
  });
}

/** `BTC/USDT` of spot, `BTC/USD:BTC` of perpetual contracts, `BTC/USD:BTC-210924` of those that expire. */
function symbolOf(instrument: unknown): string | null {
  const [base, quote, settle] = ["underlying", "quoteCurrency", "settlCurrency"]
    .map((name) => currencyOf(at(instrument, name)));
  const pair = `${base}/${quote}`;
  const kind = String(at(instrument, "typ"));
  if (!base || !quote) return null;
  if (kind === SPOT) return pair;
  if (!settle) return null;
  if (PERPETUAL.includes(kind)) return `${pair}:${settle}`;
  const day = /^20(\d\d)-(\d\d)-(\d\d)T/.exec(String(at(instrument, "expiry")));
  return kind === FUTURE && day ? `${pair}:${settle}-${day.slice(1).join("")}` : null;
}

function currencyOf(name: unknown): string {
  return typeof name === "string" ? CURRENCIES[name] ?? name.toUpperCase() : "";
}
