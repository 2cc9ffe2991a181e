/**
 * A Worker that lives while it is asked: opened by the first question, ended when nobody has asked for a while. What it
 * is asked, and what it tells of that, has an id; where it ends or dies, everything that it was asked has failed.
 */
import type { Cancel, Clock } from "./clock.ts";

export interface Failed {
  type: "failed";
  id: number;
  reason: string;
}

export interface IdleWorker<Command, Fact extends { id: number }> {
  /** Opens it if need be. Gives the id under which it is asked; what it tells of that goes to `tell`. */
  begin(tell: (fact: Fact | Failed) => void): number;
  /** From now on what is told under this id goes here. */
  hear(id: number, tell: (fact: Fact | Failed) => void): void;
  /** Nothing more is wanted under this id. */
  leave(id: number): void;
  /** How many ids are under way. */
  count(): number;
  send(command: Command): void;
  /** Ends it; the next question opens another one. */
  end(reason: string): void;
}

export interface IdleWorkerOptions<Command> {
  module: URL;
  /** What it is told first. */
  opening: Command;
  clock: Clock;
  /** How long it waits for another question. */
  idleMs: number;
}

export function createIdleWorker<Command, Fact extends { id: number }>(
  { module, opening, clock, idleMs }: IdleWorkerOptions<Command>,
): IdleWorker<Command, Fact> {
  const listeners = new Map<number, (fact: Fact | Failed) => void>();
  let worker: Worker | null = null;
  let cancelIdle: Cancel = () => {};
  let lastId = 0;

  function end(reason: string): void {
    worker?.terminate();
    worker = null;
    cancelIdle();
    const waiting = [...listeners];
    listeners.clear();
    for (const [id, tell] of waiting) tell({ type: "failed", id, reason });
  }

  function open(): Worker {
    const opened = new Worker(module, { type: "module" });
    opened.onmessage = ({ data }: MessageEvent<Fact>) => listeners.get(data.id)?.(data);
    opened.onerror = (event) => {
      event.preventDefault(); // or it would end the program too
      if (worker === opened) end(event.message);
    };
    opened.postMessage(opening);
    return opened;
  }

  return {
    begin(tell) {
      cancelIdle();
      worker ??= open();
      const id = ++lastId;
      listeners.set(id, tell);
      return id;
    },
    hear: (id, tell) => void listeners.set(id, tell),
    leave(id) {
      listeners.delete(id);
      if (listeners.size > 0 || !worker) return;
      cancelIdle();
      cancelIdle = clock.after(idleMs, () => end("idle"));
    },
    count: () => listeners.size,
    send: (command) => worker?.postMessage(command),
    end,
  };
}
