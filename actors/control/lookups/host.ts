/** Finds out what would hold up the API's answers, in a Worker that is there while it has something to do. */
import type { Cancel, Clock } from "../../kernel/mod.ts";
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
  const listeners = new Map<number, (fact: LookupFact) => void>();
  let worker: Worker | null = null;
  let cancelIdle: Cancel = () => {};
  let lastId = 0;

  function end(reason: string): void {
    worker?.terminate();
    worker = null;
    cancelIdle();
    for (const [id, tell] of [...listeners]) tell({ type: "failed", id, reason });
  }

  function send(command: LookupCommand): void {
    worker?.postMessage(command);
  }

  function open(): void {
    cancelIdle();
    if (worker) return;
    const opened = new Worker(MODULE, { type: "module" });
    opened.onmessage = ({ data }: MessageEvent<LookupFact>) => listeners.get(data.id)?.(data);
    opened.onerror = (event) => {
      event.preventDefault(); // or it would end the recorder too
      if (worker === opened) end(event.message);
    };
    worker = opened;
    send({ type: "open", dataFolder });
  }

  function leave(id: number): void {
    listeners.delete(id);
    if (listeners.size === 0 && worker) cancelIdle = clock.after(IDLE_MS, () => end("idle"));
  }

  return {
    lookUp(type, ask) {
      open();
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      // One that is stuck is stuck with all that it was asked.
      const cancel = clock.after(
        TIMEOUT_MS,
        () => end(`Cannot find out within ${TIMEOUT_MS / 1_000} s; try again`),
      );
      listeners.set(id, (fact) => {
        cancel();
        leave(id);
        if (fact.type === "found") resolve(fact.answer);
        else reject(new Error(fact.reason));
      });
      send({ type: "look-up", id, lookup: { type, ask } as Lookup });
      return promise as Promise<never>;
    },
    stop: () => end("tapedeck is stopping"),
  };
}
