/** Following work that takes its time: asked about each second, through restarts and limits of who does it. */
import type { Clock } from "../actors/kernel/clock.ts";
import { AppError } from "./app_request.ts";

export const LOOK_EVERY_MS = 1_000;
const AGAIN_MS = 3_000;
/** So many looks in a row may fail: a tapedeck that is started anew is back by then. */
const MOST_FAILURES = 6;

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What `look` gives, once it gives it; rejects with its error when that does not pass. */
export async function patiently<T>(clock: Clock, look: () => Promise<T>): Promise<T> {
  for (let failures = 0;;) {
    try {
      return await look();
    } catch (error) {
      if (!isLimit(error)) failures++;
      if (!isPassing(error) || failures === MOST_FAILURES) throw error;
      await pause(clock, AGAIN_MS);
    }
  }
}

/** No answer, too many requests, a proxy whose tapedeck is away. */
const isPassing = (error: unknown) =>
  error instanceof AppError && (error.status === null || error.status >= 500 || isLimit(error));

/** It passes by itself, however often one has asked. */
const isLimit = (error: unknown) => error instanceof AppError && error.status === 429;
