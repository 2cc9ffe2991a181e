/** Finding what the user probably meant. */

/** The one of `known` that is nearest to `word`, if any is near enough to be meant by it. */
export function nearest(word: string, known: string[]): string | null {
  const [best] = ranked(word, known);
  return best && best.edits <= Math.max(2, word.length / 2) ? best.candidate : null;
}

/** Less than an edit: what a contract settles in, and when, is often left out. */
const SETTLEMENT_EDITS = 0.5;

/**
 * The `count` symbols that fewest single-letter edits lead to, whatever the case of their letters: `BTC/USD:BTC` where
 * `XBT/USD` was wanted and there is no spot market.
 */
export function nearestSymbols(symbol: string, symbols: Iterable<string>, count: number): string[] {
  const word = symbol.toUpperCase().replace(/^XBT\b/, "BTC").replace(/\bXBT$/, "BTC");
  return ranked(word, symbols, editsToSymbol).slice(0, count).map(({ candidate }) => candidate);
}

function editsToSymbol(word: string, symbol: string): number {
  const [pair, settlement] = symbol.split(":");
  const edits = editsBetween(word, symbol);
  return settlement === undefined ? edits : Math.min(edits, editsBetween(word, pair) + SETTLEMENT_EDITS);
}

/** Nearest first, those equally near by their names. */
function ranked(
  word: string,
  candidates: Iterable<string>,
  edits = editsBetween,
): Array<{ candidate: string; edits: number }> {
  return [...candidates]
    .map((candidate) => ({ candidate, edits: edits(word, candidate) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1));
}

/** Levenshtein's distance, row by row. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1] + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column] + 1, next[column - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
