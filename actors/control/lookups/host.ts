/** Finds out what would hold up the API's answers, in a Worker that is there while it has something to do. */
import { type Clock, createIdleWorker } from "../../kernel/mod.ts";
import type { Lookup, LookupCommand, LookupFact, Lookups } from "./messages.ts";

export interface LookupHost {
  /** Rejects, with a sentence, where it cannot be found out, and where that takes longer than a minute. */
  lookUp<T extends keyof Lookups>(type: T, ask: Lookups[T]["ask"]): Promise<Lookups[T]["answer"]>;
  /** Ends the Worker, and what it looks up. */
  stop(): void;
}

/** Classes of exchanges that were loaded stay in its memory: it ends soon. */
const IDLE_MS = 30_000;
const TIMEOUT_MS = 60_000;
const MODULE = new URL("./worker.ts", import.meta.url);

export function createLookupHost({ dataFolder, clock }: { dataFolder: string; clock: Clock }): LookupHost {
  const worker = createIdleWorker<LookupCommand, LookupFact>({
    module: MODULE,
    opening: { type: "open", dataFolder },
    clock,
    idleMs: IDLE_MS,
  });
  return {
    lookUp(type, ask) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      // One that is stuck is stuck with all that it was asked.
      const cancel = clock.after(
        TIMEOUT_MS,
        () => worker.end(`Cannot find out within ${TIMEOUT_MS / 1_000} s; try again`),
      );
      const id = worker.begin((fact) => {
        cancel();
        worker.leave(id);
        if (fact.type === "found") resolve(fact.answer);
        else reject(new Error(fact.reason));
      });
      worker.send({ type: "look-up", id, lookup: { type, ask } as Lookup });
      return promise as Promise<never>;
    },
    stop: () => worker.end("tapedeck is stopping"),
  };
}
