/**
 * What a serial series asks of REST, and what the answers mean. The holes are those between its runs of ids,
 * however they came about; after a connection it also catches up from the newest row on, so that a quiet
 * symbol need not wait for its next trade.
 */
import type { Evidence, IdRun } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Answer, TradeQuery, Traits } from "./contract.ts";
import type { IdRuns } from "./id_runs.ts";

/** Ids absent between present neighbours in two answers so far apart were never issued. */
export const CONFIRM_AFTER_MS = 10 * 60_000;

export interface Ask {
  query: TradeQuery;
  /** null: catching up. */
  hole: IdRun | null;
}

export interface Healing {
  catchUp(): void;
  /** What to ask now, oldest first; null: nothing. */
  next(nowMs: number): Ask | null;
  /** When an absent range is due to be asked again, ms; null: there is none. */
  nextAt(): number | null;
  /** The rows of the answer that were asked for. */
  wanted(ask: Ask, answer: Answer<Trade>): Trade[];
  /** After the wanted rows were accepted: proof that ids never existed, if this answer completes it. */
  learn(ask: Ask, answer: Answer<Trade>, nowMs: number): Evidence[];
}

export function createHealing(symbol: string, runs: IdRuns, traits: Traits): Healing {
  /** First id of an absent range → when it was first and last asked. */
  const absent = new Map<number, { firstAt: number; lastAt: number }>();
  let behind = false;
  /** Where venues are asked by time: how far the present hole has been read. */
  let cursor: { lastId: number; fromUs: number } | null = null;

  function queryFor(hole: IdRun): TradeQuery {
    if (traits.tradesById) return { symbol, fromId: hole.firstId, limit: traits.tradePage };
    if (cursor?.lastId !== hole.lastId) cursor = { lastId: hole.lastId, fromUs: hole.from };
    return { symbol, fromUs: cursor.fromUs, limit: traits.tradePage };
  }

  function catchUpQuery(): TradeQuery | null {
    const last = runs.last();
    if (!behind || !last) return null;
    return traits.tradesById
      ? { symbol, fromId: last.lastId + 1, limit: traits.tradePage }
      : { symbol, fromUs: last.to, limit: traits.tradePage };
  }

  function isDue(hole: IdRun, nowMs: number): boolean {
    const asked = absent.get(hole.firstId);
    return !asked || nowMs - asked.lastAt >= CONFIRM_AFTER_MS;
  }

  function next(nowMs: number): Ask | null {
    const hole = runs.holes().find((each) => isDue(each, nowMs));
    if (hole) return { query: queryFor(hole), hole };
    const query = catchUpQuery();
    return query && { query, hole: null };
  }

  /** The part of a hole that the answer shows as absent: up to its first present id after it. */
  function absentPart(hole: IdRun, answer: Answer<Trade>): IdRun | null {
    if (runs.has(hole.firstId) || answer.rejected > 0) return null;
    const present = answer.rows.map((row) => Number(row.id)).find((id) => id > hole.firstId);
    return present === undefined ? null : { ...hole, lastId: Math.min(hole.lastId, present - 1) };
  }

  function learnOfHole(hole: IdRun, answer: Answer<Trade>, nowMs: number): Evidence[] {
    const newestUs = answer.rows.at(-1)?.ts;
    if (cursor && newestUs !== undefined && newestUs > cursor.fromUs) {
      cursor.fromUs = newestUs;
      if (Number(answer.rows.at(-1)!.id) < hole.firstId) return [];
    }
    if (runs.has(hole.firstId)) {
      absent.delete(hole.firstId);
      return [];
    }
    const known = absent.get(hole.firstId);
    absent.set(hole.firstId, { firstAt: known?.firstAt ?? nowMs, lastAt: nowMs });
    const part = absentPart(hole, answer);
    if (!known || !part) return [];
    absent.delete(hole.firstId);
    runs.bridge(part.firstId, part.lastId);
    return [{ kind: "void-id", ...part }];
  }

  return {
    catchUp: () => void (behind = true),
    next,
    nextAt() {
      const times = runs.holes().map((hole) => absent.get(hole.firstId)?.lastAt).filter((at) =>
        at !== undefined
      );
      return times.length ? Math.min(...times) + CONFIRM_AFTER_MS : null;
    },
    wanted({ hole }, answer) {
      if (!hole) return answer.rows;
      return answer.rows.filter(({ id }) => Number(id) >= hole.firstId && Number(id) <= hole.lastId);
    },
    learn({ hole, query }, answer, nowMs) {
      if (hole) return learnOfHole(hole, answer, nowMs);
      const last = runs.last()!;
      const moved = last.lastId + 1 !== query.fromId && last.to !== query.fromUs;
      if (answer.rows.length < query.limit || !moved) behind = false;
      return [];
    },
  };
}
