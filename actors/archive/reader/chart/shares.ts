/** A period's time, divided by who has rows of it: what one file alone has is read far quicker than what has to be merged. */
import { parseSeriesKey } from "../../../../schemas/series.ts";
import type { Interval } from "../../intervals.ts";
import { parseFilePath } from "../../layout.ts";
import type { PeriodSources } from "../snapshot.ts";

/** A stretch of a period, and the sources that may have rows in it. */
export interface Share extends Interval {
  sources: PeriodSources;
}

/** More pieces than that cost more than merging all. */
const MOST_PIECES = 64;
const HOUR_US = 3600e6;

/**
 * Stretches in order that hold every row of the period. Frames of a book go on from one file into the next, so those
 * are cut by whole hours, at which a live book has a snapshot.
 */
export function sharesOf(key: string, sources: PeriodSources): Share[] {
  if (isAlone(sources)) return [mergedShare(sources)];
  if (parseSeriesKey(key).type === "orderbook") return hourlyShares(sources);
  const shares = joined(pairs(edgesOf(sources), sources));
  return shares.length <= MOST_PIECES ? shares : [mergedShare(sources)];
}

/** The same, cut by whole hours. */
export const hourlyShares = (sources: PeriodSources): Share[] => pairs(hoursOf(sources.period), sources);

/** All of the period as one. */
export const mergedShare = (sources: PeriodSources): Share => ({ ...within(sources.period), sources });

/** Is there one file, and it the period's own? */
export function isAlone({ files, journal }: PeriodSources): boolean {
  return files.length === 1 && journal.length === 0 && parseFilePath(files[0].path).part === null;
}

const within = ({ from, to }: Interval): Interval => ({ from, to });

function hoursOf({ from, to }: Interval): number[] {
  return Array.from(
    { length: Math.ceil((to - from) / HOUR_US) + 1 },
    (_, n) => Math.min(to, from + n * HOUR_US),
  );
}

function edgesOf({ files, journal }: PeriodSources): number[] {
  const edges = [...files.flatMap(({ from, to }) => [from, to]), ...journal.flatMap((each) => endsOf(each))];
  return [...new Set(edges)].sort((a, b) => a - b);
}

const endsOf = ({ first, last }: { first: number; last: number }) => [first, last + 1];

/** From each cut to the next, where anybody has rows. */
function pairs(cuts: number[], { period, files, journal }: PeriodSources): Share[] {
  return cuts.slice(1).map((to, i): Share => {
    const from = cuts[i];
    return {
      from,
      to,
      sources: {
        period,
        files: files.filter((file) => file.from < to && file.to > from),
        journal: journal.filter(({ first, last }) => first < to && last >= from),
      },
    };
  }).filter(({ sources: { files, journal } }) => files.length + journal.length > 0);
}

/** Neighbours that both have to be merged are one, so that no row group is read twice for them. */
function joined(shares: Share[]): Share[] {
  const all: Share[] = [];
  for (const share of shares) {
    const last = all.at(-1);
    if (last?.to === share.from && isShared(last) && isShared(share)) {
      all[all.length - 1] = union(last, share);
    } else all.push(share);
  }
  return all;
}

const isShared = ({ sources: { files, journal } }: Share) => files.length !== 1 || journal.length > 0;

function union(a: Share, b: Share): Share {
  const { period } = a.sources;
  const files = [...new Set([...a.sources.files, ...b.sources.files])];
  const journal = [...new Set([...a.sources.journal, ...b.sources.journal])];
  return { from: a.from, to: b.to, sources: { period, files, journal } };
}
