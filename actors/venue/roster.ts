/** The children of a cell: it starts what is newly assigned, stops what no longer is, leaves the rest alone. */
import type { BackfillCommand } from "../../schemas/backfill.ts";
import type { Market } from "./contract.ts";
import { nearestSymbols } from "../../schemas/nearest.ts";
import { createHistories } from "./histories.ts";
import type { LaneEnv } from "./lanes.ts";
import type { Assignment } from "./messages.ts";
import { createFeeds, type RunningStream } from "./feeds.ts";

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
  /** The disk takes rows again, or does so no more. */
  roomChanged(): void;
  collect(key: string): void;
  backfill(command: BackfillCommand): void;
}

export function createRoster(exchange: string, initial: Map<string, Market>, env: LaneEnv): Roster {
  const streams = new Map<string, RunningStream>();
  const histories = createHistories(env);
  /** With the reasons. */
  const refused = new Map<string, string>();
  /** What is to end although it is assigned, and what is to be in a feed of its own when it starts again. */
  const over = new Set<string>();
  const alone = new Set<string>();
  const feeds = createFeeds(env);
  let markets = initial;
  let wanted: Assignment = { streams: [], histories: [] };
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
    histories.refuse(key, reason);
  }

  function stopStream({ spec, stream, feed }: RunningStream): Promise<unknown> {
    feed.tell({ type: "leave", key: spec.key });
    streams.delete(spec.key);
    return stream.stop();
  }

  async function apply(assignment: Assignment): Promise<void> {
    const gone = [
      ...unwanted(streams, assignment.streams, over).map(stopStream),
      ...unwanted(histories.running, assignment.histories, over).map(({ spec }) => histories.stop(spec.key)),
    ];
    over.clear();
    await Promise.all(gone);
    const fresh = assignment.streams.filter((spec) => !streams.has(spec.key) && isRecordable(spec, true));
    for (const running of feeds.open(fresh, alone)) streams.set(running.spec.key, running);
    assignment.histories
      .filter((spec) => !histories.running.has(spec.key) && isRecordable(spec, false))
      .forEach(histories.start);
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
    roomChanged() {
      for (const feed of new Set([...streams.values()].map(({ feed }) => feed))) {
        feed.tell({ type: "room-changed" });
      }
    },
    collect: histories.collect,
    backfill(command) {
      histories.backfill(command);
      const reason = refused.get(command.key);
      if (reason !== undefined) histories.refuse(command.key, reason);
    },
  };
}

/** The running ones that are not wanted any more, or not as they are, or that are over. */
function unwanted<Spec extends { key: string }, R extends { spec: Spec }>(
  running: ReadonlyMap<string, R>,
  wanted: Spec[],
  over: Set<string>,
): R[] {
  const specs = new Map(wanted.map((spec) => [spec.key, JSON.stringify(spec)]));
  return [...running.values()].filter(({ spec }) =>
    over.has(spec.key) || specs.get(spec.key) !== JSON.stringify(spec)
  );
}
