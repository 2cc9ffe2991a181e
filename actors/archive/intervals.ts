/** Sets of time as sorted, disjoint, never touching, half-open intervals. Nothing here changes its arguments. */
export interface Interval {
  from: number;
  to: number;
}

export function subtract(set: Interval[], from: number, to: number): Interval[] {
  if (from >= to) return set;
  return set.flatMap((interval) =>
    interval.to <= from || interval.from >= to ? [interval] : [
      { from: interval.from, to: Math.min(interval.to, from) },
      { from: Math.max(interval.from, to), to: interval.to },
    ].filter((piece) => piece.from < piece.to)
  );
}

export const unionAll = (set: Interval[], more: Iterable<Interval>): Interval[] => {
  const sorted = [...set, ...more].filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const joined: Interval[] = [];
  for (const { from, to } of sorted) {
    const last = joined[joined.length - 1];
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
};

/** What is in the first set and not in the second. */
export function difference(set: Interval[], minus: Interval[]): Interval[] {
  const rest: Interval[] = [];
  let at = 0;
  for (const { from, to } of set) {
    let start = from;
    while (at < minus.length && minus[at].to <= from) at++;
    for (let i = at; i < minus.length && minus[i].from < to; i++) {
      if (minus[i].from > start) rest.push({ from: start, to: minus[i].from });
      start = Math.max(start, minus[i].to);
    }
    if (start < to) rest.push({ from: start, to });
  }
  return rest;
}

/** The part of the set inside [from, to). */
export function clip<T extends Interval>(set: T[], from: number, to: number): T[] {
  return set.filter((interval) => interval.to > from && interval.from < to)
    .map((interval) => ({ ...interval, from: Math.max(interval.from, from), to: Math.min(interval.to, to) }));
}

export const lengthOf = (set: Interval[]) => set.reduce((sum, { from, to }) => sum + to - from, 0);
