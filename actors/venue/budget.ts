/**
 * The request allowance of one exchange. Costs are in ms: what ccxt calls cost × rateLimit, the share of the
 * exchange's time that a request takes, so that an allowance is one ms of cost a ms. What the exchange itself
 * says (a weight header, Retry-After) outranks the count kept here.
 */
import type { Cancel, Clock } from "../kernel/mod.ts";
import type { Priority } from "./contract.ts";

/** What an answer told: a used weight of so much a minute, or how long to ask nothing at all. */
export interface Observation {
  usedWeight?: number;
  limitWeight?: number;
  /** The exchange's own time, ms: its minute is the one that the weight was used in. */
  exchangeMs?: number;
  retryAfterMs?: number;
}

export interface Budget {
  /**
   * Resolves when a request of that cost may go; those that heal go before those that read history.
   * Rejects with the signal's reason when it aborts first; the cost is then not spent.
   */
  take(costMs: number, options: { priority?: Priority; signal: AbortSignal }): Promise<void>;
  observe(seen: Observation): void;
  /** `used`: share of the current minute's allowance, 0 to 1. `waitUntil`: ms, while nothing may be asked. */
  state(): { used: number; waitUntil: number | null };
}

interface Waiter {
  costMs: number;
  go(): void;
}

type Queues = Record<Priority, Waiter[]>;

/**
 * The share of the allowance that is asked for, and how much may be spent at once after a rest: so that no minute,
 * wherever it begins, holds more than 0.95 + 1 / 60 of what one allows. No clocks have to agree for that.
 */
export const PACE = 0.95;
const BURST_MS = 1_000;
/** Exchanges that tell a used weight count it by the minute, and start again with each. */
const WINDOW_MS = 60_000;
/** At this share of the exchange's own count, which others can add to, nothing more is asked in its minute. */
const FULL = 0.97;
/** The longest pause believed: a day. */
const LONGEST_PAUSE_MS = 86_400_000;

export function createBudget(clock: Clock): Budget {
  const queues: Queues = { heal: [], history: [] };
  const window = createWindow(clock);
  /** By `clock.elapsed`, so that no clock that is set stops the queue: until when the allowance is spent … */
  let spentUntil = -Infinity;
  /** … and until when nothing may be asked. */
  let pausedUntil = -Infinity;
  let timer: Cancel = () => {};

  /** When a request of that cost may go: the burst is what a rest left over. */
  function goesAt(costMs: number): number {
    return Math.max(pausedUntil, spentUntil + (Math.min(costMs, BURST_MS) - BURST_MS) / PACE);
  }

  function spend(costMs: number) {
    spentUntil = Math.max(spentUntil, clock.elapsed()) + costMs / PACE;
    window.spend(costMs);
  }

  function serve() {
    timer();
    for (let queue = next(queues); queue !== null; queue = next(queues)) {
      const [waiter] = queue;
      const waitMs = goesAt(waiter.costMs) - clock.elapsed();
      if (waitMs > 0) {
        timer = clock.after(waitMs, serve);
        return;
      }
      queue.shift();
      spend(waiter.costMs);
      waiter.go();
    }
  }

  function pause(forMs: number) {
    pausedUntil = Math.max(pausedUntil, clock.elapsed() + Math.min(forMs, LONGEST_PAUSE_MS));
    serve();
  }

  function waitUntil(): number | null {
    const leftMs = pausedUntil - clock.elapsed();
    return leftMs > 0 ? clock.now() + leftMs : null;
  }

  return {
    take: (costMs, { priority = "heal", signal }) => wait(queues[priority], costMs, signal, serve),
    observe({ usedWeight, limitWeight, exchangeMs = clock.now(), retryAfterMs }) {
      if (usedWeight !== undefined && limitWeight !== undefined) {
        const usedMs = usedWeight / limitWeight * WINDOW_MS;
        // An answer from the end of the last minute says nothing of this one.
        const leftMs = WINDOW_MS - exchangeMs % WINDOW_MS;
        const debtUntil = Math.max(spentUntil, clock.elapsed()) + window.observe(usedMs, exchangeMs) / PACE;
        spentUntil = Math.max(spentUntil, Math.min(debtUntil, clock.elapsed() + leftMs));
        if (usedMs >= FULL * WINDOW_MS) pause(leftMs);
      }
      if (retryAfterMs !== undefined) pause(retryAfterMs);
    },
    state: () => ({ used: window.used(), waitUntil: waitUntil() }),
  };
}

/** Stands in the queue until `serve` lets it go or the signal aborts. */
function wait(queue: Waiter[], costMs: number, signal: AbortSignal, serve: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const waiter = { costMs, go };
    queue.push(waiter);
    signal.addEventListener("abort", giveUp);
    serve();

    function go() {
      signal.removeEventListener("abort", giveUp);
      resolve();
    }
    function giveUp() {
      queue.splice(queue.indexOf(waiter), 1);
      reject(signal.reason);
      serve();
    }
  });
}

function next(queues: Queues): Waiter[] | null {
  if (queues.heal.length > 0) return queues.heal;
  return queues.history.length > 0 ? queues.history : null;
}

/** What was used of the current minute: by the exchange's count where it tells one, by ours elsewhere. */
function createWindow(clock: Clock) {
  let minute = -1;
  let spentMs = 0;
  let observedMs: number | null = null;

  function turn(nowMs: number) {
    const now = Math.floor(nowMs / WINDOW_MS);
    if (now <= minute) return;
    minute = now;
    spentMs = 0;
    observedMs = null;
  }

  return {
    spend(costMs: number) {
      turn(clock.now());
      spentMs += costMs;
    },
    /** How much more was used in the exchange's minute than is known here: by others, or by what costs more. */
    observe(usedMs: number, exchangeMs: number): number {
      turn(exchangeMs);
      if (Math.floor(exchangeMs / WINDOW_MS) < minute) return 0;
      observedMs = Math.max(usedMs, observedMs ?? 0);
      const unknownMs = Math.max(0, usedMs - spentMs);
      spentMs += unknownMs;
      return unknownMs;
    },
    used(): number {
      turn(clock.now());
      return Math.min(1, (observedMs ?? spentMs) / WINDOW_MS);
    },
  };
}
