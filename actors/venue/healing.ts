/**
 * What a serial series asks of REST, and what the answers mean. The holes are those between its runs of ids,
 * however they came about; after a connection it also catches up from the newest row on, so that a quiet
 * symbol need not wait for its next trade.
 */
import type { Evidence, IdRun } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Answer, TradeQuery, Traits } from "./contract.ts";
import type { IdRuns } from "./id_runs.ts";
import { idSpanOf } from "./serial_order.ts";

/** Ids absent between present neighbours in two answers so far apart were never issued. */
export const CONFIRM_AFTER_MS = 10 * 60_000;

export interface Ask {
  query: TradeQuery;
  /** null: catching up. */
  hole: IdRun | null;
}

export interface Healing {
  catchUp(): void;
  /** What to ask now, oldest first; null: nothing, or nothing that this exchange answers. */
  next(nowMs: number): Ask | null;
  /** When an absent range is due to be asked again, ms; null: there is none. */
  nextAt(): number | null;
  /** The rows of the answer that were asked for. */
  wanted(ask: Ask, answer: Answer<Trade>): Trade[];
  /** After the wanted rows were accepted: proof that ids never existed, if this answer completes it. */
  learn(ask: Ask, answer: Answer<Trade>, nowMs: number): Evidence[];
}

interface Absence {
  askedAt: number;
  /** An answer showed neighbours without them. */
  isShown: boolean;
}

export function createHealing(symbol: string, runs: IdRuns, traits: Traits): Healing {
  const { tradesById, tradesByTime, tradePage: limit } = traits;
  /** By the first id of what an answer did not have. */
  const absent = new Map<number, Absence>();
  let isBehind = false;
  /** Where venues are asked by time: how far the present hole has been read. */
  let cursor: { lastId: number; fromUs: number } | null = null;

  function queryFor(hole: IdRun): TradeQuery {
    if (tradesById) return { symbol, fromId: hole.firstId, limit };
    if (cursor?.lastId !== hole.lastId) cursor = { lastId: hole.lastId, fromUs: hole.from };
    return { symbol, fromUs: cursor.fromUs, limit };
  }

  function catchUpQuery(): TradeQuery | null {
    const last = runs.last();
    if (!isBehind || !last) return null;
    return tradesById ? { symbol, fromId: last.lastId + 1, limit } : { symbol, fromUs: last.to, limit };
  }

  function next(nowMs: number): Ask | null {
    if (!tradesById && !tradesByTime) return null;
    const isDue = ({ firstId }: IdRun) =>
      nowMs - (absent.get(firstId)?.askedAt ?? -Infinity) >= CONFIRM_AFTER_MS;
    const hole = runs.holes().find(isDue);
    if (hole) return { query: queryFor(hole), hole };
    const query = catchUpQuery();
    return query && { query, hole: null };
  }

  /** Whether the answer is a page before the hole's end that has nothing of it yet: there is more to read. */
  function readOn(hole: IdRun, { rows }: Answer<Trade>): boolean {
    const newest = rows.at(-1);
    if (!cursor || !newest || newest.ts <= cursor.fromUs) return false;
    cursor.fromUs = newest.ts;
    return Number(newest.id) < hole.firstId;
  }

  /** The part of a hole that the answer shows as absent: between a present id before it and one after it. */
  function absentPart(hole: IdRun, { rows, rejected }: Answer<Trade>): IdRun | null {
    if (rejected > 0) return null;
    const spans = rows.map((row) => idSpanOf(row)!);
    const after = spans.findIndex(({ lastId }) => lastId >= hole.firstId);
    const isBounded = after >= 0 && (tradesById || after > 0);
    if (!isBounded || spans[after].firstId <= hole.firstId) return null;
    if (spans[after].firstId > hole.lastId) return hole;
    return { ...hole, lastId: spans[after].firstId - 1, to: rows[after].ts };
  }

  function learnOfHole(hole: IdRun, answer: Answer<Trade>, nowMs: number): Evidence[] {
    if (readOn(hole, answer)) return [];
    const known = absent.get(hole.firstId);
    absent.delete(hole.firstId);
    if (runs.has(hole.firstId)) return [];
    cursor = null;
    const part = absentPart(hole, answer);
    if (part && known?.isShown) {
      runs.bridge(part.firstId, part.lastId);
      return [{ kind: "void-id", ...part }];
    }
    absent.set(hole.firstId, { askedAt: nowMs, isShown: part !== null || known?.isShown === true });
    return [];
  }

  function learnOfEnd(query: TradeQuery, answer: Answer<Trade>): void {
    const last = runs.last();
    const hasMoved = query.fromId === undefined
      ? last?.to !== query.fromUs
      : last?.lastId !== query.fromId - 1;
    if (answer.rows.length + answer.rejected < query.limit || !hasMoved) isBehind = false;
  }

  return {
    catchUp: () => void (isBehind = true),
    next,
    nextAt() {
      const times = runs.holes().flatMap(({ firstId }) => absent.get(firstId)?.askedAt ?? []);
      return times.length ? Math.min(...times) + CONFIRM_AFTER_MS : null;
    },
    wanted({ hole }, { rows }) {
      if (!hole) return rows;
      return rows.filter(({ id }) => Number(id) >= hole.firstId && Number(id) <= hole.lastId);
    },
    learn({ hole, query }, answer, nowMs) {
      if (hole) return learnOfHole(hole, answer, nowMs);
      learnOfEnd(query, answer);
      return [];
    },
  };
}
