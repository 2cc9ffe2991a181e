/** Signals: the first one asks for a stop, a later one ends the program at once. */

/** Launchers pass one Ctrl-C on twice within a millisecond: a second signal counts only after so long. */
const SECOND_SIGNAL_MS = 1_000;

/** Resolves at the first SIGINT or SIGTERM; `onHangUp` is called at each SIGHUP. */
export function untilStopped(onHangUp: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  const stop = () => {
    firstAt ??= Date.now();
    if (Date.now() - firstAt >= SECOND_SIGNAL_MS) Deno.exit(1);
    resolve();
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", stop);
    Deno.addSignalListener("SIGHUP", onHangUp);
  }
  return promise;
}
