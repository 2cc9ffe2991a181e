/** The children of a cell: it starts what is newly assigned, stops what no longer is, leaves the rest alone. */
import type { BackfillCommand } from "../../schemas/backfill.ts";
import { createFeeds, type RunningStream } from "./feeds.ts";
import { createHistories } from "./histories.ts";
import type { LaneEnv } from "./lanes.ts";
import { createMarketStates } from "./market_states.ts";
import type { MarketList } from "./markets.ts";
import type { Assignment, HistorySpec, StreamSpec } from "./messages.ts";
import { createRefusals } from "./refusals.ts";

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
  /**
   * The exchange's markets as they are now. With the next assign what is gone ends, and what was refused gets another
   * try where its market has changed, or after an hour.
   */
  renew(list: MarketList): void;
  /** Something assigned is not recorded until its market is listed, or trades again. */
  isWaiting(): boolean;
  /** The disk takes rows again, or does so no more. */
  roomChanged(): void;
  collect(key: string): void;
  backfill(command: BackfillCommand): void;
}

export interface RosterOptions {
  exchange: string;
  list: MarketList;
  /** What was known before; null: nothing. */
  before: MarketList | null;
  /** The exchange is being asked for markets that are not known: their series wait. */
  isAsking(): boolean;
}

/** The history of a market that does not trade is asked for no oftener. */
const IDLE_MS = 60 * 60_000;

export function createRoster({ exchange, list, before, isAsking }: RosterOptions, env: LaneEnv): Roster {
  const streams = new Map<string, RunningStream>();
  const histories = createHistories(env);
  const states = createMarketStates(exchange, list, before);
  const refusals = createRefusals((key, reason, at) => {
    env.tell({ type: "stream-ended", key, reason, at });
    histories.refuse(key, reason);
  });
  /** What is to end although it is assigned, and what is to be in a feed of its own when it starts again. */
  const over = new Set<string>();
  const alone = new Set<string>();
  /** When histories of markets that do not trade were last collected, ms. */
  const idleSince = new Map<string, number>();
  const feeds = createFeeds(env);
  let wanted: Assignment = { streams: [], histories: [] };
  let turns = Promise.resolve();
  const now = () => env.clock.now();

  function isRecordable({ key, symbol }: StreamSpec | HistorySpec, reason: string | null): boolean {
    if (!states.isListed(symbol) && isAsking()) return false;
    if (reason !== null) refusals.refuse(key, reason, now());
    return !refusals.has(key);
  }

  function stopStream({ spec, stream, feed }: RunningStream): Promise<unknown> {
    feed.tell({ type: "leave", key: spec.key });
    streams.delete(spec.key);
    return stream.stop();
  }

  function startHistory(spec: HistorySpec): void {
    refusals.started(spec.key);
    histories.start(spec);
    if (!states.isTrading(spec.symbol)) idle(spec);
  }

  function idle({ key, symbol }: HistorySpec): void {
    idleSince.set(key, now());
    note(`${symbol} does not trade: what it has of ${key} is collected, from now on once an hour`);
  }

  function note(words: string): void {
    env.tell({ type: "markets-noted", exchange, level: "info", words, at: now() });
  }

  async function apply({ streams: live, histories: past, away = {} }: Assignment): Promise<void> {
    refusals.keepOnly(new Set([...live, ...past].map(({ key }) => key)));
    const gone = [
      ...unwanted(streams, live, over).map(stopStream),
      ...unwanted(histories.running, past, over).map(({ spec }) => histories.stop(spec.key)),
    ];
    over.clear();
    await Promise.all(gone);
    const fresh = live.filter((spec) =>
      !streams.has(spec.key) && isRecordable(spec, states.notTrading(spec.symbol))
    );
    for (const { key } of fresh) {
      refusals.started(key);
      env.memoryOf(key).away = away[key] ?? null;
    }
    for (const running of feeds.open(fresh, alone)) streams.set(running.spec.key, running);
    past.filter((spec) =>
      !histories.running.has(spec.key) && isRecordable(spec, states.unlisted(spec.symbol))
    ).forEach(startHistory);
  }

  function end(key: string, reason: string | null): void {
    if (reason === null) return;
    over.add(key);
    refusals.refuse(key, reason, now());
  }

  function renewStream({ key, symbol }: StreamSpec): void {
    end(key, states.ended(symbol));
    switch (states.change(symbol)) {
      case "relisted":
        return void over.add(key);
      case "halted":
        return note(`${symbol} is halted; ${key} stays subscribed, for a day, and goes on by itself`);
      case "resumed":
        return note(`${symbol} trades again`);
    }
  }

  function renewHistory({ key, symbol }: HistorySpec): void {
    end(key, states.unlisted(symbol));
    if (states.change(symbol) === "relisted") over.add(key);
  }

  /** Of one that does not trade there is little to ask, and each answer has to be confirmed by another. */
  function isIdle({ key, symbol }: HistorySpec): boolean {
    if (states.isTrading(symbol)) return false;
    if (now() - (idleSince.get(key) ?? -Infinity) < IDLE_MS) return true;
    idleSince.set(key, now());
    return false;
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
        else refusals.refuse(key, reason, now());
      }
    },
    renew(list) {
      states.renew(list);
      const changed = [...wanted.streams, ...wanted.histories].filter(({ symbol }) => states.change(symbol));
      refusals.renew(new Set(changed.map(({ key }) => key)), now());
      for (const { spec } of streams.values()) renewStream(spec);
      for (const { spec } of histories.running.values()) renewHistory(spec);
    },
    isWaiting: () =>
      !refusals.isEmpty() || [...streams.values()].some(({ spec }) => !states.isTrading(spec.symbol)),
    roomChanged() {
      for (const feed of new Set([...streams.values()].map(({ feed }) => feed))) {
        feed.tell({ type: "room-changed" });
      }
    },
    collect(key) {
      const spec = histories.running.get(key)?.spec;
      if (!spec || !isIdle(spec)) return histories.collect(key);
      env.tell({ type: "collect-finished", key, rows: 0, requests: 0, error: null, at: now() });
    },
    backfill(command) {
      histories.backfill(command);
      const reason = refusals.reason(command.key);
      if (reason !== null) histories.refuse(command.key, reason);
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
