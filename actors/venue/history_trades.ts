/** What a series of trades lacks, window by window of its time, and what the answers prove. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import { difference, type Interval, unionAll } from "../archive/intervals.ts";
import { GONE, nextWindow } from "./candle_windows.ts";
import type { TradeAnswer, TradeQuery, Venue } from "./contract.ts";
import { createDoubts } from "./doubts.ts";
import { type HistoryPage, type HistoryPages, priorityOf } from "./history_pages.ts";
import { countWindows, FIRST_TRADE_WINDOW_US, tradesClosedUs, tradeWindowUs } from "./history_windows.ts";
import type { SeriesMemory } from "./memory.ts";
import { idSpanOf } from "./serial_order.ts";
import type { Tally } from "./tally.ts";

export interface TradeHistory {
  symbol: string;
  /** Where history begins, µs; null: a window before the first run. */
  startUs: number | null;
  venue: Venue;
  memory: SeriesMemory;
  tally: Tally;
}

type Page = HistoryPage<Trade, TradeQuery>;

/** What an answer lacks is asked again after so long; what it still lacks then, much later. */
const LACKED_AGAIN_MS = 10 * 60_000;
const UNPROVEN_AGAIN_MS = 24 * 3_600_000;

export function tradePages(
  { symbol, startUs, venue, memory, tally }: TradeHistory,
  now: () => number,
): HistoryPages<Trade, TradeQuery, TradeAnswer> {
  const { traits } = venue;
  const isSerial = traits.tradeIds === "serial";
  const doubts = createDoubts();
  let windowUs = FIRST_TRADE_WINDOW_US;
  /** Whether this exchange's answers prove anything at all: only then its empty ones may be believed. */
  let provesAny = false;

  const closedUs = () => tradesClosedUs(traits, now());
  const settled = (more: Interval[] = []) => unionAll(memory.settled, [...memory.runs.proven(), ...more]);
  const notNow = (busy: Interval[]) => settled([...doubts.waiting(now()), ...busy]);

  /** The part of a window that the exchange serves no more, and that was not recorded live. */
  const unserved = ({ from, to }: Interval, { servedFromUs = from }: TradeAnswer): Interval[] =>
    difference(servedFromUs > from ? [{ from, to: Math.min(to, servedFromUs) }] : [], memory.recorded);

  /** What is left of a window whose last page is read: asked once more, and believed if nothing came either time. */
  function lacked(window: Interval, query: TradeQuery | null, answer: TradeAnswer): Evidence[] {
    const { proven, rows, askedAt } = answer;
    // Only its first page tells that a window has no row at all.
    const isEmpty = query === null && rows.length === 0;
    const left = difference([window], settled([...proven, ...unserved(window, answer)]));
    return left.flatMap((stretch): Evidence[] => {
      if (!doubts.lacks(stretch, now(), LACKED_AGAIN_MS)) return [];
      if (isEmpty && provesAny) return [{ kind: "answer", ...stretch, askedAt }];
      doubts.putOff(stretch, now(), UNPROVEN_AGAIN_MS);
      return [];
    });
  }

  function rejected(window: Interval, { rejected, reason }: TradeAnswer): Evidence[] {
    const why = reason ?? "a row is not a sane trade";
    tally.rejected(rejected, why);
    const isNew = doubts.putOff(window, now(), LACKED_AGAIN_MS);
    return isNew ? [{ kind: "gap", ...window, cause: "rejected", reason: why }] : [];
  }

  /** What is written is no hole to the stream of the same series. Only the seal tells which rows are new. */
  function remember(rows: Trade[]): void {
    for (const row of isSerial ? rows : []) {
      const span = idSpanOf(row);
      if (span) memory.runs.learn(span.firstId, span.lastId, row.ts);
    }
  }

  /** Learns how densely the market trades. */
  function measure(rows: Trade[]): void {
    if (rows.length < 2) return;
    const spanUs = Math.abs(rows.at(-1)!.ts - rows[0].ts);
    windowUs = tradeWindowUs(spanUs / rows.length, traits);
  }

  return {
    beginUs: startUs ?? memory.settled[0]?.from ?? closedUs() - FIRST_TRADE_WINDOW_US,
    closedUs,
    next: (fromUs, busy) => nextWindow(notNow(busy), fromUs, closedUs(), windowUs),
    countLeft(fromUs, busy) {
      return countWindows(difference([{ from: fromUs, to: closedUs() }], notNow(busy)), windowUs);
    },
    ask(window, query, signal) {
      const first = { symbol, fromUs: window.from, toUs: window.to, limit: traits.tradePage };
      return venue.fetchTrades({ ...(query ?? first), priority: priorityOf(window, now()) }, signal);
    },
    read(window, query, answer): Page {
      const { rows, proven, askedAt, next } = answer;
      measure(rows);
      if (proven.length > 0) provesAny = true;
      const gone = unserved(window, answer);
      const evidence: Evidence[] = [
        ...proven.map((range): Evidence => ({ kind: "answer", ...range, askedAt })),
        ...gone.map((range): Evidence => ({ kind: "unavailable", ...range, reason: GONE })),
      ];
      if (answer.rejected > 0) evidence.push(...rejected(window, answer));
      else if (next === null) evidence.push(...lacked(window, query, answer));
      return { rows, evidence, next };
    },
    written({ rows, evidence }) {
      remember(rows);
      const settling = evidence.filter(({ kind }) => kind === "answer" || kind === "unavailable");
      memory.settled = unionAll(memory.settled, settling.map(({ from, to }) => ({ from, to })));
    },
    claim: (range) => void (memory.claimed = range),
  };
}
