/**
 * Stretches of a candle series that an answer did not have, or had wrong: they are asked again, but not at
 * once. What a second answer lacks too is believed not to be there.
 */
import { difference, type Interval, unionAll } from "../archive/intervals.ts";

export interface Doubts {
  /** What is not to be asked before its time. */
  waiting(nowMs: number): Interval[];
  /** An answer lacks this stretch. True if an earlier one did too, and its wait is over. */
  lacks(stretch: Interval, nowMs: number, waitMs: number): boolean;
  /** Puts a stretch off. False if it was put off before. */
  putOff(stretch: Interval, nowMs: number, waitMs: number): boolean;
}

interface Doubt extends Interval {
  askAt: number;
  isLacked: boolean;
}

export function createDoubts(): Doubts {
  let doubts: Doubt[] = [];

  const isCovered = (stretch: Interval, by: Doubt[]) => difference([stretch], unionAll([], by)).length === 0;

  /** Forgets what lies within the stretch. */
  function clear({ from, to }: Interval): void {
    doubts = doubts.filter((doubt) => doubt.from < from || doubt.to > to);
  }

  return {
    waiting: (nowMs) => doubts.filter(({ askAt }) => askAt > nowMs),
    lacks(stretch, nowMs, waitMs) {
      const isConfirmed = isCovered(
        stretch,
        doubts.filter(({ askAt, isLacked }) => isLacked && askAt <= nowMs),
      );
      clear(stretch);
      if (!isConfirmed) doubts.push({ ...stretch, askAt: nowMs + waitMs, isLacked: true });
      return isConfirmed;
    },
    putOff(stretch, nowMs, waitMs) {
      const isNew = !isCovered(stretch, doubts.filter(({ isLacked }) => !isLacked));
      clear(stretch);
      doubts.push({ ...stretch, askAt: nowMs + waitMs, isLacked: false });
      return isNew;
    },
  };
}
