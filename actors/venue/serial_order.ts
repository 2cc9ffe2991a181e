/** The order of a series with serial ids: every id once, ascending within a batch, and what is missing is seen. */
import type { Trade } from "../../schemas/market.ts";
import type { Hole } from "../archive/messages.ts";
import type { Interruption } from "./continuity.ts";
import type { IdRuns } from "./id_runs.ts";

export interface Accepted {
  rows: Trade[];
  duplicates: number;
  /** Ids that are no whole numbers: rows that this series cannot hold. */
  rejected: number;
  /** Holes that these rows reveal behind the newest row before. */
  holes: Hole[];
}

const SKIPPED: Interruption = { cause: "id-hole", reason: "ids were skipped on the socket" };

/** Takes a batch into `runs`. `interruption`: what came before it, if the socket was away. */
export function acceptSerial(runs: IdRuns, batch: Trade[], interruption: Interruption | null): Accepted {
  const valid = batch.filter((trade) => trade.id !== null && Number.isSafeInteger(Number(trade.id)));
  const rows: Trade[] = [];
  const holes: Hole[] = [];
  for (const trade of valid.sort((a, b) => Number(a.id) - Number(b.id))) {
    const id = Number(trade.id);
    // A repeat has the time it had, so a known id that is newer than all else is a new trade under an old number.
    if (runs.has(id) && trade.ts > runs.last()!.to) runs.restart();
    const newest = runs.last();
    const before = newest && { lastId: newest.lastId, to: newest.to };
    if (!runs.add(id, trade.ts)) continue;
    rows.push(trade);
    if (before && id > before.lastId + 1) {
      const ids = { firstId: before.lastId + 1, lastId: id - 1 };
      holes.push({
        from: before.to,
        to: Math.max(before.to, trade.ts),
        ...ids,
        ...(interruption ?? SKIPPED),
      });
    }
  }
  return { rows, holes, duplicates: valid.length - rows.length, rejected: batch.length - valid.length };
}
