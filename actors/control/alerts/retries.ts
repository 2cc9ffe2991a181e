/** How long to wait between two tries to send, by what came of the last one. */
import { fullJitter, type Random } from "../../kernel/mod.ts";
import type { Delivery } from "./post.ts";

export interface Retries {
  /** In a row. */
  readonly failures: number;
  /** Notes what came of a try, and gives how many ms to wait before the next one, of whichever notice. */
  after(delivery: Delivery): number;
  /** There is a reason to think that it works now. */
  reset(): void;
}

/** Slack takes one a second, others fewer and say so: https://docs.slack.dev/apis/web-api/rate-limits */
const PACE_MS = 1_000;
const BACKOFF = { minMs: 5_000, maxMs: 10 * 60_000 };

export function createRetries(random: Random): Retries {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    after(delivery) {
      const inARow = failures;
      failures = delivery.type === "taken" ? 0 : failures + 1;
      switch (delivery.type) {
        case "taken":
          return PACE_MS;
        case "failed":
          return fullJitter(BACKOFF, inARow, random);
        case "busy":
          return delivery.waitMs + random() * PACE_MS;
        case "refused":
          return BACKOFF.maxMs * (0.5 + random() / 2);
        default:
          throw delivery satisfies never;
      }
    },
    reset: () => void (failures = 0),
  };
}
