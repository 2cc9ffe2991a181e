/** Finding what the user probably meant. */

/** The one of `known` that is nearest to `word`, if any is near enough to be meant by it. */
export function nearest(word: string, known: string[]): string | null {
  const [best] = ranked(word, known);
  return best && best.edits <= Math.max(2, word.length / 2) ? best.candidate : null;
}

/** The `count` symbols that fewest single-letter edits lead to, whatever the case of their letters. */
export function nearestSymbols(symbol: string, symbols: Iterable<string>, count: number): string[] {
  return ranked(symbol.toUpperCase(), symbols).slice(0, count).map(({ candidate }) => candidate);
}

/** Nearest first, those equally near by their names. */
function ranked(word: string, candidates: Iterable<string>): Array<{ candidate: string; edits: number }> {
  return [...candidates]
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
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
