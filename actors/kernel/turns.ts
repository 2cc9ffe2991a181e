import { setImmediate } from "node:timers";

/** Something that has messages to handle. */
export interface Runnable {
  /** Handles a few of them; true when there are more. */
  turn(): boolean;
}

/**
 * How long actors run before the event loop gets its turn. By time and not by a count of messages, since a
 * message may take any time, and since setImmediate comes only 900 times a second on Deno 2.4.2.
 */
const SLICE_MS = 5;

/**
 * Runs whoever is ready, in turn, and lets the event loop (sockets, timers, disk) in every few ms.
 * setImmediate and not a MessageChannel: that one starves sockets on Deno 2.9.6.
 *
 * @param now In ms. On a clock that stands still a slice does not end, which keeps simulations repeatable.
 */
export function createTurns(now: () => number): (actor: Runnable) => void {
  let ready: Runnable[] = [];
  let scheduled = false;
  let sliceStartedMs = now();

  /** Also where the clock was set back, or a slice could last for as long as that. */
  function sliceIsOver(): boolean {
    const elapsedMs = now() - sliceStartedMs;
    return elapsedMs >= SLICE_MS || elapsedMs < 0;
  }

  /** Even actors that only await each other, in microtasks, come by here: nothing outlasts a slice. */
  function run(): void {
    let at = 0;
    while (at < ready.length && !sliceIsOver()) {
      const actor = ready[at++];
      if (actor.turn()) ready.push(actor);
    }
    ready = ready.slice(at);
    scheduled = ready.length > 0;
    if (scheduled) setImmediate(startSlice);
  }

  function startSlice(): void {
    sliceStartedMs = now();
    run();
  }

  return (actor) => {
    ready.push(actor);
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(run);
  };
}
