/**
 * What a serial series asks of REST, and what the answers mean. The holes are those between its runs of ids,
 * however they came about; after a connection it also catches up from the newest row on, so that a quiet
 * symbol need not wait for its next trade.
 */
import type { Evidence, IdRun } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import type { Interval } from "../archive/intervals.ts";
import type { TradeAnswer, TradeQuery, Traits } from "./contract.ts";
import type { IdRuns } from "./id_runs.ts";
import { isClaimed } from "./memory.ts";
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
  wanted(ask: Ask, answer: TradeAnswer): Trade[];
  /** After the wanted rows were accepted: proof that ids never existed, if this answer completes it. */
  learn(ask: Ask, answer: TradeAnswer, nowMs: number): Evidence[];
}

interface Absence {
  askedAt: number;
  /** An answer showed neighbours without them. */
  isShown: boolean;
}

/** The pages of one ask by time. */
interface Reading {
  hole: IdRun;
  query: TradeQuery;
  /** Its neighbours were among the rows, and none of those was rejected. */
  sawBefore: boolean;
  sawAfter: boolean;
  rejected: number;
}

/** Holes that begin within what is `claimed` are somebody else's. */
export function createHealing(
  symbol: string,
  runs: IdRuns,
  traits: Traits,
  claimed: () => Interval | null = () => null,
): Healing {
  const { tradesById, tradesByTime, tradePage: limit } = traits;
  /** By the first id of what an answer did not have. */
  const absent = new Map<number, Absence>();
  let reading: Reading | null = null;
  let isBehind = false;
  let catchUpNext: TradeQuery | null = null;

  /** Of a hole its neighbours too, as only between them an absence is shown. */
  function read(hole: IdRun): Ask {
    const query = { symbol, fromUs: hole.from, toUs: hole.to + 1, limit };
    reading = { hole, query, sawBefore: false, sawAfter: false, rejected: 0 };
    return { query, hole };
  }

  function next(nowMs: number): Ask | null {
    if (!tradesById && !tradesByTime) return null;
    if (reading) return reading;
    const isDue = ({ firstId }: IdRun) =>
      nowMs - (absent.get(firstId)?.askedAt ?? -Infinity) >= CONFIRM_AFTER_MS;
    const hole = runs.holes().find((hole) => !isClaimed(claimed(), hole.from) && isDue(hole));
    if (hole) return tradesById ? { query: { symbol, fromId: hole.firstId, limit }, hole } : read(hole);
    const query = isBehind ? catchUpNext ?? catchUpQuery() : null;
    return query && { query, hole: null };
  }

  function catchUpQuery(): TradeQuery | null {
    const last = runs.last();
    if (!last || isClaimed(claimed(), last.to)) return null;
    return tradesById ? { symbol, fromId: last.lastId + 1, limit } : { symbol, fromUs: last.to, limit };
  }

  /** Where pages come newest first, what is between the first of them and the newest row is a hole by now. */
  function learnOfEnd({ next }: TradeAnswer): void {
    catchUpNext = next;
    isBehind = next !== null && next.toUs === undefined;
  }

  /** The part of a hole that an answer by id shows as absent: all of it before the next present id. */
  function absentPart(hole: IdRun, { rows, rejected }: TradeAnswer): IdRun | null {
    if (rejected > 0) return null;
    const spans = rows.map((row) => idSpanOf(row)!);
    const after = spans.findIndex(({ lastId }) => lastId >= hole.firstId);
    if (after < 0 || spans[after].firstId <= hole.firstId) return null;
    if (spans[after].firstId > hole.lastId) return hole;
    return { ...hole, lastId: spans[after].firstId - 1, to: rows[after].ts };
  }

  /** What an answer lacks. Proof, where an earlier one has shown it too. */
  function lacks(hole: IdRun, shown: IdRun | null, nowMs: number): Evidence[] {
    const known = absent.get(hole.firstId);
    absent.delete(hole.firstId);
    if (shown && known?.isShown) {
      runs.bridge(shown.firstId, shown.lastId);
      return [{ kind: "void-id", ...shown }];
    }
    absent.set(hole.firstId, { askedAt: nowMs, isShown: shown !== null || known?.isShown === true });
    return [];
  }

  function learnById(hole: IdRun, answer: TradeAnswer, nowMs: number): Evidence[] {
    if (!runs.has(hole.firstId)) return lacks(hole, absentPart(hole, answer), nowMs);
    absent.delete(hole.firstId);
    return [];
  }

  function learnByTime(read: Reading, { rows, rejected, next }: TradeAnswer, nowMs: number): Evidence[] {
    const { hole } = read;
    for (const row of rows) {
      const { firstId, lastId } = idSpanOf(row)!;
      if (lastId === hole.firstId - 1) read.sawBefore = true;
      if (firstId === hole.lastId + 1) read.sawAfter = true;
    }
    read.rejected += rejected;
    if (next && !runs.covers(hole.firstId, hole.lastId)) {
      read.query = next;
      return [];
    }
    reading = null;
    if (runs.has(hole.firstId)) absent.delete(hole.firstId);
    const isShown = read.sawBefore && read.sawAfter && read.rejected === 0;
    const left = runs.holes().filter(({ firstId, lastId }) =>
      firstId >= hole.firstId && lastId <= hole.lastId
    );
    return left.flatMap((rest) => lacks(rest, isShown ? rest : null, nowMs));
  }

  return {
    catchUp() {
      isBehind = runs.last() !== undefined;
      catchUpNext = null;
    },
    next,
    nextAt() {
      const times = runs.holes().flatMap(({ firstId }) => absent.get(firstId)?.askedAt ?? []);
      return times.length ? Math.min(...times) + CONFIRM_AFTER_MS : null;
    },
    wanted({ hole }, { rows }) {
      if (!hole) return rows;
      return rows.filter(({ id }) => Number(id) >= hole.firstId && Number(id) <= hole.lastId);
    },
    learn({ hole }, answer, nowMs) {
      if (hole) return reading ? learnByTime(reading, answer, nowMs) : learnById(hole, answer, nowMs);
      learnOfEnd(answer);
      return [];
    },
  };
}
