/** The recorder put together: the actors and their Workers, and the board that shows what they do. */
import type { ArchiveFact, Fact, VenueFact } from "../schemas/facts.ts";
import type { Config } from "../schemas/config.ts";
import { nextEpoch } from "../actors/archive/epoch.ts";
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import type { ArchiverArgs } from "../actors/archive/worker.ts";
import type { Board } from "../actors/control/board.ts";
import type { Catalog } from "../actors/control/catalog.ts";
import { configuredSeries } from "../actors/control/configured.ts";
import { logLineOf } from "../actors/control/fact_words.ts";
import type { Log } from "../actors/control/log.ts";
import { type Recovered, supervisor } from "../actors/control/supervisor.ts";
import { createWorkerPool } from "../actors/control/worker_pool.ts";
import {
  type ActorRef,
  type ActorWorker,
  type Child,
  type Clock,
  createSystem,
  type Failure,
  openWorker,
} from "../actors/kernel/mod.ts";
import type { CellArgs, VenueCommand } from "../actors/venue/messages.ts";

export interface RecorderOptions {
  /** As it is now; asked again when the supervisor has to start anew. */
  config(): Config;
  dataFolder: string;
  board: Board;
  catalog: Catalog;
  log: Log;
  clock: Clock;
}

export interface Recorder {
  /** Makes what runs equal to the config. */
  configure(config: Config): void;
  /** Acknowledges and seals what came, then ends every actor and Worker. */
  stop(): Promise<void>;
}

/** What a stop may take in all; what is not sealed by then is sealed at the next start. */
const STOP_TIMEOUT_MS = 9_000;
const CELL_MODULE = new URL("../actors/venue/worker.ts", import.meta.url);
const ARCHIVER_MODULE = new URL("../actors/archive/worker.ts", import.meta.url);

export function startRecorder({ config, dataFolder, board, catalog, log, clock }: RecorderOptions): Recorder {
  const disk = openRealDisk(dataFolder);
  const system = createSystem({ clock, random: Math.random, onFailure: failed });
  const open = (url: URL) => (name: string): ActorWorker => openWorker(system, { url, name });
  const cells = createWorkerPool(Math.max(1, navigator.hardwareConcurrency - 1), open(CELL_MODULE));
  const archivers = createWorkerPool(1, (name) => open(ARCHIVER_MODULE)(`archive-${name}`));

  function witness(fact: Fact): void {
    board.fold(fact);
    if (fact.type === "series-changed") catalog.put(fact.summary);
    const line = logLineOf(fact);
    if (line) log[line.level](line.where, line.words);
  }

  function failed({ path, error, restarts }: Failure): void {
    const words = error instanceof Error ? error.message : String(error);
    witness({ type: "actor-failed", path, error: words, restarts, at: clock.now() });
  }

  function recovered({ series, problems }: Recovered): void {
    const known = new Set(series.map(({ key }) => key));
    catalog.all().filter(({ key }) => !known.has(key)).forEach(({ key }) => catalog.drop(key));
    for (const summary of series) witness({ type: "series-changed", summary, at: clock.now() });
    for (const problem of problems) log.warning(dataFolder, problem);
  }

  function spawnArchiver(facts: ActorRef<ArchiveFact>): Child<ArchiveCommand> {
    const args: ArchiverArgs = { dataFolder, epoch: nextEpoch(disk) };
    return archivers.place((worker) =>
      worker.spawn<ArchiveCommand, ArchiveFact>("archiver", "archiver", args, {
        parent: facts,
        restart: "never",
      })
    );
  }

  function spawnCell(args: CellArgs, facts: ActorRef<VenueFact>): Child<VenueCommand> {
    return cells.place((worker) =>
      worker.spawn<VenueCommand, VenueFact>(`cell:${args.exchange}`, "cell", args, {
        parent: facts,
        restart: "never",
      })
    );
  }

  function show(next: Config): void {
    board.configure(configuredSeries(next).map(({ key }) => ({ key, state: "starting" })));
  }

  show(config());
  const top = system.spawn(
    "supervisor",
    supervisor({
      config,
      dataFolder,
      nextEpoch: () => nextEpoch(disk),
      spawnArchiver,
      spawnCell,
      witness,
      recovered,
    }),
    { capacity: 65_536, restart: { minMs: 1_000, maxMs: 60_000 } },
  );

  return {
    configure(next) {
      show(next);
      top.tell({ type: "configure", config: next });
    },
    async stop() {
      await top.ask<void>((reply) => ({ type: "shut-down", reply }), STOP_TIMEOUT_MS).catch((error) =>
        log.warning("shutdown", String(error))
      );
      await system.stop(500);
    },
  };
}
