/**
 * Runs of contiguous serial ids. The same id at another time is another trade (ids begin anew when a market is
 * listed again), so runs are one only where their ids touch and their times agree.
 */
import type { IdRun } from "../../schemas/evidence.ts";

/** Joins what belongs together; sorted by time, then id. Order and repetition of the input do not matter. */
export function joinRuns(runs: Iterable<IdRun>): IdRun[] {
  const sorted = [...runs].sort((a, b) => a.firstId - b.firstId || a.from - b.from || a.lastId - b.lastId);
  const joined: IdRun[] = [];
  // Runs that one of a higher first id can still touch: one per generation of ids, as a rule one.
  let tails: IdRun[] = [];
  for (const run of sorted) {
    tails = tails.filter((tail) => tail.lastId + 1 >= run.firstId);
    const tail = tails.find((tail) => belongTogether(tail, run));
    if (tail) extend(tail, run);
    else tails.push(joined[joined.push({ ...run }) - 1]);
  }
  return joined.sort((a, b) => a.from - b.from || a.firstId - b.firstId);
}

/** `later` starts at or behind the first id of `run`, and not behind the id after its last. */
function belongTogether(run: IdRun, later: IdRun): boolean {
  if (later.firstId > run.lastId) return later.to >= run.from;
  return later.from <= run.to && later.to >= run.from;
}

function extend(run: IdRun, later: IdRun): void {
  if (later.firstId === run.firstId) run.from = Math.min(run.from, later.from);
  if (later.lastId === run.lastId) run.to = Math.max(run.to, later.to);
  if (later.lastId > run.lastId) Object.assign(run, { lastId: later.lastId, to: later.to });
}

/** Does a run hold one of the ids `firstId` to `lastId` at this time? The runs are joined and sorted. */
export function holdsId(runs: IdRun[], firstId: number, lastId: number, tsUs: number): boolean {
  for (let i = lastStartedBy(runs, tsUs); i >= 0 && runs[i].to >= tsUs; i--) {
    if (firstId <= runs[i].lastId && lastId >= runs[i].firstId) return true;
  }
  return false;
}

/** The index of the last run that starts at or before this time, or -1. */
function lastStartedBy(runs: IdRun[], tsUs: number): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].from <= tsUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Takes the ids `firstId` to `lastId` out of the runs that hold them at [from, to); what is left ends at `from`
 * and begins again at `to`, since no row between is held any more.
 */
export function cutIds(
  runs: IdRun[],
  { firstId, lastId, from, to }: { firstId: number; lastId: number; from: number; to: number },
): IdRun[] {
  return runs.flatMap((run) => {
    const isApart = run.lastId < firstId || run.firstId > lastId || run.to < from || run.from >= to;
    if (isApart) return [run];
    return [
      { ...run, lastId: firstId - 1, to: Math.max(run.from, Math.min(run.to, from)) },
      { ...run, firstId: lastId + 1, from: Math.min(run.to, Math.max(run.from, to - 1)) },
    ].filter((piece) => piece.firstId <= piece.lastId);
  });
}

/** Rows with serial ids, as {@linkcode runsOf} takes them. */
export interface IdRows {
  /** The ids that each row stands for (both inclusive); NaN where it has none. */
  first: Float64Array;
  last: Float64Array;
  /** µs. */
  ts: Float64Array;
}

/**
 * The runs that rows make up, whatever their order; and the rows that must not be kept, since another row
 * stands for their ids too, and both would count them twice: of these the one that stands for more is kept.
 */
export function runsOf({ first, last, ts }: IdRows): { runs: IdRun[]; overlapping: Set<number> } {
  const runs: IdRun[] = [];
  const overlapping = new Set<number>();
  let [run, newest]: [IdRun | undefined, number] = [undefined, -1];
  for (const row of byId({ first, last, ts })) {
    const at = ts[row];
    const isCopy = newest >= 0 && first[row] === first[newest] && last[row] === last[newest] &&
      at === ts[newest];
    if (isCopy) continue;
    if (run && first[row] <= run.lastId && at >= run.from && at <= run.to) {
      overlapping.add(row);
      continue;
    }
    newest = row;
    if (run && first[row] === run.lastId + 1 && at >= run.from) {
      Object.assign(run, { lastId: last[row], to: at });
    } else runs.push(run = { firstId: first[row], lastId: last[row], from: at, to: at });
  }
  return { runs, overlapping };
}

/** Numbers of the rows that have ids, in the order of these; of those that begin with one id the longest first. */
function byId({ first, last, ts }: IdRows): Uint32Array {
  const compare = (a: number, b: number) => first[a] - first[b] || last[b] - last[a] || ts[a] - ts[b];
  const rows = new Uint32Array(last.length);
  let count = 0;
  let isSorted = true;
  for (let row = 0; row < last.length; row++) {
    if (Number.isNaN(last[row])) continue;
    isSorted &&= count === 0 || compare(rows[count - 1], row) <= 0;
    rows[count++] = row;
  }
  const withIds = rows.subarray(0, count);
  return isSorted ? withIds : withIds.sort(compare);
}
