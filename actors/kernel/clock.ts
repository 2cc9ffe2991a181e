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

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. `after` takes any delay, also the 31 days to a monthly candle's close. */
export function realClock(): Clock {
  return { now: Date.now, elapsed: () => performance.now(), after };
}

function after(ms: number, fn: () => void): Cancel {
  const restMs = ms - LONGEST_TIMEOUT_MS;
  const next = restMs > 0 ? () => cancel = after(restMs, fn) : fn;
  const timer = setTimeout(next, Math.min(ms, LONGEST_TIMEOUT_MS));
  let cancel: Cancel = () => clearTimeout(timer);
  return () => cancel();
}
