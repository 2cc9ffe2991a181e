/** Which series share a socket: starts their streams, and the feeds between them and the exchange. */
import type { Child } from "../kernel/mod.ts";
import type { SentBook } from "./contract.ts";
import type { FeedMessage } from "./feed.ts";
import { bookFeed, bookLane, type LaneEnv, type OpenLane, tradeFeed, tradeLane } from "./lanes.ts";
import type { StreamSpec } from "./messages.ts";

/** Symbols of one subscription: few enough that its drop is a small one, enough to need few sockets. */
const SYMBOLS_A_FEED = 50;

export interface RunningStream {
  spec: StreamSpec;
  stream: OpenLane<unknown>["stream"];
  feed: Child<FeedMessage>;
}

export interface Feeds {
  /** `alone`: keys of series that are to have a feed of their own. */
  open(specs: StreamSpec[], alone: Set<string>): RunningStream[];
}

export function createFeeds(env: LaneEnv): Feeds {
  let feeds = 0;

  function openTrades(specs: StreamSpec[]): RunningStream[] {
    const lanes = specs.map((spec) => tradeLane(spec, env));
    const feed = tradeFeed(`feed:trades:${feeds++}`, lanes, env);
    return specs.map((spec, i) => ({ spec, stream: lanes[i].stream, feed }));
  }

  function openBooks(specs: StreamSpec[]): RunningStream[] {
    const lanes: OpenLane<SentBook>[] = specs.map((spec) => bookLane(spec, env));
    const feed = bookFeed(`feed:orderbook:${feeds++}`, lanes, specs[0], env);
    return specs.map((spec, i) => ({ spec, stream: lanes[i].stream, feed }));
  }

  return {
    open(specs, alone) {
      const alike = Map.groupBy(specs, ({ key, type, depth, everyMs, raw }) => {
        return alone.has(key) ? key : type === "trades" ? type : `${type}/${depth}/${everyMs}/${raw}`;
      });
      return [...alike.values()].flatMap(chunks).flatMap((chunk) => {
        return chunk[0].type === "trades" ? openTrades(chunk) : openBooks(chunk);
      });
    },
  };
}

function chunks(specs: StreamSpec[]): StreamSpec[][] {
  const count = Math.ceil(specs.length / SYMBOLS_A_FEED);
  return Array.from({ length: count }, (_, i) => specs.slice(i * SYMBOLS_A_FEED, (i + 1) * SYMBOLS_A_FEED));
}
