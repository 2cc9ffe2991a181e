/** When the program ran, and what is said of the time before. Times are ms. */
import type { Case, Cause, Trouble } from "./case.ts";
import { ofAll } from "./signals.ts";

export interface Life {
  startedAt: number;
  /** When it was last seen running before that; null: nobody knows. */
  aliveAt: number | null;
  /** Whether somebody had stopped it. */
  ended: "stopped" | "killed";
}

/** Each start has one of its own. */
export function awayCause({ startedAt, ended }: Life): Cause {
  return ofAll(ended === "killed" ? "crash" : "stopped", String(startedAt));
}

/** When exactly the program ended nobody knows: not before it was seen, nor before the last of its series ended. */
export function awayTrouble({ startedAt, aliveAt }: Life, { lastHoleFrom }: Case): Trouble {
  const lastSign = Math.max(aliveAt ?? -Infinity, lastHoleFrom ?? -Infinity);
  const from = lastSign === -Infinity ? startedAt : Math.min(startedAt, lastSign);
  return { from, to: startedAt, expiresAt: null, at: startedAt, failures: 0 };
}
