/** Takes back what was asked for (a timer); calling it twice, or after the fact, does nothing. */
export type Cancel = () => void;

/** Where actors get the time from. `TestClock` is the one that tests and simulations turn by hand. */
export interface Clock {
  /** Milliseconds since 1970, UTC; may have a fraction, and may jump when the machine's clock is set. */
  now(): number;
  /**
   * Milliseconds since some moment, for what takes how long: whatever the clock is set to, it goes on at its pace.
   * While the machine sleeps it may stand still.
   */
  elapsed(): number;
  /** Calls `fn` once, `ms` from now, unaffected by a jump of `now`. */
  after(ms: number, fn: () => void): Cancel;
}

/**
 * The longest delay that `setTimeout` is asked for. It takes 24 days, but Deno 2.9 has a list for each different delay,
 * and keeps it until the delay has passed, also where the timer was cancelled long before.
 */
const STEP_MS = 60_000;

/** The machine's clock. `after` takes any delay, also the 31 days to a monthly candle's close. */
export function realClock(): Clock {
  return { now: Date.now, elapsed: () => performance.now(), after };
}

function after(ms: number, fn: () => void): Cancel {
  if (ms <= STEP_MS) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  }
  const dueMs = performance.now() + ms;
  let cancel = after(STEP_MS, () => cancel = after(Math.ceil(dueMs - performance.now()), fn));
  return () => cancel();
}
