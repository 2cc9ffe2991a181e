/**
 * The ids of a serial series that are accepted, as maximal runs: what is known, and what is missing. Times are
 * those of a run's first and last row, µs.
 */
import type { IdRun } from "../../schemas/evidence.ts";
import type { Interval } from "../archive/intervals.ts";

export interface IdRuns {
  has(id: number): boolean;
  /** Whether any of them is there, both inclusive. */
  touches(firstId: number, lastId: number): boolean;
  /** Whether all of them are there. */
  covers(firstId: number, lastId: number): boolean;
  /** Takes the ids that a row stands for; none of them may be there. */
  add(firstId: number, lastId: number, ts: number): void;
  /** Takes the ids of a row of the past, if they are not there and belong to this generation of ids. */
  learn(firstId: number, lastId: number, ts: number): void;
  /** Takes ids that were never issued, so that they are no hole; what lies beside them must be there. */
  bridge(firstId: number, lastId: number): void;
  /** What lies between the runs, oldest first; times are those of the neighbours. */
  holes(): IdRun[];
  /** The time that the runs prove: between the first and the last row of each, µs. */
  proven(): Interval[];
  last(): IdRun | undefined;
  /** The highest time of any row, µs; -Infinity while there is none. Ids and times need not rise together. */
  newestUs(): number;
  /** Forgets all: the exchange has begun to count anew. */
  restart(): void;
}

export function createIdRuns(initial: readonly IdRun[] = []): IdRuns {
  const runs = newestGeneration(initial);
  let newestUs = runs.reduce((newest, { to }) => Math.max(newest, to), -Infinity);

  /** Index of the first run that ends at or after the id. */
  function locate(id: number): number {
    let low = 0, high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runs[middle].lastId < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function touches(firstId: number, lastId: number): boolean {
    const run = runs[locate(firstId)];
    return run !== undefined && run.firstId <= lastId;
  }

  function covers(firstId: number, lastId: number): boolean {
    const run = runs[locate(lastId)];
    return run !== undefined && run.firstId <= firstId;
  }

  function insert(run: IdRun): void {
    const at = locate(run.firstId);
    const left = runs[at - 1], right = runs[at];
    const joinsLeft = left?.lastId === run.firstId - 1;
    const joinsRight = right?.firstId === run.lastId + 1;
    if (joinsLeft && joinsRight) {
      runs.splice(at - 1, 2, { ...left, lastId: right.lastId, to: right.to });
    } else if (joinsLeft) {
      left.lastId = run.lastId;
      left.to = run.to;
    } else if (joinsRight) {
      right.firstId = run.firstId;
      right.from = run.from;
    } else runs.splice(at, 0, run);
  }

  function add(firstId: number, lastId: number, ts: number): void {
    if (ts > newestUs) newestUs = ts;
    const last = runs.at(-1);
    if (last?.lastId !== firstId - 1) return insert({ firstId, lastId, from: ts, to: ts });
    last.lastId = lastId;
    last.to = ts;
  }

  function learn(firstId: number, lastId: number, ts: number): void {
    const at = locate(firstId);
    const isInOrder = (runs[at - 1]?.to ?? -Infinity) <= ts && ts <= (runs[at]?.from ?? Infinity);
    if (isInOrder && !touches(firstId, lastId)) add(firstId, lastId, ts);
  }

  function bridge(firstId: number, lastId: number): void {
    const before = runs[locate(firstId) - 1], after = runs[locate(lastId)];
    insert({ firstId, lastId, from: before.to, to: after.from });
  }

  function holes(): IdRun[] {
    return runs.slice(1).map((run, i) => ({
      firstId: runs[i].lastId + 1,
      lastId: run.firstId - 1,
      from: runs[i].to,
      to: run.from,
    }));
  }

  return {
    has: (id) => covers(id, id),
    touches,
    covers,
    add,
    learn,
    bridge,
    holes,
    proven: () => runs.map(({ from, to }) => ({ from: from + 1, to })).filter(({ from, to }) => from < to),
    last: () => runs.at(-1),
    newestUs: () => newestUs,
    restart() {
      runs.length = 0;
      newestUs = -Infinity;
    },
  };
}

/** Of runs in order of time, those whose ids rise up to the newest: ids begin anew when a market is relisted. */
function newestGeneration(runs: readonly IdRun[]): IdRun[] {
  const kept: IdRun[] = [];
  for (const run of runs.toReversed()) {
    if (kept.length === 0 || run.lastId < kept[0].firstId) kept.unshift({ ...run });
  }
  return kept;
}
