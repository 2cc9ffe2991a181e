/**
 * The ids of a serial series that are accepted, as maximal runs: what is a duplicate, and what is missing.
 * Times are those of a run's first and last row, µs.
 */
import type { IdRun } from "../../schemas/evidence.ts";

export interface IdRuns {
  has(id: number): boolean;
  /** Whether all of them are there, both inclusive. */
  covers(firstId: number, lastId: number): boolean;
  /** false: the id was there already. */
  add(id: number, ts: number): boolean;
  /** Takes ids that were never issued, so that they count neither as known rows nor as holes. */
  bridge(firstId: number, lastId: number): void;
  /** What lies between the runs, oldest first; times are those of the neighbours. */
  holes(): IdRun[];
  last(): IdRun | undefined;
  /** Forgets all: the exchange has begun to count anew. */
  restart(): void;
}

export function createIdRuns(initial: readonly IdRun[] = []): IdRuns {
  const runs = newestGeneration(initial);

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

  function has(id: number): boolean {
    const run = runs[locate(id)];
    return run !== undefined && run.firstId <= id;
  }

  function covers(firstId: number, lastId: number): boolean {
    const run = runs[locate(lastId)];
    return run !== undefined && run.firstId <= firstId && lastId <= run.lastId;
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
    } else runs.splice(at, 0, { ...run });
  }

  function add(id: number, ts: number): boolean {
    const last = runs.at(-1);
    if (last?.lastId === id - 1) {
      last.lastId = id;
      last.to = ts;
      return true;
    }
    if (has(id)) return false;
    insert({ firstId: id, lastId: id, from: ts, to: ts });
    return true;
  }

  function bridge(firstId: number, lastId: number): void {
    const before = runs[locate(firstId) - 1], after = runs[locate(lastId)];
    insert({ firstId, lastId, from: before?.to ?? after.from, to: after?.from ?? before.to });
  }

  function holes(): IdRun[] {
    return runs.slice(1).map((run, i) => ({
      firstId: runs[i].lastId + 1,
      lastId: run.firstId - 1,
      from: runs[i].to,
      to: run.from,
    }));
  }

  return { has, covers, add, bridge, holes, last: () => runs.at(-1), restart: () => void runs.splice(0) };
}

/** Of runs in order of time, those whose ids rise up to the newest: ids begin anew when a market is relisted. */
function newestGeneration(runs: readonly IdRun[]): IdRun[] {
  const kept: IdRun[] = [];
  for (const run of runs.toReversed()) {
    if (kept.length === 0 || run.lastId < kept[0].firstId) kept.unshift({ ...run });
  }
  return kept;
}
