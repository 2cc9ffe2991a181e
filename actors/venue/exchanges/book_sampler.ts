/** Books now and then: each at most once in `everyMs`, and the last state before a silence too. */
import type { Cancel, Clock } from "../../kernel/mod.ts";

export interface BookSampler {
  /** The book has changed: it is sampled now, or when its interval ends. */
  changed(symbol: string): void;
  stop(): void;
}

interface Sampling {
  lastAt: number;
  /** The sample that waits for its interval to end. */
  cancel: Cancel | null;
}

export function createBookSampler(
  symbols: string[],
  { everyMs, clock }: { everyMs: number; clock: Clock },
  sample: (symbol: string) => void,
): BookSampler {
  const samplings = new Map<string, Sampling>();
  for (const symbol of symbols) samplings.set(symbol, { lastAt: -Infinity, cancel: null });

  function take(symbol: string, sampling: Sampling) {
    sampling.cancel = null;
    sampling.lastAt = clock.now();
    sample(symbol);
  }

  return {
    changed(symbol) {
      const sampling = samplings.get(symbol);
      if (!sampling || sampling.cancel) return;
      const waitMs = Math.min(everyMs, sampling.lastAt + everyMs - clock.now()); // a clock may be set back
      if (waitMs <= 0) take(symbol, sampling);
      else sampling.cancel = clock.after(waitMs, () => take(symbol, sampling));
    },
    stop() {
      for (const { cancel } of samplings.values()) cancel?.();
    },
  };
}
