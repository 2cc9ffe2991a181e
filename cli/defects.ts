import type { Log } from "../actors/control/log.ts";

/**
 * Has an error that nothing caught logged, and ends the program with code 1: it is a defect, and what is
 * acknowledged is on disk. Whoever watches the program starts it again; hanging would record nothing, unseen.
 */
export function endOnDefect(log: Log, exit: (code: number) => never): void {
  function end(error: unknown): void {
    const words = error instanceof Error ? error.stack ?? error.message : String(error);
    log.error("tapedeck", `Cannot go on after an error that nothing caught: ${words}`);
    exit(1);
  }
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    end(event.error ?? event.message);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    end(event.reason);
  });
}
