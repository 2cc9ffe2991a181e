/** Finding what the user probably meant. */

/** The `count` symbols that fewest single-letter edits lead to. */
export function nearestSymbols(symbol: string, symbols: Iterable<string>, count: number): string[] {
  const wanted = symbol.toUpperCase();
  return [...symbols]
    .map((candidate) => ({ candidate, edits: editsBetween(wanted, candidate.toUpperCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
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
