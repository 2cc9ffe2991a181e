import { type Backoff, Final, type Restart, type RestartWindow } from "./actor.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** What is to follow a failure. */
export type Verdict =
  | { type: "restart"; delayMs: number }
  | { type: "end" }
  /** Ends the actor and fails its parent: `why` is how often it failed. */
  | { type: "escalate"; why: string };

/** Restarts that a defect is granted before it becomes its parent's. */
const DEFECT_WINDOW: RestartWindow = { restarts: 5, ms: 60_000 };

/** Keeps one actor's history of failures and judges each new one. */
export function createSupervision(restart: Restart, clock: Clock, random: Random) {
  const tooMany = createWindow(windowOf(restart));
  let restarts = 0;
  let inARow = 0;

  function judge(error: unknown, startedMs: number): Verdict {
    if (restart === "never" || error instanceof Final) return { type: "end" };
    const nowMs = clock.now();
    const why = tooMany(nowMs);
    if (why) return { type: "escalate", why };
    restarts++;
    if (restart === "always") return { type: "restart", delayMs: 0 };
    if (nowMs - startedMs >= restart.maxMs) inARow = 0;
    return { type: "restart", delayMs: fullJitter(restart, inARow++, random) };
  }

  return { judge, restarts: () => restarts };
}

export type Supervision = ReturnType<typeof createSupervision>;

/** A delay in [0, min(maxMs, minMs × factor^attempt)), in ms; `attempt` counts from 0. */
export function fullJitter(backoff: Backoff, attempt: number, random: Random): number {
  const { minMs, maxMs, factor = 2 } = backoff;
  return random() * Math.min(maxMs, minMs * factor ** attempt);
}

function windowOf(restart: Restart): RestartWindow | undefined {
  if (restart === "never") return undefined;
  return restart === "always" ? DEFECT_WINDOW : restart.window;
}

/** Counts failures; says so when one is beyond the window's limit. */
function createWindow(window?: RestartWindow): (nowMs: number) => string | undefined {
  if (!window) return () => undefined;
  let failedMs: number[] = [];
  return (nowMs) => {
    failedMs = failedMs.filter((at) => nowMs - at < window.ms);
    failedMs.push(nowMs);
    if (failedMs.length <= window.restarts) return undefined;
    return `it failed ${failedMs.length} times in ${window.ms / 1000} s`;
  };
}
