/** Lengths of time, counts and moments in words. */

const DAY_MS = 86_400_000;
const UNITS: Array<[string, number]> = [["d", DAY_MS], ["h", 3_600_000], ["min", 60_000]];

/** A length of time in at most two units: `0.4 s`, `12 s`, `3 min`, `2 h 5 min`, `3 d`. */
export function durationWords(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  const at = UNITS.findIndex(([, length]) => ms >= length);
  const [unit, length] = UNITS[at];
  const whole = `${Math.floor(ms / length)} ${unit}`;
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((ms % length) / next[1]) : 0;
  return rest > 0 ? `${whole} ${rest} ${next[0]}` : whole;
}

/** `1 row`, `1,234 rows`. */
export function countWords(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}

/** `14:03:09 UTC`, with the date before it where that is not the day of `now`. */
export function momentWords(at: number, now: number): string {
  const [day, time] = new Date(at).toISOString().split("T");
  return `${isSameDay(at, now) ? "" : `${day} `}${time.slice(0, 8)} UTC`;
}

/** Whether two times (ms) are of one day, UTC. */
export function isSameDay(a: number, b: number): boolean {
  return Math.floor(a / DAY_MS) === Math.floor(b / DAY_MS);
}
