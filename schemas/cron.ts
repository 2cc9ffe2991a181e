/** Cron patterns: five fields, as in crontab(5). */
import { Cron } from "croner";

export function isCron(pattern: string): boolean {
  try {
    new Cron(pattern, { mode: "5-part" });
    return true;
  } catch {
    return false;
  }
}

/** The first time after `now` (ms) that the pattern names in `timezone` (IANA); null: there is none. */
export function nextCronTime(pattern: string, timezone: string, now: number): number | null {
  const next = new Cron(pattern, { mode: "5-part", timezone }).nextRun(new Date(now));
  return next && next.getTime();
}
