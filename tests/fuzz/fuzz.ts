import { seededRandom } from "../../actors/kernel/mod.ts";
import type { Subject } from "./subjects.ts";

/** Harms a subject so many times, seeds counting up. Throws with the seed that brings it about again. */
export async function fuzz(
  { name, harm }: Subject,
  runs: number,
  seed: number,
): Promise<{ slowestMs: number }> {
  let slowestMs = 0;
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    try {
      await harm(seededRandom(seed + run));
    } catch (error) {
      throw new Error(`${name}, seed ${seed + run}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
    slowestMs = Math.max(slowestMs, performance.now() - begun);
  }
  return { slowestMs };
}
