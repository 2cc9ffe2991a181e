/** What a candle series lacks, page by page, and what the answers mean. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Candle } from "../../schemas/market.ts";
import { difference, type Interval, unionAll } from "../archive/intervals.ts";
import { candleGrid } from "./candle_grid.ts";
import { evidenceOfAbsence, nextWindow, readAnswer } from "./candle_windows.ts";
import type { Answer, Venue } from "./contract.ts";
import { createDoubts } from "./doubts.ts";
import { type HistoryPage, type HistoryPages, priorityOf } from "./history_pages.ts";
import { candlesClosedUs, candleWindowUs, countWindows } from "./history_windows.ts";
import type { Tally } from "./tally.ts";

type Page = HistoryPage<Candle, never>;

export interface CandleHistory {
  symbol: string;
  span: string;
  /** Where history begins, µs; null: one page before the first run. */
  startUs: number | null;
  venue: Venue;
  /** What is settled already; it outlives the actor within its cell. */
  memory: { settled: Interval[] };
  tally: Tally;
}

/** An exchange that has nothing at all for a window is asked again soon, one that leaves a candle out later. */
const EMPTY_AGAIN_MS = 10 * 60_000;
const HALT_AGAIN_MS = 60 * 60_000;
const REJECTED_AGAIN_MS = 10 * 60_000;

export function candlePages(
  { symbol, span, startUs, venue, memory, tally }: CandleHistory,
  now: () => number,
): HistoryPages<Candle, never, Answer<Candle>> {
  const grid = candleGrid(span);
  const { traits } = venue;
  const doubts = createDoubts();
  const pageUs = candleWindowUs(grid, traits);
  const closedUs = () => candlesClosedUs(grid, traits, now());
  const notNow = (busy: Interval[]) => unionAll(memory.settled, [...doubts.waiting(now()), ...busy]);

  function lacked(stretch: Interval, { rows, askedAt }: Answer<Candle>): Evidence[] {
    const waitMs = rows.length === 0 ? EMPTY_AGAIN_MS : HALT_AGAIN_MS;
    return doubts.lacks(stretch, now(), waitMs) ? [evidenceOfAbsence(stretch, askedAt, traits)] : [];
  }

  function readRejected(window: Interval, rows: Candle[], answer: Answer<Candle>): Page {
    const reason = answer.reason ?? "a row is not a sane candle";
    tally.rejected(answer.rejected, reason);
    const isNew = doubts.putOff(window, now(), REJECTED_AGAIN_MS);
    if (!isNew) return { rows: [], evidence: [], next: null };
    return { rows, evidence: [{ kind: "gap", ...window, cause: "rejected", reason }], next: null };
  }

  return {
    beginUs: grid.floor(startUs ?? memory.settled[0]?.from ?? closedUs() - pageUs),
    closedUs,
    next(fromUs, busy) {
      const window = nextWindow(notNow(busy), grid.floor(fromUs), closedUs(), pageUs);
      return window && { from: grid.floor(window.from), to: grid.floor(window.to) };
    },
    countLeft(fromUs, busy) {
      return countWindows(difference([{ from: grid.floor(fromUs), to: closedUs() }], notNow(busy)), pageUs);
    },
    ask: ({ from: fromUs, to: toUs }, _query, signal) =>
      venue.fetchCandles(
        { symbol, span, fromUs, toUs, priority: priorityOf({ from: fromUs, to: toUs }, now()) },
        signal,
      ),
    read(window, _query, answer) {
      const { rows, evidence, absent } = readAnswer(window, answer, traits, grid);
      if (answer.rejected > 0) return readRejected(window, rows, answer);
      const lacking = absent.flatMap((stretch) => lacked(stretch, answer));
      return { rows, evidence: [...evidence, ...lacking], next: null };
    },
    written({ evidence }) {
      const settling = evidence.filter((each) =>
        each.kind === "answer" || each.kind === "unavailable" ||
        each.kind === "gap" && each.cause !== "rejected"
      );
      memory.settled = unionAll(memory.settled, settling.map(({ from, to }) => ({ from, to })));
    },
  };
}
