/** Makes the stream of a series with its inbox, and the feeds that fill inboxes. */
import type { VenueFact } from "../../schemas/facts.ts";
import type { BookFrame, Trade } from "../../schemas/market.ts";
import type { Journal } from "../archive/journal.ts";
import type { Behavior, Child, Clock } from "../kernel/mod.ts";
import { createBookSessions } from "./book_sessions.ts";
import type { SampledBook, Venue } from "./contract.ts";
import { feed, type FeedMessage } from "./feed.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { SeriesMemory } from "./memory.ts";
import type { StreamSpec } from "./messages.ts";
import { createRecentIds } from "./recent_ids.ts";
import { recordedStream } from "./recorded_stream.ts";
import { serialTrades } from "./serial_trades.ts";
import { type Lane, LEVEL_BYTES, type SocketEvent, type StreamEnv, TRADE_BYTES } from "./stream.ts";
import { createTally, type Tally } from "./tally.ts";

export interface LaneEnv {
  venue: Venue;
  journal: Journal;
  clock: Clock;
  memoryOf(key: string): SeriesMemory;
  nextSession(): number;
  tell(fact: VenueFact): void;
  quarantine(symbol: string | null, reason: string, frame: string): void;
  spawn<C>(name: string, behavior: Behavior<C>): Child<C>;
}

export type OpenLane<Sent> = Lane<Sent> & { stream: Child<SocketEvent> };

function openLane<Sent>(
  spec: StreamSpec,
  env: LaneEnv,
  behaviorOf: (inbox: Inbox<Sent>, tally: Tally) => Behavior<SocketEvent>,
): OpenLane<Sent> {
  const { key, symbol, type } = spec;
  const tally = createTally(key);
  const inbox = createInbox<Sent>(env.clock, () => lane.stream.tell({ type: "rows" }));
  const stream = env.spawn(`stream:${type}:${symbol.replaceAll("/", "-")}`, behaviorOf(inbox, tally));
  const lane: OpenLane<Sent> = { key, symbol, inbox, stream, tally };
  return lane;
}

export function tradeLane(spec: StreamSpec, env: LaneEnv): OpenLane<Trade> {
  const { key, symbol } = spec;
  const { venue, journal } = env;
  const { runs, recordedToUs } = env.memoryOf(key);
  return openLane<Trade>(spec, env, (inbox, tally) => {
    const common: StreamEnv<Trade> = {
      key,
      tally,
      tell: env.tell,
      append: (rows, evidence) => journal.append({ key, rows: { type: "trades", rows }, evidence }),
      countOf: () => 1,
    };
    if (venue.traits.tradeIds === "serial") {
      return own(serialTrades({ ...common, symbol, venue, inbox, runs }));
    }
    const { accept } = createRecentIds();
    return own(recordedStream({ ...common, inbox, accept, recordedToUs, muteMs: venue.traits.muteMs }));
  });
}

export function bookLane(spec: StreamSpec, env: LaneEnv): OpenLane<SampledBook> {
  const { key } = spec;
  const { venue, journal } = env;
  const sessions = createBookSessions(env.nextSession);
  return openLane<SampledBook>(spec, env, (inbox, tally) =>
    own(recordedStream<SampledBook, BookFrame>({
      key,
      tally,
      tell: env.tell,
      append: (rows, evidence) => journal.append({ key, rows: { type: "orderbook", rows }, evidence }),
      countOf: (frame) => frame.levels.length,
      inbox,
      accept: sessions.frames,
      onConnected: sessions.begin,
      recordedToUs: env.memoryOf(key).recordedToUs,
      muteMs: venue.traits.muteMs,
    })));
}

/** A stream takes more kinds of message than its feed may send: those to itself. */
function own<M>(behavior: Behavior<M>): Behavior<SocketEvent> {
  return behavior as unknown as Behavior<SocketEvent>;
}

export function tradeFeed(name: string, lanes: Lane<Trade>[], env: LaneEnv): Child<FeedMessage> {
  const { venue, tell, quarantine } = env;
  const behavior = feed<Trade>({
    lanes,
    tell,
    quarantine,
    sizeOf: () => TRADE_BYTES,
    watch: (symbols, { deliver: trade, ...sink }, signal) =>
      venue.watchTrades(symbols, { ...sink, trade }, signal),
  });
  return env.spawn(name, behavior);
}

export function bookFeed(
  name: string,
  lanes: Lane<SampledBook>[],
  options: { depth: number; everyMs: number },
  env: LaneEnv,
): Child<FeedMessage> {
  const { venue, tell, quarantine } = env;
  const behavior = feed<SampledBook>({
    lanes,
    tell,
    quarantine,
    sizeOf: (book) => book.levels.length * LEVEL_BYTES,
    watch: (symbols, { deliver: book, ...sink }, signal) =>
      venue.watchBooks(symbols, options, { ...sink, book }, signal),
  });
  return env.spawn(name, behavior);
}
