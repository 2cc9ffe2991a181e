/** The symbols of exchanges, for those who search among them: found out once, then at hand for an hour. */
import type { SymbolQuery, Symbols } from "../../../schemas/wire_app.ts";
import type { Clock } from "../../kernel/mod.ts";
import type { FoundMarkets, ReachedExchange } from "../../venue/found_markets.ts";
import type { LookupHost } from "./host.ts";

export interface SymbolSearch {
  /** Rejects, with a sentence, where the exchange cannot be asked and nothing is on disk. */
  find(reached: ReachedExchange, query: SymbolQuery): Promise<Symbols>;
}

const KEEP_MS = 3_600_000;
/** Who types goes on asking: an exchange that does not answer is not asked again at each key. */
const KEEP_FAILURE_MS = 10_000;
/** Thousands of markets each. */
const MAX_KEPT = 20;

export function createSymbolSearch({ lookUp }: Pick<LookupHost, "lookUp">, clock: Clock): SymbolSearch {
  const kept = new Map<string, { question: string; found: Promise<FoundMarkets>; until: number }>();

  function markets(reached: ReachedExchange): Promise<FoundMarkets> {
    const { exchange } = reached;
    const question = JSON.stringify(reached);
    const known = kept.get(exchange);
    if (known?.question === question && clock.elapsed() < known.until) return known.found;
    const found = lookUp("markets", reached);
    const entry = { question, found, until: clock.elapsed() + KEEP_MS };
    found.catch(() => entry.until = clock.elapsed() + KEEP_FAILURE_MS);
    kept.delete(exchange);
    kept.set(exchange, entry);
    for (const oldest of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(oldest);
    return found;
  }

  return { find: async (reached, query) => symbolsOf(await markets(reached), query) };
}

/** Only what a job can name: a symbol with a slash. What begins with the text comes first, what does not trade last. */
export function symbolsOf(
  { markets, from, at }: FoundMarkets,
  { search = "", limit }: SymbolQuery,
): Symbols {
  const text = search.trim().toUpperCase();
  const fitting = markets.filter(({ symbol }) =>
    /^[^\s/]+\/[^\s/]+$/.test(symbol) && symbol.toUpperCase().includes(text)
  );
  const rank = ({ symbol, active }: FoundMarkets["markets"][number]) =>
    (active ? 0 : 2) + (symbol.toUpperCase().startsWith(text) ? 0 : 1);
  fitting.sort((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1));
  const shown = fitting.slice(0, limit);
  return {
    symbols: shown.map(({ symbol }) => symbol),
    not_trading: shown.filter(({ active }) => !active).map(({ symbol }) => symbol),
    total: fitting.length,
    source: from === "disk" ? "disk" : "exchange",
    as_of: at / 1_000,
  };
}
