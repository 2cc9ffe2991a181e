/** Signals: the first one asks for a stop, a later one for an end at once. */
import type { Environment } from "./environment.ts";

/** Launchers pass one Ctrl-C on twice within a millisecond: a second signal counts only after so long. */
const SECOND_SIGNAL_MS = 1_000;

/** A shell's code for a program that Ctrl-C ended. */
export const ENDED_BY_SIGNAL = 130;

export interface Heard {
  /** At each SIGHUP. */
  hangUp(): void;
  /** At a SIGINT or SIGTERM that comes a second or more after the first. */
  insist(): void;
}

/** Resolves at the first SIGINT or SIGTERM. */
export function untilStopped(
  { clock, onSignal }: Pick<Environment, "clock" | "onSignal">,
  { hangUp, insist }: Heard,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  const stop = () => {
    firstAt ??= clock.now();
    if (clock.now() - firstAt >= SECOND_SIGNAL_MS) insist();
    resolve();
  };
  onSignal("SIGINT", stop);
  if (Deno.build.os !== "windows") {
    onSignal("SIGTERM", stop);
    onSignal("SIGHUP", hangUp);
  }
  return promise;
}
