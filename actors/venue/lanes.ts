/** Makes the stream of a series with its inbox, and the feeds that fill inboxes. */
import type { VenueFact } from "../../schemas/facts.ts";
import type { BookFrame, Trade } from "../../schemas/market.ts";
import { unionAll } from "../archive/intervals.ts";
import type { Journal } from "../archive/journal.ts";
import type { Behavior, Child, Clock } from "../kernel/mod.ts";
import { createDerivedSnapshots } from "./book_derived.ts";
import { createBookSessions } from "./book_sessions.ts";
import type { Interruption } from "./continuity.ts";
import type { BookSink, SentBook, Venue } from "./contract.ts";
import { feed, type FeedMessage } from "./feed.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { SeriesMemory } from "./memory.ts";
import type { StreamSpec } from "./messages.ts";
import { outageRefill } from "./outage_refill.ts";
import { createRecentIds } from "./recent_ids.ts";
import { recordedStream } from "./recorded_stream.ts";
import { serialTrades } from "./serial_trades.ts";
import { type Lane, LEVEL_BYTES, type StreamEnv, TRADE_BYTES, type Wake } from "./stream.ts";
import { createTally } from "./tally.ts";

export interface LaneEnv {
  venue: Venue;
  journal: Journal;
  clock: Clock;
  memoryOf(key: string): SeriesMemory;
  nextSession(): number;
  tell(fact: VenueFact): void;
  quarantine(symbol: string | null, reason: string, frame: string): void;
  /** Why nothing may be recorded at the moment; null: it may. */
  refusal(): string | null;
  /** These series cannot be recorded, for a reason that a user can act on. */
  refused(keys: string[], reason: string): void;
  spawn<C>(name: string, behavior: Behavior<C>): Child<C>;
}

export type OpenLane<Sent> = Lane<Sent> & { stream: Child<Wake> };

export function tradeLane(spec: StreamSpec, env: LaneEnv): OpenLane<Trade> {
  const { key, symbol } = spec;
  const { venue, journal } = env;
  const { tradeIds, tradesByTime, muteMs } = venue.traits;
  const memory = env.memoryOf(key);
  const append: StreamEnv<Trade, Trade>["append"] = (rows, evidence) => {
    const recorded = evidence.filter(({ kind }) => kind === "recorded");
    memory.recorded = unionAll(memory.recorded, recorded.map(({ from, to }) => ({ from, to })));
    return journal.append({ key, rows: { type: "trades", rows }, evidence });
  };
  const own = { append, countOf: () => 1 };
  if (tradeIds === "serial") {
    const { runs, away } = memory;
    const claimed = () => memory.claimed;
    const series = { symbol, venue, runs, claimed, away };
    return openLane(spec, env, (common) => serialTrades({ ...common, ...own, ...series }));
  }
  const { accept } = createRecentIds();
  return openLane(spec, env, (common) => {
    const refill = tradesByTime ? outageRefill({ ...common, ...own, symbol, venue, accept }) : undefined;
    return recordedStream({ ...common, ...own, accept, refill, memory, muteMs });
  });
}

export function bookLane(spec: StreamSpec, env: LaneEnv): OpenLane<SentBook> {
  const { key, raw } = spec;
  const { venue, journal } = env;
  const sessions = createBookSessions(env.nextSession, raw ? createDerivedSnapshots() : undefined);
  return openLane(spec, env, (common) =>
    recordedStream<SentBook, BookFrame>({
      ...common,
      append: (rows, evidence) => journal.append({ key, rows: { type: "orderbook", rows }, evidence }),
      countOf: (frame) => Math.max(1, frame.levels.length),
      accept: sessions.frames,
      onConnected: sessions.begin,
      isWhole: true,
      memory: env.memoryOf(key),
      muteMs: venue.traits.muteMs,
    }));
}

type Common<Sent> = Pick<StreamEnv<Sent, never>, "key" | "tally" | "tell" | "inbox">;

function openLane<Sent, M>(
  { key, symbol, type }: StreamSpec,
  { clock, tell, spawn }: LaneEnv,
  behaviorOf: (common: Common<Sent>) => Behavior<M | Wake>,
): OpenLane<Sent> {
  const tally = createTally(key);
  const inbox: Inbox<Sent> = createInbox(clock, () => stream.tell({ type: "wake" }));
  const stream = spawn(
    `stream:${type}:${symbol.replaceAll("/", "-")}`,
    behaviorOf({ key, tally, tell, inbox }),
  );
  return { key, symbol, inbox, stream, tally };
}

export function tradeFeed(name: string, lanes: Lane<Trade>[], env: LaneEnv): Child<FeedMessage> {
  const { venue, tell, refusal, quarantine, refused } = env;
  const behavior = feed<Trade>({
    exchange: venue.exchange,
    lanes,
    tell,
    refusal,
    quarantine,
    refused,
    sizeOf: () => TRADE_BYTES,
    watch: (symbols, { deliver: trade, ...sink }, signal) =>
      venue.watchTrades(symbols, { ...sink, trade }, signal),
  });
  return env.spawn(name, behavior);
}

export function bookFeed(
  name: string,
  lanes: Lane<SentBook>[],
  options: { depth: number; everyMs: number; raw?: boolean },
  env: LaneEnv,
): Child<FeedMessage> {
  const { venue, tell, refusal, quarantine, refused } = env;
  const broken = toldWhenBroken(lanes, env);
  const behavior = feed<SentBook>({
    exchange: venue.exchange,
    lanes,
    tell,
    refusal,
    quarantine,
    refused,
    sizeOf: (book) => book.levels.length * LEVEL_BYTES,
    watch(symbols, { deliver: book, ...rest }, signal) {
      const sink: BookSink = { ...rest, book, broken };
      return options.raw
        ? venue.watchBookDiffs(symbols, sink, signal)
        : venue.watchBooks(symbols, options, sink, signal);
    },
  });
  return env.spawn(name, behavior);
}

/** To its series, a book whose sequence broke is a connection lost, although the socket serves the others still. */
function toldWhenBroken(lanes: Lane<SentBook>[], { clock, tell }: LaneEnv): BookSink["broken"] {
  return (symbol, reason) => {
    const lane = lanes.find((lane) => lane.symbol === symbol);
    if (!lane) return;
    const at = clock.now();
    const interruption: Interruption = { cause: "outage", reason };
    lane.inbox.note({ type: "dropped", atUs: Math.floor(at * 1_000), interruption });
    tell({ type: "stream-dropped", key: lane.key, error: reason, retryAt: at, at });
  };
}
