/** The exchanges that can be recorded, and what ccxt has of each: known without loading ccxt. */
import { TABLE } from "./known_exchanges_table.ts";
import { nearest } from "./nearest.ts";

export interface KnownExchange {
  /** ccxt's id, as the config has it. */
  id: string;
  /** As it calls itself. */
  name: string;
  /** Where it is at home, as ccxt has it: `US`. */
  countries: string[];
  /** `spot`, `swap`, `future`. */
  markets: string[];
  /** What can be recorded as it happens … */
  live: Array<"trades" | "book">;
  /** … and what can be asked for afterwards. */
  byRequest: Array<"trades" | "ohlc">;
  /** Of candles, shortest first: `1m`. */
  spans: string[];
}

/** By id, in its order. */
export function knownExchanges(): Map<string, KnownExchange> {
  return new Map(
    TABLE.trim().split("\n").map((line) => {
      const [id, name, ...lists] = line.split("|").map((cell) => cell.trim());
      const [countries, markets, live, byRequest, spans] = lists.map((list) =>
        list.split(" ").filter(Boolean)
      );
      const exchange = { id, name, countries, markets, live, byRequest, spans: spans ?? [] };
      return [id, exchange as KnownExchange];
    }),
  );
}

const IDS = new Set(knownExchanges().keys());

export function isExchange(id: string): boolean {
  return IDS.has(id);
}

/** What to say of an id that is none. */
export function unknownExchange(id: string): string {
  const near = meantExchange(id);
  return `there is no such exchange; ${near ? `did you mean ${near}?` : "tapedeck exchanges lists them all"}`;
}

/** Names that scripts and people still use, and what ccxt calls these exchanges now. */
const EARLIER: Record<string, string> = {
  bitfinex2: "bitfinex",
  coinbaseadvanced: "coinbase",
  coinbaseprime: "coinbaseexchange",
  coinbasepro: "coinbaseexchange",
  gateio: "gate",
  gdax: "coinbaseexchange",
  hitbtc3: "hitbtc",
  huobi: "htx",
  huobipro: "htx",
  kucoinspot: "kucoin",
  okex: "okx",
  okex5: "okx",
};

/** The id that was probably meant by one that is not known; null: none is near enough. */
export function meantExchange(id: string): string | null {
  const word = id.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const known = knownExchanges();
  if (known.has(word)) return word;
  return EARLIER[word] ?? idOfName(word, known) ?? nearest(word, [...known.keys()]);
}

function idOfName(word: string, known: Map<string, KnownExchange>): string | null {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return [...known.values()].find(({ name }) => plain(name) === word)?.id ?? null;
}
