/** Rows of each of the last 60 whole seconds, and of the one that is not over. */

const SECONDS = 61;
/** A rate is the mean over so many whole seconds: facts come about once a second, not exactly. */
const RATE_SECONDS = 10;

export interface Spark {
  /** The second (since 1970) that the last count is for. */
  readonly second: number;
  /** Oldest first. */
  readonly counts: readonly number[];
}

export function emptySpark(): Spark {
  return { second: 0, counts: Array(SECONDS).fill(0) };
}

/** Counts `rows` at `at` (ms). What is older than the last minute, or ahead by a clock's step back, is clamped. */
export function countRows(spark: Spark, rows: number, at: number): Spark {
  const second = Math.floor(at / 1000);
  const moved = turnTo(spark, second);
  const place = Math.max(0, SECONDS - 1 - (moved.second - second));
  return { ...moved, counts: moved.counts.map((count, i) => i === place ? count + rows : count) };
}

/** The 60 whole seconds before `now` (ms): seconds without rows are zeros. */
export function sparkAt(spark: Spark, now: number): number[] {
  return turnTo(spark, Math.floor(now / 1000)).counts.slice(0, -1);
}

/** Rows per second over the last whole seconds before `now` (ms). */
export function rateAt(spark: Spark, now: number): number {
  const counts = sparkAt(spark, now).slice(-RATE_SECONDS);
  return counts.reduce((sum, count) => sum + count, 0) / RATE_SECONDS;
}

/** Whether it shows the same at both times (ms): those of one second, and all where no row is in it any more. */
export function isSameSpark(spark: Spark, a: number, b: number): boolean {
  const [from, to] = [Math.floor(a / 1000), Math.floor(b / 1000)];
  return from === to || (isOver(spark, from) && isOver(spark, to));
}

/** Whether nothing of it is left at that second. */
function isOver(spark: Spark, second: number): boolean {
  const steps = second - spark.second;
  return steps < -SECONDS || steps >= SECONDS;
}

/** A clock that was set back leaves the spark where it is until time has caught up, for a minute at most. */
function turnTo(spark: Spark, second: number): Spark {
  if (isOver(spark, second)) return { second, counts: Array(SECONDS).fill(0) };
  const steps = second - spark.second;
  if (steps <= 0) return spark;
  return { second, counts: [...spark.counts.slice(steps), ...Array(steps).fill(0)] };
}
