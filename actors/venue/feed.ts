/**
 * Owns one subscription: dials, hands what comes to its lanes, and after a fault dials again with backoff, for
 * ever. It holds no row; a socket whose rows the disk cannot keep up with is closed, and the lanes told why.
 */
import type { VenueFact } from "../../schemas/facts.ts";
import type { Behavior, Outcome } from "../kernel/mod.ts";
import { type ClockWatch, createClockWatch } from "./clock_watch.ts";
import type { Interruption } from "./continuity.ts";
import { VenueFault } from "./contract.ts";
import type { SocketEvent } from "./inbox.ts";
import { retryDelayMs } from "./retry.ts";
import type { Lane } from "./stream.ts";

/** A connection that lived so long was a good one: the next fault counts as the first. */
const GOOD_CONNECTION_MS = 60_000;
const COMPARE_EVERY_S = 60;

export type FeedMessage =
  | { type: "dial" }
  | { type: "ended"; outcome: Outcome<void> }
  /** The disk takes rows again, or does so no more. */
  | { type: "room-changed" }
  | { type: "second" }
  /** Rows of a symbol that is no longer wanted are let go; a feed without lanes ends. */
  | { type: "leave"; key: string };

export interface FeedSink<Sent> {
  subscribed(symbol: string): void;
  deliver(symbol: string, sent: Sent): void;
  rejected(symbol: string | null, reason: string, frame: string): void;
}

export interface FeedEnv<Sent extends { ts: number; tsRecv: number | null }> {
  exchange: string;
  lanes: Lane<Sent>[];
  watch(symbols: string[], sink: FeedSink<Sent>, signal: AbortSignal): Promise<void>;
  sizeOf(sent: Sent): number;
  tell(fact: VenueFact): void;
  /** Why nothing may be recorded at the moment; null: it may. */
  refusal(): string | null;
  /** Keeps the frame that no row was made of. */
  quarantine(symbol: string | null, reason: string, frame: string): void;
  /** It will not work by trying again; the feed has ended. */
  refused(keys: string[], reason: string): void;
}

export function feed<Sent extends { ts: number; tsRecv: number | null }>(
  env: FeedEnv<Sent>,
): Behavior<FeedMessage> {
  return (ctx) => {
    const lanes = new Map(env.lanes.map((lane) => [lane.symbol, lane]));
    let failures = 0;
    let dialledAt = 0;
    let overload = new AbortController();
    /** Why a socket that is wanted is being closed, until it is. */
    let closedFor: Interruption | null = null;
    let isPaused = false;
    let watching: Promise<void> = Promise.resolve();
    // A subscription lasts for ever, so a stop must not wait for it to end by itself.
    const hangUp = new AbortController();
    ctx.defer(() => {
      hangUp.abort();
      return watching;
    });
    const clockWatch = createClockWatch(ctx.clock);
    let seconds = 0;
    const sink = sinkOf(env, lanes, clockWatch, {
      now: () => ctx.clock.now(),
      overflow: () => overload.abort(),
    });

    function dial(): void {
      const refusal = env.refusal();
      if (refusal !== null) return pause(refusal);
      isPaused = false;
      closedFor = null;
      overload = new AbortController();
      dialledAt = ctx.clock.elapsed();
      const at = ctx.clock.now();
      for (const { key } of lanes.values()) env.tell({ type: "stream-connecting", key, at });
      const signal = AbortSignal.any([hangUp.signal, overload.signal]);
      watching = env.watch([...lanes.keys()], sink, signal).then(
        () => tellEnded({ ok: true, value: undefined }),
        (error) => tellEnded({ ok: false, error }),
      );
    }

    function tellEnded(outcome: Outcome<void>): void {
      if (!hangUp.signal.aborted) ctx.self.tell({ type: "ended", outcome });
    }

    function ended(outcome: Outcome<void>): void {
      const error = outcome.ok ? new VenueFault("network", "the subscription ended") : outcome.error;
      if (!(error instanceof VenueFault)) throw error;
      if (closedFor?.cause === "overload") {
        pause(closedFor.reason);
        return lookForRoom();
      }
      const interruption: Interruption = closedFor
        ? closedFor
        : overload.signal.aborted
        ? { cause: "overload", reason: "rows came faster than the disk took them" }
        : { cause: "outage", reason: error.message };
      interrupt(interruption);
      if (error.kind === "final") return giveUp(error.message);
      redial(error, interruption.reason);
    }

    function pause(reason: string): void {
      isPaused = true;
      closedFor = null;
      interrupt({ cause: "overload", reason });
      const at = ctx.clock.now();
      for (const { key } of lanes.values()) env.tell({ type: "stream-paused", key, reason, at });
    }

    function interrupt(interruption: Interruption): void {
      note({ type: "dropped", atUs: Math.floor(ctx.clock.now() * 1_000), interruption });
    }

    function lookForRoom(): void {
      const refusal = env.refusal();
      if (refusal === null) return isPaused ? dial() : undefined;
      if (isPaused) return;
      close({ cause: "overload", reason: refusal });
    }

    /** A socket that is open; its end brings what follows. */
    function close(why: Interruption): void {
      closedFor = why;
      overload.abort();
    }

    function lookAtClock(): void {
      const leap = clockWatch.second();
      // Rows of the time that passed may be missing, and a dead socket would not be noticed for long.
      if (leap !== null && !isPaused) close({ cause: "outage", reason: leap });
      if (++seconds % COMPARE_EVERY_S !== 0) return;
      const aheadMs = clockWatch.takeLead();
      const { exchange } = env;
      if (aheadMs !== null) env.tell({ type: "clock-compared", exchange, aheadMs, at: ctx.clock.now() });
    }

    function note(event: SocketEvent): void {
      for (const { inbox } of lanes.values()) inbox.note(event);
    }

    function redial(error: VenueFault, why: string): void {
      const at = ctx.clock.now();
      if (ctx.clock.elapsed() - dialledAt > GOOD_CONNECTION_MS) failures = 0;
      const delayMs = retryDelayMs(error, failures++, ctx.random);
      for (const { key } of lanes.values()) {
        env.tell({ type: "stream-dropped", key, error: why, retryAt: at + delayMs, at });
      }
      ctx.after(delayMs, { type: "dial" });
    }

    function giveUp(reason: string): void {
      env.refused([...lanes.values()].map(({ key }) => key), reason);
      ctx.stop();
    }

    function leave(key: string): void {
      for (const lane of lanes.values()) if (lane.key === key) lanes.delete(lane.symbol);
      if (lanes.size === 0) ctx.stop();
    }

    dial();
    ctx.every(1_000, { type: "second" });
    return (message) => {
      switch (message.type) {
        case "dial":
          return dial();
        case "ended":
          return ended(message.outcome);
        case "room-changed":
          return lookForRoom();
        case "second":
          return lookAtClock();
        case "leave":
          return leave(message.key);
        default:
          message satisfies never;
      }
    };
  };
}

/** Hands on what a socket delivers, while it delivers it. `overflow`: a row did not fit. */
function sinkOf<Sent extends { ts: number; tsRecv: number | null }>(
  env: FeedEnv<Sent>,
  lanes: Map<string, Lane<Sent>>,
  clockWatch: ClockWatch,
  { now, overflow }: { now(): number; overflow(): void },
): FeedSink<Sent> {
  const nowUs = () => Math.floor(now() * 1_000);
  return {
    subscribed(symbol) {
      const lane = lanes.get(symbol);
      if (!lane) return;
      lane.inbox.note({ type: "connected", atUs: nowUs() });
      env.tell({ type: "stream-connected", key: lane.key, at: now() });
    },
    deliver(symbol, sent) {
      if (sent.ts !== sent.tsRecv) clockWatch.heard(sent.ts); // else nobody but this machine said when
      const lane = lanes.get(symbol);
      if (lane && !lane.inbox.push(sent, env.sizeOf(sent))) overflow();
    },
    rejected(symbol, reason, frame) {
      env.quarantine(symbol, reason, frame);
      // A frame that names no symbol may have held a row of any; it is counted once.
      const meant = symbol === null
        ? [...lanes.values()]
        : [lanes.get(symbol)].filter((lane) => lane !== undefined);
      meant[0]?.tally.rejected(1, reason);
      for (const { inbox } of meant) inbox.note({ type: "rejected", atUs: nowUs(), reason });
    },
  };
}
