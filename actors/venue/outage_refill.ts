/**
 * Fills the outages of a live series whose ids prove nothing, where the exchange answers by time: each is asked for
 * once it is final, page by page, and what the pages prove goes to disk with their rows. Of rows that the socket sent
 * too, the merge keeps one. A command that is lost costs no more than that its outage stays on record as a gap.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Trade } from "../../schemas/market.ts";
import { clip, difference, type Interval, unionAll } from "../archive/intervals.ts";
import type { Behavior, Outcome } from "../kernel/mod.ts";
import { GONE } from "./candle_windows.ts";
import { type TradeAnswer, type TradeQuery, type Venue, VenueFault } from "./contract.ts";
import { request } from "./request.ts";
import { retryDelayMs } from "./retry.ts";
import type { RowsEnv } from "./stream.ts";

export type RefillMessage =
  /** µs. */
  | { type: "refill"; outage: Interval }
  | { type: "ask"; outage: Outage }
  | { type: "answered"; outage: Outage; outcome: Outcome<TradeAnswer> }
  | { type: "written"; outage: Outage; next: TradeQuery | null; outcome: Outcome<void> };

/** One outage, and how far it is read. */
interface Outage extends Interval {
  query: TradeQuery;
  /** Nothing further has to be known of these parts of it. */
  settled: Interval[];
  /** Part of it is served no more. */
  isGone: boolean;
  rows: number;
  /** An earlier reading of all its pages had no row at all; null: there was none. */
  wasEmpty: boolean | null;
  failures: number;
}

export interface RefillEnv extends RowsEnv<Trade> {
  symbol: string;
  venue: Venue;
  /** Those that are not known to be repeats. */
  accept(trades: Trade[]): Trade[];
}

/** The socket's times are this machine's, the trades' are the exchange's: so much around an outage is asked too. */
const AROUND_US = 5e6;
/** What an answer lacks is asked once more, so much later. */
const AGAIN_MS = 10 * 60_000;

export function outageRefill(env: RefillEnv): Behavior<RefillMessage> {
  const { key, symbol, venue, tell, tally } = env;
  const { settleMs, tradePage: limit } = venue.traits;
  return (ctx) => {
    const queryOf = ({ from, to }: Interval) => (
      { symbol, fromUs: from - AROUND_US, toUs: to + AROUND_US, limit }
    );

    function begin({ from, to }: Interval): void {
      const query = queryOf({ from, to });
      const outage = { from, to, query, settled: [], isGone: false, rows: 0, wasEmpty: null, failures: 0 };
      const finalMs = Math.ceil(query.toUs / 1_000) + settleMs + 1_000;
      ctx.after(Math.max(0, finalMs - ctx.clock.now()), { type: "ask", outage });
    }

    function ask(outage: Outage): void {
      request<TradeAnswer, RefillMessage>(
        ctx,
        (signal) => venue.fetchTrades(outage.query, signal),
        (outcome) => ({ type: "answered", outage, outcome }),
      );
    }

    function answered(outage: Outage, answer: TradeAnswer): void {
      const rows = env.accept(answer.rows);
      const evidence = evidenceOf(outage, answer);
      outage.settled = unionAll(outage.settled, evidence);
      outage.isGone ||= evidence.some(({ kind }) => kind === "unavailable");
      outage.rows += rows.length;
      if (answer.rejected) tally.rejected(answer.rejected, answer.reason ?? "a row is not a sane trade");
      write(outage, rows, evidence, answer.next);
    }

    function write(outage: Outage, rows: Trade[], evidence: Evidence[], next: TradeQuery | null): void {
      ctx.run(
        async () => {
          if (rows.length + evidence.length > 0) await env.append(rows, evidence);
          if (rows.length > 0) tally.recorded(rows.length, rows[0].ts, rows.at(-1)!.ts);
        },
        (outcome) => ({ type: "written", outage, next, outcome }),
      );
    }

    /** Even where it failed for good, the gap stays on record, and history may be asked for it. */
    function failed(outage: Outage, error: unknown): void {
      if (!(error instanceof VenueFault)) throw error;
      if (error.kind === "final") return;
      const delayMs = retryDelayMs(error, outage.failures++, ctx.random);
      ctx.after(delayMs, { type: "ask", outage });
    }

    /** All its pages are read. */
    function read(outage: Outage): void {
      const { from, to, rows } = outage;
      if (difference([outage], outage.settled).length === 0) {
        if (!outage.isGone) tell({ type: "gap-healed", key, from, to, rows, at: ctx.clock.now() });
        return;
      }
      if (outage.wasEmpty !== null) return;
      const again = { ...outage, query: queryOf(outage), wasEmpty: rows === 0, failures: 0 };
      ctx.after(AGAIN_MS, { type: "ask", outage: again });
    }

    return (message) => {
      switch (message.type) {
        case "refill":
          return begin(message.outage);
        case "ask":
          return ask(message.outage);
        case "answered":
          if (message.outcome.ok) return answered(message.outage, message.outcome.value);
          return failed(message.outage, message.outcome.error);
        case "written":
          if (!message.outcome.ok) throw message.outcome.error;
          if (message.next === null) return read(message.outage);
          message.outage.query = message.next;
          return ask(message.outage);
        default:
          message satisfies never;
      }
    };
  };
}

/** What an answer says of the time around an outage, an empty one only where an earlier one was so too. */
function evidenceOf({ from, to, query, wasEmpty }: Outage, answer: TradeAnswer): Evidence[] {
  const { proven, askedAt, servedFromUs, rows, rejected } = answer;
  const asked = { from: query.fromUs!, to: query.toUs! };
  const isEmptyAgain = wasEmpty === true && rows.length + rejected === 0 && servedFromUs === undefined;
  const believed = isEmptyAgain ? [asked] : proven;
  const evidence = believed.map((range): Evidence => ({ kind: "answer", ...range, askedAt }));
  // Around the outage the socket was there.
  const gone = clip([{ from, to }], -Infinity, servedFromUs ?? -Infinity);
  return [...evidence, ...gone.map((range): Evidence => ({ kind: "unavailable", ...range, reason: GONE }))];
}
