/**
 * Of markets whose trades and minute candles are both recorded: holds one against the other as they get to disk. A
 * minute that contradicts is asked for once more, both of it; what contradicts still is told.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { Candle, Trade } from "../../schemas/market.ts";
import type { Batch, Journal } from "../archive/journal.ts";
import type { Behavior, Clock, Context, Outcome } from "../kernel/mod.ts";
import { type TradeQuery, type Venue, VenueFault } from "./contract.ts";
import type { SeriesMemory } from "./memory.ts";
import type { Assignment } from "./messages.ts";
import { request } from "./request.ts";
import { type Contradiction, createTradeCheck, type TradeCheck } from "./trade_check.ts";

export interface TradeChecksEnv {
  venue: Venue;
  journal: Journal;
  clock: Clock;
  memoryOf(key: string): SeriesMemory;
  tell(fact: VenueFact): void;
}

export interface TradeChecks {
  /** The journal that rows are to be written to: what it acknowledges is counted. */
  journal: Journal;
  assign(assignment: Assignment): void;
  /** Looks at what was counted. */
  behavior: Behavior<TradeChecksMessage>;
}

export type TradeChecksMessage =
  | { type: "look" }
  | { type: "answered"; pair: Pair; before: Contradiction; outcome: Outcome<Answered> };

/** A market's two series. */
interface Pair {
  symbol: string;
  tradesKey: string;
  candlesKey: string;
  check: TradeCheck;
  /** When minutes were asked for again, ms; the last hour's. */
  askedAt: number[];
}

interface Answered {
  trades: Trade[];
  candles: Candle[];
}

const LOOK_MS = 10_000;
const MINUTE_US = 60e6;
const SPAN = "1m";
/** Where an exchange counts otherwise than we do, it is not asked for ever. */
const ASKS_AN_HOUR = 6;
const HOUR_MS = 3_600_000;
const MOST_PAGES = 100;

export function createTradeChecks(env: TradeChecksEnv): TradeChecks {
  const { venue, journal, clock, tell } = env;
  let pairs = new Map<string, Pair>();

  function assign(assignment: Assignment): void {
    const known = pairs;
    const wanted = venue.traits.candlesCountTrades ? pairsOf(assignment) : [];
    pairs = new Map(wanted.map((pair) => [pair.symbol, known.get(pair.symbol) ?? begin(pair)]));
  }

  /** The clock may be a little off the exchange's, and a socket takes its time. */
  const begin = (pair: Pick<Pair, "symbol" | "tradesKey" | "candlesKey">): Pair => ({
    ...pair,
    check: createTradeCheck(clock.now() * 1_000 + MINUTE_US),
    askedAt: [],
  });

  function saw({ key, rows }: Batch): void {
    for (const { check, tradesKey, candlesKey } of pairs.values()) {
      if (key === tradesKey && rows?.type === "trades") check.trades(rows.rows);
      if (key === candlesKey && rows?.type === "ohlc") check.candles(rows.rows);
    }
  }

  function next(): { pair: Pair; before: Contradiction } | null {
    const sinceMs = clock.now() - HOUR_MS;
    for (const pair of pairs.values()) {
      pair.askedAt = pair.askedAt.filter((at) => at > sinceMs);
      if (pair.askedAt.length >= ASKS_AN_HOUR) continue;
      const [before] = pair.check.contradictions(env.memoryOf(pair.tradesKey).runs.proven());
      if (before) return { pair, before };
    }
    return null;
  }

  async function askAgain({ symbol }: Pair, minuteUs: number, signal: AbortSignal): Promise<Answered> {
    const range = { symbol, fromUs: minuteUs, toUs: minuteUs + MINUTE_US, priority: "heal" } as const;
    const { rows: candles } = await venue.fetchCandles({ ...range, span: SPAN }, signal);
    const trades: Trade[] = [];
    let query: TradeQuery | null = { ...range, limit: venue.traits.tradePage };
    for (let page = 0; query && page < MOST_PAGES; page++) {
      const answer = await venue.fetchTrades(query, signal);
      trades.push(...answer.rows);
      query = answer.next;
    }
    return { trades, candles };
  }

  /** The later answer is what stays on disk. */
  async function keep({ tradesKey, candlesKey }: Pair, { trades, candles }: Answered): Promise<void> {
    await Promise.all([
      journal.append({ key: tradesKey, rows: { type: "trades", rows: trades }, evidence: [] }),
      journal.append({ key: candlesKey, rows: { type: "ohlc", rows: candles }, evidence: [] }),
    ]);
  }

  function judge(
    { check, tradesKey }: Pair,
    { minuteUs }: Contradiction,
    { trades, candles }: Answered,
  ): void {
    check.replace(minuteUs, trades, candles);
    const proven = env.memoryOf(tradesKey).runs.proven();
    const still = check.contradictions(proven).find((each) => each.minuteUs === minuteUs);
    check.settle(minuteUs);
    const at = clock.now();
    const minute = new Date(minuteUs / 1_000).toISOString();
    if (still) return tell({ type: "counts-differ", what: tradesKey, words: wordsOf(tradesKey, still), at });
    const words = `${tradesKey}: the minute of ${minute} was asked for again, and agrees with its candle now`;
    tell({ type: "markets-noted", exchange: venue.exchange, level: "info", words, at });
  }

  function behavior(ctx: Context<TradeChecksMessage>) {
    let isAsking = false;

    function look(): void {
      const found = isAsking ? null : next();
      if (!found) return;
      isAsking = true;
      const { pair, before } = found;
      pair.askedAt.push(clock.now());
      request<Answered, TradeChecksMessage>(ctx, async (signal) => {
        const answered = await askAgain(pair, before.minuteUs, signal);
        await keep(pair, answered);
        return answered;
      }, (outcome) => ({ type: "answered", pair, before, outcome }));
    }

    ctx.every(LOOK_MS, { type: "look" });
    return (message: TradeChecksMessage): void => {
      if (message.type === "look") return look();
      isAsking = false;
      const { pair, before, outcome } = message;
      if (outcome.ok) return judge(pair, before, outcome.value);
      if (!(outcome.error instanceof VenueFault)) throw outcome.error; // else it is asked again with a later look
    };
  }

  return {
    assign,
    behavior,
    journal: {
      ...journal,
      async append(batch) {
        await journal.append(batch);
        saw(batch);
      },
    },
  };
}

function pairsOf({ streams, histories }: Assignment) {
  const trades = [
    ...streams.filter(({ type }) => type === "trades"),
    ...histories.filter(({ span }) => !span),
  ];
  return histories.filter(({ span }) => span === SPAN).flatMap(({ symbol, key: candlesKey }) => {
    const tradesKey = trades.find((spec) => spec.symbol === symbol)?.key;
    return tradesKey === undefined ? [] : [{ symbol, tradesKey, candlesKey }];
  });
}

function wordsOf(key: string, { minuteUs, candleTrades, recordedTrades }: Contradiction): string {
  return `${key}: in the minute of ${
    new Date(minuteUs / 1_000).toISOString()
  } there are ${recordedTrades} trades, ` +
    `and its candle counts ${candleTrades}, also when both were asked for again`;
}
