/** The children of a cell: it starts what is newly assigned, stops what no longer is, leaves the rest alone. */
import type { Child } from "../kernel/mod.ts";
import { type CandleMessage, candles } from "./candles.ts";
import type { Market } from "./contract.ts";
import { nearestSymbols } from "../../schemas/nearest.ts";
import type { LaneEnv } from "./lanes.ts";
import type { Assignment, CandleSpec } from "./messages.ts";
import { createFeeds, type RunningStream } from "./feeds.ts";
import { createTally } from "./tally.ts";

export interface Roster {
  /**
   * Resolves when what is no longer assigned, or was refused, has ended and the rest is started. One at a time; of
   * those that come meanwhile the last one counts.
   */
  assign(assignment: Assignment): Promise<void>;
  /**
   * These cannot be recorded; they end with the next assign. Of several in one feed not all may be to blame, so
   * each is tried alone first.
   */
  refuse(keys: string[], reason: string): void;
  /** The exchange's markets as they are now; what was refused gets another try. */
  renew(markets: Map<string, Market>): void;
  collect(key: string): void;
}

interface RunningCandles {
  spec: CandleSpec;
  child: Child<CandleMessage>;
}

export function createRoster(exchange: string, initial: Map<string, Market>, env: LaneEnv): Roster {
  const streams = new Map<string, RunningStream>();
  const collectors = new Map<string, RunningCandles>();
  /** With the reasons. */
  const refused = new Map<string, string>();
  /** What is to end although it is assigned, and what is to be in a feed of its own when it starts again. */
  const over = new Set<string>();
  const alone = new Set<string>();
  const feeds = createFeeds(env);
  let markets = initial;
  let wanted: Assignment = { streams: [], candles: [] };
  let turns = Promise.resolve();

  function reasonAgainst({ symbol }: { symbol: string }, live: boolean): string | null {
    const market = markets.get(symbol);
    if (market && (market.active || !live)) return null;
    if (market) {
      return `${exchange} lists ${symbol} as not trading: remove it from the config, or wait until it trades`;
    }
    return `${exchange} has no market ${symbol}; nearest: ${
      nearestSymbols(symbol, markets.keys(), 3).join(", ")
    }`;
  }

  function isRecordable(spec: { key: string; symbol: string }, live: boolean): boolean {
    const reason = reasonAgainst(spec, live);
    if (reason !== null) refuse(spec.key, reason);
    return !refused.has(spec.key);
  }

  function refuse(key: string, reason: string): void {
    if (refused.get(key) !== reason) env.tell({ type: "stream-ended", key, reason, at: env.clock.now() });
    refused.set(key, reason);
  }

  function stopStream({ spec, stream, feed }: RunningStream): Promise<unknown> {
    feed.tell({ type: "leave", key: spec.key });
    streams.delete(spec.key);
    return stream.stop();
  }

  function startCandles(spec: CandleSpec): void {
    const { key, symbol, span } = spec;
    const behavior = candles({
      ...spec,
      venue: env.venue,
      memory: env.memoryOf(key),
      tally: createTally(key),
      tell: env.tell,
      refused: (reason) => env.refused([key], reason),
      append: (rows, evidence) => env.journal.append({ key, rows: { type: "ohlc", rows }, evidence }),
    });
    const name = `candles:${symbol.replaceAll("/", "-")}:${span}`;
    collectors.set(key, { spec, child: env.spawn(name, behavior) });
  }

  function stopCandles({ spec, child }: RunningCandles): Promise<unknown> {
    collectors.delete(spec.key);
    return child.stop();
  }

  async function apply(assignment: Assignment): Promise<void> {
    const gone = [
      ...unwanted(streams, assignment.streams, over).map(stopStream),
      ...unwanted(collectors, assignment.candles, over).map(stopCandles),
    ];
    over.clear();
    await Promise.all(gone);
    const fresh = assignment.streams.filter((spec) => !streams.has(spec.key) && isRecordable(spec, true));
    for (const running of feeds.open(fresh, alone)) streams.set(running.spec.key, running);
    assignment.candles
      .filter((spec) => !collectors.has(spec.key) && isRecordable(spec, false))
      .forEach(startCandles);
  }

  return {
    assign(assignment) {
      wanted = assignment;
      return turns = turns.then(() => apply(wanted));
    },
    refuse(keys, reason) {
      for (const key of keys) {
        over.add(key);
        if (keys.length > 1) alone.add(key);
        else refuse(key, reason);
      }
    },
    renew(renewed) {
      markets = renewed;
      refused.clear();
    },
    collect: (key) => void collectors.get(key)?.child.tell({ type: "collect" }),
  };
}

/** The running ones that are not wanted any more, or not as they are, or that are over. */
function unwanted<Spec extends { key: string }, R extends { spec: Spec }>(
  running: Map<string, R>,
  wanted: Spec[],
  over: Set<string>,
): R[] {
  const specs = new Map(wanted.map((spec) => [spec.key, JSON.stringify(spec)]));
  return [...running.values()].filter(({ spec }) =>
    over.has(spec.key) || specs.get(spec.key) !== JSON.stringify(spec)
  );
}
