/** A few Workers that cells live in: the next cell goes where the fewest are; a Worker that ended is replaced. */
import type { ActorWorker, Child } from "../kernel/mod.ts";

export interface WorkerPool {
  /** Starts an actor in a Worker of the pool. */
  place<M>(start: (worker: ActorWorker) => Child<M>): Child<M>;
}

/** `open` opens the Worker of that name. */
export function createWorkerPool(size: number, open: (name: string) => ActorWorker): WorkerPool {
  const seats: Array<{ worker: ActorWorker; cells: number } | null> = new Array(size).fill(null);
  let opened = 0;

  function seat(index: number) {
    const worker = open(`worker:${opened++}`);
    const taken = { worker, cells: 0 };
    seats[index] = taken;
    worker.done.then(() => {
      if (seats[index] === taken) seats[index] = null;
    });
    return taken;
  }

  return {
    place(start) {
      const loads = seats.map((each) => each?.cells ?? 0);
      const index = loads.indexOf(Math.min(...loads));
      const taken = seats[index] ?? seat(index);
      const child = start(taken.worker);
      taken.cells++;
      child.done.then(() => taken.cells--);
      return child;
    },
  };
}
