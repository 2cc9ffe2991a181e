/** The children of a cell: it starts what is newly assigned, stops what no longer is, leaves the rest alone. */
import type { Child } from "../kernel/mod.ts";
import { type CandleMessage, candles } from "./candles.ts";
import type { Market, SampledBook } from "./contract.ts";
import type { FeedMessage } from "./feed.ts";
import { nearestSymbols } from "./exchanges/symbols.ts";
import { bookFeed, bookLane, type LaneEnv, type OpenLane, tradeFeed, tradeLane } from "./lanes.ts";
import type { Assignment, CandleSpec, StreamSpec } from "./messages.ts";
import { createTally } from "./tally.ts";

/** Symbols of one subscription: few enough that its drop is a small one, enough to need few sockets. */
const SYMBOLS_A_FEED = 50;

export interface Roster {
  /** Resolves when what is no longer assigned, or was refused, has ended and the rest is started. */
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

interface RunningStream {
  spec: StreamSpec;
  stream: OpenLane<unknown>["stream"];
  feed: Child<FeedMessage>;
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
  let markets = initial;
  let feeds = 0;

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

  function startTrades(specs: StreamSpec[]): void {
    for (const chunk of chunksOf(specs)) {
      const lanes = chunk.map((spec) => tradeLane(spec, env));
      enlist(chunk, lanes, tradeFeed(`feed:trades:${feeds++}`, lanes, env));
    }
  }

  function startBooks(specs: StreamSpec[]): void {
    const byOptions = Map.groupBy(specs, ({ depth, everyMs }) => `${depth}/${everyMs}`);
    for (const chunk of [...byOptions.values()].flatMap(chunksOf)) {
      const lanes: OpenLane<SampledBook>[] = chunk.map((spec) => bookLane(spec, env));
      enlist(chunk, lanes, bookFeed(`feed:orderbook:${feeds++}`, lanes, chunk[0], env));
    }
  }

  function chunksOf(specs: StreamSpec[]): StreamSpec[][] {
    const together = specs.filter(({ key }) => !alone.has(key));
    const chunks = specs.filter(({ key }) => alone.has(key)).map((spec) => [spec]);
    for (let i = 0; i < together.length; i += SYMBOLS_A_FEED) {
      chunks.push(together.slice(i, i + SYMBOLS_A_FEED));
    }
    return chunks;
  }

  function enlist<Sent>(specs: StreamSpec[], lanes: OpenLane<Sent>[], feed: Child<FeedMessage>): void {
    specs.forEach((spec, i) => streams.set(spec.key, { spec, stream: lanes[i].stream, feed }));
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

  async function assign(assignment: Assignment): Promise<void> {
    const gone = [
      ...unwanted(streams, assignment.streams, over).map(stopStream),
      ...unwanted(collectors, assignment.candles, over).map(stopCandles),
    ];
    over.clear();
    await Promise.all(gone);
    const fresh = assignment.streams.filter((spec) => !streams.has(spec.key) && isRecordable(spec, true));
    startTrades(fresh.filter(({ type }) => type === "trades"));
    startBooks(fresh.filter(({ type }) => type === "orderbook"));
    assignment.candles
      .filter((spec) => !collectors.has(spec.key) && isRecordable(spec, false))
      .forEach(startCandles);
  }

  return {
    assign,
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
