/** The children of a cell: it starts what is newly assigned, stops what no longer is, leaves the rest alone. */
import type { VenueFact } from "../../schemas/facts.ts";
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
  /** Resolves when what is no longer assigned has ended and the rest is started. */
  assign(assignment: Assignment): Promise<void>;
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

export function createRoster(exchange: string, markets: Map<string, Market>, env: LaneEnv): Roster {
  const streams = new Map<string, RunningStream>();
  const collectors = new Map<string, RunningCandles>();
  let feeds = 0;

  /** Refuses a symbol with a reason that a user can act on. */
  function isRecordable(spec: { key: string; symbol: string }, live: boolean): boolean {
    const market = markets.get(spec.symbol);
    if (market && (market.active || !live)) return true;
    const reason = market
      ? `${exchange} lists ${spec.symbol} as not trading: remove it from the config, or wait until it trades`
      : `${exchange} has no market ${spec.symbol}; nearest: ${
        nearestSymbols(spec.symbol, markets.keys(), 3).join(", ")
      }`;
    env.tell({ type: "stream-ended", key: spec.key, reason, at: env.clock.now() });
    return false;
  }

  function startTrades(specs: StreamSpec[]): void {
    for (const chunk of chunks(specs, SYMBOLS_A_FEED)) {
      const lanes = chunk.map((spec) => tradeLane(spec, env));
      enlist(chunk, lanes, tradeFeed(`feed:trades:${feeds++}`, lanes, env));
    }
  }

  function startBooks(specs: StreamSpec[]): void {
    const byOptions = Map.groupBy(specs, ({ depth, everyMs }) => `${depth}/${everyMs}`);
    for (const group of byOptions.values()) {
      for (const chunk of chunks(group, SYMBOLS_A_FEED)) {
        const lanes: OpenLane<SampledBook>[] = chunk.map((spec) => bookLane(spec, env));
        enlist(chunk, lanes, bookFeed(`feed:orderbook:${feeds++}`, lanes, chunk[0], env));
      }
    }
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
      settled: env.memoryOf(key).settled,
      tally: createTally(key),
      tell: env.tell,
      append: (rows, evidence) => env.journal.append({ key, rows: { type: "ohlc", rows }, evidence }),
      countOf: () => 1,
    });
    collectors.set(key, {
      spec,
      child: env.spawn(`candles:${symbol.replaceAll("/", "-")}:${span}`, behavior),
    });
  }

  async function assign(assignment: Assignment): Promise<void> {
    const goneStreams = changed(streams, assignment.streams);
    const goneCandles = changed(collectors, assignment.candles);
    goneCandles.forEach(({ spec }) => collectors.delete(spec.key));
    await Promise.all([...goneStreams.map(stopStream), ...goneCandles.map(({ child }) => child.stop())]);
    const fresh = assignment.streams.filter((spec) => !streams.has(spec.key) && isRecordable(spec, true));
    startTrades(fresh.filter(({ type }) => type === "trades"));
    startBooks(fresh.filter(({ type }) => type === "orderbook"));
    assignment.candles
      .filter((spec) => !collectors.has(spec.key) && isRecordable(spec, false))
      .forEach(startCandles);
  }

  return { assign, collect: (key) => void collectors.get(key)?.child.tell({ type: "collect" }) };
}

/** The running ones that are not wanted any more, or not as they are. */
function changed<Spec extends { key: string }, R extends { spec: Spec }>(
  running: Map<string, R>,
  wanted: Spec[],
): R[] {
  const specs = new Map(wanted.map((spec) => [spec.key, JSON.stringify(spec)]));
  return [...running.values()].filter(({ spec }) => specs.get(spec.key) !== JSON.stringify(spec));
}

function* chunks<T>(items: T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
