/** How long to wait after a fault, from the first failure on: for ever, slower, and as the exchange says. */
import { type Backoff, fullJitter, type Random } from "../kernel/mod.ts";
import { VenueFault } from "./contract.ts";

const BACKOFF: Backoff = { minMs: 1_000, maxMs: 60_000 };

/** `failures` counts those before this one. An exchange's own Retry-After is obeyed, with up to 1 s more. */
export function retryDelayMs(error: unknown, failures: number, random: Random): number {
  const askedMs = error instanceof VenueFault ? error.retryAfterMs : null;
  return askedMs === null ? fullJitter(BACKOFF, failures, random) : askedMs + random() * BACKOFF.minMs;
}
