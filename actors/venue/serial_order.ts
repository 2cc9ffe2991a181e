/** The order of a series with serial ids: every id once, ascending within a batch, and what is missing is seen. */
import type { IdRun } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Interruption } from "./continuity.ts";
import type { IdRuns } from "./id_runs.ts";

/** A batch of trades, and what is known of how they came. */
export interface Delivery {
  trades: Trade[];
  /** What came before it, if the socket was away. */
  interruption: Interruption | null;
  /** The highest id that this socket has sent before; -Infinity where the trades came by REST. */
  heardTo: number;
}

export interface Accepted {
  rows: Trade[];
  /** Trades that the socket sent before. What REST was faster with is none. */
  repeats: number;
  /** Ids that are no whole numbers: rows that this series cannot hold. */
  rejected: number;
  /** Holes that these rows reveal behind the newest row before. */
  holes: Array<IdRun & Interruption>;
  /** The highest id of the socket up to and with this batch. */
  heardTo: number;
}

interface Numbered {
  trade: Trade;
  firstId: number;
  lastId: number;
}

const SKIPPED: Interruption = { cause: "id-hole", reason: "ids were skipped on the socket" };

/** Takes a batch into `runs`. A row of which some ids are there already is left out: it would count them twice. */
export function acceptSerial(runs: IdRuns, { trades, interruption, heardTo }: Delivery): Accepted {
  const numbered = inOrder(trades);
  const accepted: Accepted = {
    rows: [],
    repeats: 0,
    rejected: trades.length - numbered.length,
    holes: [],
    heardTo: Math.max(heardTo, numbered.at(-1)?.lastId ?? -Infinity),
  };
  let before = -Infinity;
  for (const { trade, firstId, lastId } of numbered) {
    // No repeat is newer than all there is: this is a new trade under an old number.
    if (trade.ts > runs.newestUs() && runs.covers(firstId, lastId)) runs.restart();
    if (runs.touches(firstId, lastId)) {
      if (lastId <= heardTo || lastId === before) accepted.repeats++;
    } else {
      const hole = holeBefore(runs, firstId, trade.ts);
      if (hole) accepted.holes.push({ ...hole, ...(interruption ?? SKIPPED) });
      runs.add(firstId, lastId, trade.ts);
      accepted.rows.push(trade);
    }
    before = lastId;
  }
  return accepted;
}

/**
 * The ids that a trade stands for: of an aggregate whose id is that of its last trade (OKX) all of first to last,
 * of one with a counter of its own (Binance) that count alone. null: its id is no whole number.
 */
export function idSpanOf({ id, firstId, lastId }: Trade): { firstId: number; lastId: number } | null {
  const number = id === null ? NaN : Number(id);
  if (!Number.isSafeInteger(number)) return null;
  const isSpan = number === lastId && firstId !== null && firstId <= number;
  return { firstId: isSpan ? firstId : number, lastId: number };
}

function inOrder(trades: Trade[]): Numbered[] {
  const numbered: Numbered[] = [];
  let isOrdered = true;
  for (const trade of trades) {
    const span = idSpanOf(trade);
    if (!span) continue;
    if (span.lastId < (numbered.at(-1)?.lastId ?? -Infinity)) isOrdered = false;
    numbered.push({ trade, ...span });
  }
  return isOrdered ? numbered : numbered.sort((a, b) => a.lastId - b.lastId);
}

/** Of a row behind the newest one; at least a µs long, or no coverage could show it. */
function holeBefore(runs: IdRuns, firstId: number, ts: number) {
  const newest = runs.last();
  if (!newest || firstId <= newest.lastId + 1) return null;
  const from = newest.to;
  return { from, to: Math.max(from + 1, ts), firstId: newest.lastId + 1, lastId: firstId - 1 };
}
