/** Archives are read and written without a pause; a Worker that never pauses hears nobody, and is taken for dead. */
import { setImmediate } from "node:timers";

/** Longer than a turn of the event loop costs, also on Deno 2.4.2, where setImmediate comes only 900 times a second. */
const SLICE_MS = 50;

let sliceStartedMs = performance.now();

/** To be awaited now and then in whatever may take long: lets the event loop in, unless it was let in just before. */
export async function breathe(): Promise<void> {
  if (performance.now() - sliceStartedMs < SLICE_MS) return;
  await new Promise<void>((done) => setImmediate(done));
  sliceStartedMs = performance.now();
}
