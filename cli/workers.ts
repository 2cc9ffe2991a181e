/** The Workers that cells and the archiver live in. */
import type { ArchiveFact, VenueFact } from "../schemas/facts.ts";
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import type { ArchiverArgs } from "../actors/archive/worker.ts";
import { createWorkerPool } from "../actors/control/worker_pool.ts";
import {
  type ActorRef,
  type ActorWorker,
  type Child,
  openWorker,
  type System,
} from "../actors/kernel/mod.ts";
import type { CellArgs, VenueCommand } from "../actors/venue/messages.ts";

export interface Workers {
  spawnArchiver(facts: ActorRef<ArchiveFact>): Child<ArchiveCommand>;
  /** The one that was spawned last; null: it has ended, or there was none yet. */
  archiver(): ActorRef<ArchiveCommand> | null;
  spawnCell(args: CellArgs, facts: ActorRef<VenueFact>): Child<VenueCommand>;
}

const CELL_MODULE = new URL("../actors/venue/worker.ts", import.meta.url);
const ARCHIVER_MODULE = new URL("../actors/archive/worker.ts", import.meta.url);

/** Opened when something is to live in them, and ended with `system`. */
export function createWorkers(system: System, dataFolder: string): Workers {
  const open = (url: URL) => (name: string): ActorWorker => openWorker(system, { url, name });
  const cells = createWorkerPool(Math.max(1, navigator.hardwareConcurrency - 1), open(CELL_MODULE));
  const archivers = createWorkerPool(1, (name) => open(ARCHIVER_MODULE)(`archive-${name}`));
  let current: ActorRef<ArchiveCommand> | null = null;
  return {
    archiver: () => current,
    spawnArchiver(facts) {
      const args: ArchiverArgs = { dataFolder };
      return archivers.place((worker) => {
        const archiver = worker.spawn<ArchiveCommand, ArchiveFact>("archiver", "archiver", args, {
          parent: facts,
          restart: "never",
        });
        // What it failed of may be its Worker's: a Parquet reader that trapped is not to be relied on.
        current = archiver;
        archiver.done.then(({ reason }) => {
          if (current === archiver) current = null;
          if (reason === "failed") void worker.stop(0);
        });
        return archiver;
      });
    },
    spawnCell: (args, facts) =>
      cells.place((worker) =>
        worker.spawn<VenueCommand, VenueFact>(`cell:${args.exchange}`, "cell", args, {
          parent: facts,
          restart: "never",
        })
      ),
  };
}
