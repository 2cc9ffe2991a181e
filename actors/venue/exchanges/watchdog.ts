/** Notices that a socket is dead although nothing says so. */
import type { Clock } from "../../kernel/mod.ts";

export interface WatchdogLimits {
  /** From the dial to the open socket. */
  connectMs: number;
  /** Without any frame. */
  muteMs: number;
}

export interface Watchdog {
  opened(): void;
  heard(): void;
  stop(): void;
}

/** A timer that fires so late shows a busy or sleeping machine: what waits to be read is given that time too. */
const LATE_MS = 1_000;

/**
 * Calls `dead` once, when the socket has not opened or has been silent for longer than its limit. A third of
 * the way there `probe` is called: it may send something that a live exchange answers, since a quiet market's
 * socket is silent too.
 */
export function startWatchdog(
  clock: Clock,
  limits: WatchdogLimits,
  { probe, dead }: { probe: () => void; dead: (reason: string) => void },
): Watchdog {
  let open = false;
  let heardAt = clock.elapsed();
  let probedAt = -Infinity;
  let cancel = () => {};
  schedule(limits.connectMs);

  function check(dueAt: number) {
    const now = clock.elapsed();
    const silentMs = now - heardAt;
    const limitMs = open ? limits.muteMs : limits.connectMs;
    if (silentMs >= limitMs) {
      if (now - dueAt >= LATE_MS) return schedule(LATE_MS);
      return dead(open ? `silent for ${limitMs / 1000} s` : `not open after ${limitMs / 1000} s`);
    }
    if (open && silentMs >= limitMs / 3 && probedAt < heardAt) {
      probedAt = now;
      probe();
    }
    schedule(Math.min(limitMs / 3, limitMs - silentMs));
  }

  function schedule(ms: number) {
    const dueAt = clock.elapsed() + ms;
    cancel = clock.after(ms, () => check(dueAt));
  }

  return {
    opened() {
      open = true;
      heardAt = clock.elapsed();
      cancel();
      schedule(limits.muteMs / 3);
    },
    heard() {
      heardAt = clock.elapsed();
    },
    stop: () => cancel(),
  };
}
