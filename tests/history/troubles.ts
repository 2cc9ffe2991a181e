/** Every way in which the sandbox exchange's REST routes can misbehave, at once. */

/** The seconds that 429 and 418 ask to wait; the exchange's `--time-scale` makes them one second at least. */
const WAIT_S = 1;

/** Faults for `/_sandbox/faults`, each with the same probability. */
export function allTroubles(probability: number): Array<Record<string, unknown>> {
  const statuses = [429, 418, 500, 502, 503].map((status) => ({
    kind: "status",
    status,
    ...(status < 500 && { retryAfterS: WAIT_S }),
  }));
  const spoiled = ["garbage-answer", "stall", "cut"].map((kind) => ({ kind }));
  return [...statuses, ...spoiled].map((fault) => ({ ...fault, probability }));
}
