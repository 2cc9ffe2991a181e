/** What a recorder asked an exchange for, counted. */
import type { Asked } from "./watched_exchange.ts";

/** ms, half-open. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/** Where in time a request begins: as it says, or, where it names an id, as its answer shows. */
const beginOf = ({ query: { startTime }, firstMs }: Asked): number | null =>
  startTime === undefined ? firstMs : Number(startTime);

/** The requests for rows of a symbol that begin within the range; those that begin nobody knows where too. */
export function askedWithin(asked: Asked[], what: string, symbol: string, { fromMs, toMs }: Range): Asked[] {
  return asked.filter((entry) => {
    const begin = beginOf(entry);
    return entry.what === what && entry.query.symbol === symbol &&
      (begin === null || begin >= fromMs && begin < toMs);
  });
}

/**
 * Windows of a symbol that a program asked for although programs before it had, by their first pages: those of which
 * most rows were in an earlier program's answers. `lives`: what each asked, in their order.
 */
export function windowsAskedTwice(lives: Asked[][], what: string, symbol: string): number {
  const seen = new Set<number>();
  let twice = 0;
  for (const life of lives) {
    const pages = life.filter((entry) => entry.what === what && entry.query.symbol === symbol);
    const firsts = pages.filter(({ query }) => query.startTime !== undefined);
    twice += firsts.filter(({ places }) => isMostlyIn(places ?? [], seen)).length;
    for (const { places } of pages) for (const place of places ?? []) seen.add(place);
  }
  return twice;
}

function isMostlyIn(places: Iterable<number>, seen: ReadonlySet<number>): boolean {
  const all = [...places];
  return all.filter((place) => seen.has(place)).length * 2 > all.length;
}
