/** The holes of a serial series that were told of, until they are filled: by REST, or late by the socket itself. */
import type { IdRun } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { IdRuns } from "./id_runs.ts";

/** A part of a hole that is there now. */
export interface Filled {
  /** µs. */
  from: number;
  to: number;
  rows: number;
}

export interface OpenHoles {
  open(hole: IdRun): void;
  /** What `rows`, which are in the runs by now, filled; ids that turned out never issued fill without rows. */
  settle(rows: Trade[]): Filled[];
}

export function createOpenHoles(runs: IdRuns): OpenHoles {
  let open = runs.holes();

  function settleOne(hole: IdRun, rows: Trade[]): { filled: Filled[]; left: IdRun[] } {
    const isIn = (id: number) => id >= hole.firstId && id <= hole.lastId;
    const left = runs.holes().filter(({ firstId, lastId }) => isIn(firstId) && isIn(lastId))
      .map((rest) => rest.lastId === hole.lastId ? { ...rest, to: hole.to } : rest);
    const filled: Filled[] = [];
    let at = { id: hole.firstId, us: hole.from };
    for (
      const next of [...left, { firstId: hole.lastId + 1, from: hole.to, lastId: Infinity, to: Infinity }]
    ) {
      // Not so where the runs were begun anew: the hole is of another time then, and stays on record.
      if (next.firstId > at.id && runs.covers(at.id, next.firstId - 1)) {
        filled.push({ from: at.us, to: next.from, rows: countBetween(rows, at.id, next.firstId) });
      }
      at = { id: next.lastId + 1, us: next.to };
    }
    return { filled, left };
  }

  return {
    open: ({ firstId, lastId, from, to }) => void open.push({ firstId, lastId, from, to }),
    settle(rows) {
      if (open.length === 0) return [];
      const settled = open.map((hole) => settleOne(hole, rows));
      open = settled.flatMap(({ left }) => left);
      return settled.flatMap(({ filled }) => filled);
    },
  };
}

function countBetween(rows: Trade[], firstId: number, endId: number): number {
  return rows.filter(({ id }) => Number(id) >= firstId && Number(id) < endId).length;
}
