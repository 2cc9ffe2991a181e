/**
 * Binance spot's limits, after its document "LIMITS": 6,000 of weight a minute and address, 429 beyond it, and a
 * ban (418) for who keeps asking; bans grow from two minutes to three days. All clients here share one address.
 */

export const WEIGHT_PER_MINUTE = 6000;
/** Connection attempts in five minutes. */
export const CONNECTIONS_PER_WINDOW = 300;
/** Messages that a connection may send in a second, and streams that it may subscribe to. */
export const MESSAGES_PER_SECOND = 5;
export const STREAMS_PER_CONNECTION = 1024;
/** Requests after the first 429 of a minute that are still answered 429. Binance does not publish its number. */
export const PATIENCE = 10;

const SECOND_MS = 1000, MINUTE_MS = 60_000, CONNECTION_WINDOW_MS = 300_000;
const SHORTEST_BAN_MS = 120_000, LONGEST_BAN_MS = 259_200_000;

export type Verdict =
  | { readonly kind: "within" }
  | { readonly kind: "over"; readonly retryAfterS: number }
  | { readonly kind: "banned"; readonly retryAfterS: number; readonly untilMs: number };

export interface Limits {
  /** Counts a request. */
  spend(weight: number): Verdict;
  /** Counts a connection attempt; false where there were too many. */
  connect(): boolean;
  /** The allowance of one connection: counts a message from the client; false where there were too many. */
  openMessages(): () => boolean;
  /** Weight used in the minute of the last request, and the most of any minute. */
  readonly used: number;
  readonly most: number;
}

/** Seconds as Retry-After has them: whole, and never 0. Waiting passes `timeScale` times faster. */
export const retryAfterS = (ms: number, timeScale: number): number =>
  Math.max(1, Math.ceil(ms / timeScale / 1000));

/** Limits on a clock of their own, which runs `timeScale` times as fast as `now` (ms). */
export function openLimits(now: () => number, timeScale: number): Limits {
  const scaledNow = () => now() * timeScale;
  const weights = openWindow(MINUTE_MS), connections = openWindow(CONNECTION_WINDOW_MS);
  let most = 0, over = 0, bans = 0, bannedUntil = 0;

  function spend(weight: number): Verdict {
    const at = scaledNow();
    if (at < bannedUntil) return banned(at);
    if (weights.add(at, weight)) over = 0;
    most = Math.max(most, weights.used);
    if (weights.used <= WEIGHT_PER_MINUTE) return { kind: "within" };
    if (++over <= PATIENCE) return { kind: "over", retryAfterS: retryAfterS(weights.endsMs - at, timeScale) };
    bannedUntil = at + Math.min(LONGEST_BAN_MS, SHORTEST_BAN_MS * 2 ** bans++);
    return banned(at);
  }

  const banned = (at: number): Verdict => ({
    kind: "banned",
    retryAfterS: retryAfterS(bannedUntil - at, timeScale),
    untilMs: Math.ceil(bannedUntil / timeScale),
  });

  function connect(): boolean {
    connections.add(scaledNow(), 1);
    return connections.used <= CONNECTIONS_PER_WINDOW;
  }

  function openMessages(): () => boolean {
    const messages = openWindow(SECOND_MS);
    return () => {
      messages.add(scaledNow(), 1);
      return messages.used <= MESSAGES_PER_SECOND;
    };
  }

  return {
    spend,
    connect,
    openMessages,
    get used() {
      return weights.used;
    },
    get most() {
      return most;
    },
  };
}

/** A sum that starts anew at every multiple of its length; `add` says whether it did. */
function openWindow(lengthMs: number) {
  let number = -1, used = 0;
  return {
    add(atMs: number, amount: number): boolean {
      const current = Math.floor(atMs / lengthMs), isNew = current !== number;
      used = isNew ? amount : used + amount;
      number = current;
      return isNew;
    },
    get used() {
      return used;
    },
    get endsMs() {
      return (number + 1) * lengthMs;
    },
  };
}
