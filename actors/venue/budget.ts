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

/** How much may be spent at once after a rest. */
const BURST_MS = 1_000;
/** Exchanges that tell a used weight count it by the minute, and start again with each. */
const WINDOW_MS = 60_000;
/** Above this share of the exchange's own count nothing more is asked in its window. */
const FULL = 0.9;
/** The longest pause believed: a day. */
const LONGEST_PAUSE_MS = 86_400_000;

export function createBudget(clock: Clock): Budget {
  const queues: Queues = { heal: [], history: [] };
  const window = createWindow(clock);
  /** The time up to which the allowance is spent. */
  let spentUntil = -Infinity;
  let lastCostMs = 0;
  let pausedUntil = -Infinity;
  let timer: Cancel = () => {};

  /** When a request of that cost may go: the burst is what a rest left over. */
  function goesAt(costMs: number): number {
    return Math.max(pausedUntil, spentUntil + Math.min(costMs, BURST_MS) - BURST_MS);
  }

  function spend(costMs: number) {
    spentUntil = Math.max(spentUntil, clock.now()) + costMs;
    lastCostMs = costMs;
    window.spend(costMs);
  }

  function serve() {
    timer();
    // else a clock set back would stop the queue
    spentUntil = Math.min(spentUntil, clock.now() + lastCostMs + BURST_MS);
    for (let queue = next(queues); queue !== null; queue = next(queues)) {
      const [waiter] = queue;
      const waitMs = goesAt(waiter.costMs) - clock.now();
      if (waitMs > 0) {
        timer = clock.after(waitMs, serve);
        return;
      }
      queue.shift();
      spend(waiter.costMs);
      waiter.go();
    }
  }

  function pause(untilMs: number) {
    pausedUntil = Math.max(pausedUntil, Math.min(untilMs, clock.now() + LONGEST_PAUSE_MS));
    serve();
  }

  return {
    take: (costMs, { priority = "heal", signal }) => wait(queues[priority], costMs, signal, serve),
    observe({ usedWeight, limitWeight, retryAfterMs }) {
      if (usedWeight !== undefined && limitWeight !== undefined) {
        window.observe(usedWeight / limitWeight);
        if (usedWeight >= FULL * limitWeight) pause(window.endsAt());
      }
      if (retryAfterMs !== undefined) pause(clock.now() + retryAfterMs);
    },
    state: () => ({ used: window.used(), waitUntil: pausedUntil > clock.now() ? pausedUntil : null }),
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
  let observed: number | null = null;

  function turn() {
    const now = Math.floor(clock.now() / WINDOW_MS);
    if (now === minute) return;
    minute = now;
    spentMs = 0;
    observed = null;
  }

  return {
    spend(costMs: number) {
      turn();
      spentMs += costMs;
    },
    observe(share: number) {
      turn();
      observed = share;
    },
    used(): number {
      turn();
      return Math.min(1, observed ?? spentMs / WINDOW_MS);
    },
    endsAt: () => (Math.floor(clock.now() / WINDOW_MS) + 1) * WINDOW_MS,
  };
}
