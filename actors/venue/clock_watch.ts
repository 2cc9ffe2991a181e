/**
 * Compares this machine's clock with itself, to see that the machine slept or the clock was set, and with the times of
 * what an exchange sends, to see that one of the two is wrong.
 */
import type { Clock } from "../kernel/mod.ts";

export interface ClockWatch {
  /** A row of that time, µs, came just now. */
  heard(rowUs: number): void;
  /**
   * To be called each second. Gives why nothing can be said of the last seconds, where the clock went on by more than
   * that; null: all is well.
   */
  second(): string | null;
  /** How far this machine's clock is ahead of the exchange's (behind: negative), ms; null: nothing new is known. */
  takeLead(): number | null;
}

/** A Worker that is busy for longer is ended. */
const LATE_MS = 15_000;
const MINUTE_MS = 60_000;

export function createClockWatch(clock: Clock): ClockWatch {
  let lastMs = clock.now();
  /** Of the rows since it was taken last, the one that was on its way for the shortest time. */
  let leadMs = Infinity;
  return {
    heard(rowUs) {
      leadMs = Math.min(leadMs, clock.now() - rowUs / 1_000);
    },
    second() {
      const leapMs = clock.now() - lastMs;
      lastMs = clock.now();
      if (Math.abs(leapMs) <= LATE_MS) return null;
      leadMs = Infinity;
      if (leapMs < 0) return null;
      return `this machine slept, or its clock was set: ${timeWords(leapMs)} went by at once`;
    },
    takeLead() {
      const taken = leadMs;
      leadMs = Infinity;
      return taken === Infinity ? null : taken;
    },
  };
}

function timeWords(ms: number): string {
  return ms < 2 * MINUTE_MS ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / MINUTE_MS)} min`;
}
