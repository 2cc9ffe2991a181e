import { setImmediate } from "node:timers";
import type { Cancel, Clock } from "./clock.ts";

interface Timer {
  dueMs: number;
  fn: () => void;
}

/** Turns of the event loop between two timers: enough for actors that tell each other and yield once. */
const SETTLE_TURNS = 4;

/**
 * A clock that stands still until it is turned, so that no test sleeps.
 *
 * @example
 * ```ts
 * const clock = new TestClock();
 * clock.after(60_000, () => console.log("a minute"));
 * await clock.advance(60_000);
 * ```
 */
export class TestClock implements Clock {
  /** Counts what passed, whatever the time of day was set to: timers go by it. */
  #elapsedMs = 0;
  #startMs: number;
  #timers: Timer[] = [];

  /** @param startMs Milliseconds since 1970, UTC; 2024-01-01 by default. */
  constructor(startMs: number = Date.UTC(2024, 0, 1)) {
    this.#startMs = startMs;
  }

  /** Timers that are set and have not fired. */
  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  elapsed(): number {
    return this.#elapsedMs;
  }

  after(ms: number, fn: () => void): Cancel {
    const timer = { dueMs: this.#elapsedMs + Math.max(0, ms), fn };
    this.#timers.splice(this.#placeOf(timer.dueMs), 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Lets `ms` pass: fires what falls due, in order, and lets the event loop settle after each. */
  async advance(ms: number): Promise<void> {
    const targetMs = this.#elapsedMs + ms;
    await settle();
    while (this.#timers.length > 0 && this.#timers[0].dueMs <= targetMs) {
      const timer = this.#timers.shift()!;
      this.#elapsedMs = timer.dueMs;
      timer.fn();
      await settle();
    }
    this.#elapsedMs = targetMs;
  }

  /** Sets the time of day, as an NTP step would: `now` jumps, timers fire when they would have. */
  set(nowMs: number): void {
    this.#startMs = nowMs - this.#elapsedMs;
  }

  /** Where a timer goes: after all that fall due no later than it. */
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle].dueMs <= dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise<void>((done) => setImmediate(done));
}
