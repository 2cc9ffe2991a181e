/** The recorder put together: the actors and their Workers, and the board that shows what they do. */
import type { ArchiveFact, DiskState, Fact, VenueFact } from "../schemas/facts.ts";
import type { Config } from "../schemas/config.ts";
import type { BackfillRequest } from "../schemas/wire.ts";
import { nextEpoch } from "../actors/archive/epoch.ts";
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import type { ArchiverArgs } from "../actors/archive/worker.ts";
import { backfills, type BackfillsMessage } from "../actors/control/backfills.ts";
import type { Board } from "../actors/control/board.ts";
import type { Catalog } from "../actors/control/catalog.ts";
import { configuredSeries } from "../actors/control/configured.ts";
import { type DiskFact, diskWatch } from "../actors/control/disk_watch.ts";
import { logLineOf } from "../actors/control/fact_words.ts";
import type { RunStore } from "../actors/control/run_store.ts";
import type { Log } from "../actors/control/log.ts";
import { type Recovered, supervisor, type SupervisorMessage } from "../actors/control/supervisor.ts";
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
import type { CellArgs, Room, VenueCommand } from "../actors/venue/messages.ts";
import type { ClaimedFolder } from "./data_folder.ts";

export interface RecorderOptions {
  /** As it is now; asked again when the supervisor has to start anew. */
  config(): Config;
  folder: ClaimedFolder;
  board: Board;
  catalog: Catalog;
  runs: RunStore;
  log: Log;
  clock: Clock;
}

export interface Recorder {
  /** Makes what runs equal to the config. */
  configure(config: Config): void;
  /** Collects a series' history now. */
  collect(key: string): void;
  /** Whether jobs are begun by the schedule. */
  setScheduler(wanted: "start" | "stop"): void;
  isScheduling(): boolean;
  /** Gives the run's id; null: no configured job matches. */
  startBackfill(request: BackfillRequest): Promise<string | null>;
  /** False: it is not under way. */
  stopBackfill(id: string): Promise<boolean>;
  /** Acknowledges and seals what came, then ends every actor and Worker. */
  stop(): Promise<void>;
}

/** What a stop may take in all; what is not sealed by then is sealed at the next start. */
const STOP_TIMEOUT_MS = 9_000;
/** Where the disk takes nothing, there is nothing to wait for. */
const CLOSE_GRACE_MS = 2_000;
const ASK_TIMEOUT_MS = 5_000;
const GB = 1e9;
const CELL_MODULE = new URL("../actors/venue/worker.ts", import.meta.url);
const ARCHIVER_MODULE = new URL("../actors/archive/worker.ts", import.meta.url);

const TAKES: Record<DiskState, Room["takes"]> = {
  ok: "all",
  low: "live",
  full: "nothing",
  unwritable: "nothing",
  gone: "nothing",
};

/**
 * The supervisor runs while the folder can be written at all. When it cannot, everything ends, and begins again with
 * recovery when it can: what is on disk then is the truth, whatever was in memory.
 */
export function startRecorder(
  { config, folder, board, catalog, runs, log, clock }: RecorderOptions,
): Recorder {
  const dataFolder = folder.path;
  const disk = openRealDisk(dataFolder);
  const system = createSystem({ clock, random: Math.random, onFailure: failed });
  const open = (url: URL) => (name: string): ActorWorker => openWorker(system, { url, name });
  const cells = createWorkerPool(Math.max(1, navigator.hardwareConcurrency - 1), open(CELL_MODULE));
  const archivers = createWorkerPool(1, (name) => open(ARCHIVER_MODULE)(`archive-${name}`));
  const cache = cacheIn(log);
  let room: Room = { takes: "all", reason: "" };
  let top: Child<SupervisorMessage> | null = null;
  let turns = Promise.resolve();
  let isScheduling = true;
  const history = system.spawn<BackfillsMessage>(
    "backfills",
    backfills({ config, store: runs, tell: (command) => void top?.tell(command) }),
    { capacity: 65_536 },
  );

  function witness(fact: Fact): void {
    board.fold(fact);
    if (fact.type === "series-changed") cache(() => catalog.put(fact.summary));
    if (isAboutBackfills(fact)) history.tell(fact);
    const line = logLineOf(fact);
    if (line) log[line.level](line.where, line.words);
    // What fails may do so because of the disk: then that is said at once, and not tried again and again.
    if (fact.type === "venue-failed" || fact.type === "actor-failed" || fact.type === "archiving-failed") {
      watch.tell({ type: "look" });
    }
  }

  function failed({ path, error, restarts }: Failure): void {
    const words = error instanceof Error ? error.message : String(error);
    witness({ type: "actor-failed", path, error: words, restarts, at: clock.now() });
  }

  function recovered({ series, problems }: Recovered): void {
    const known = new Set(series.map(({ key }) => key));
    const gone = catalog.all().filter(({ key }) => !known.has(key));
    cache(() => gone.forEach(({ key }) => catalog.drop(key)));
    for (const summary of series) witness({ type: "series-changed", summary, at: clock.now() });
    for (const problem of problems) log.warning(dataFolder, problem);
  }

  function spawnArchiver(facts: ActorRef<ArchiveFact>): Child<ArchiveCommand> {
    const args: ArchiverArgs = { dataFolder };
    return archivers.place((worker) => {
      const archiver = worker.spawn<ArchiveCommand, ArchiveFact>("archiver", "archiver", args, {
        parent: facts,
        restart: "never",
      });
      // What it failed of may be its Worker's: a Parquet reader that trapped is not to be relied on.
      archiver.done.then(({ reason }) => {
        if (reason === "failed") void worker.stop(0);
      });
      return archiver;
    });
  }

  function spawnCell(args: CellArgs, facts: ActorRef<VenueFact>): Child<VenueCommand> {
    return cells.place((worker) =>
      worker.spawn<VenueCommand, VenueFact>(`cell:${args.exchange}`, "cell", args, {
        parent: facts,
        restart: "never",
      })
    );
  }

  function begin(): void {
    const behavior = supervisor({
      config,
      dataFolder,
      nextEpoch: () => nextEpoch(disk),
      room: () => room,
      isScheduling: () => isScheduling,
      spawnArchiver,
      spawnCell,
      witness,
      recovered,
    });
    const restart = { minMs: 1_000, maxMs: 60_000 };
    top = system.spawn("supervisor", behavior, { capacity: 65_536, restart });
  }

  function diskChanged(fact: DiskFact): void {
    room = { takes: TAKES[fact.state], reason: fact.reason ?? "" };
    witness(fact);
    if (fact.was !== fact.state || !top) turns = turns.then(() => follow(fact));
  }

  async function follow({ state, was, reason, at }: DiskFact): Promise<void> {
    if (state === "unwritable" || state === "gone") {
      await top?.stop(CLOSE_GRACE_MS);
      top = null;
      for (const { key } of state === was ? [] : configuredSeries(config())) {
        witness({ type: "stream-paused", key, reason: reason!, at });
      }
    } else if (top) top.tell({ type: "room-changed" });
    else begin();
  }

  function show(next: Config): void {
    board.configure(configuredSeries(next).map(({ key }) => ({ key, state: "starting" })));
  }

  show(config());
  const watch = system.spawn(
    "disk-watch",
    diskWatch({
      look: folder.look,
      rules: () => ({ dataFolder, minFreeBytes: config().storage.min_free_gb * GB }),
      tell: diskChanged,
    }),
  );

  return {
    configure(next) {
      show(next);
      watch.tell({ type: "look" });
      top?.tell({ type: "configure", config: next });
      history.tell({ type: "configured" });
    },
    collect: (key) => void top?.tell({ type: "collect", key }),
    setScheduler(wanted) {
      isScheduling = wanted === "start";
      top?.tell({ type: "schedule", wanted });
    },
    isScheduling: () => isScheduling,
    startBackfill: (request) =>
      history.ask<string | null>((reply) => ({ type: "start-backfill", request, reply }), ASK_TIMEOUT_MS),
    stopBackfill: (id) =>
      history.ask<boolean>((reply) => ({ type: "stop-backfill", id, reply }), ASK_TIMEOUT_MS),
    async stop() {
      await watch.stop(0);
      await turns;
      await top?.ask<void>((reply) => ({ type: "shut-down", reply }), STOP_TIMEOUT_MS).catch((error) =>
        log.warning("shutdown", String(error))
      );
      await system.stop(500);
    },
  };
}

function isAboutBackfills(fact: Fact): fact is Extract<Fact, BackfillsMessage> {
  return fact.type === "backfill-progressed" || fact.type === "backfill-finished" ||
    fact.type === "venue-opened" || fact.type === "venue-failed";
}

/** The catalog is a cache: a disk that does not take it costs what it keeps until the next start, and no more. */
function cacheIn(log: Log): (write: () => void) => void {
  let isFailing = false;
  return (write) => {
    try {
      write();
      isFailing = false;
    } catch (error) {
      if (!isFailing) {
        log.warning("catalog", `${(error as Error).message}; its totals are told again at the next start`);
      }
      isFailing = true;
    }
  };
}
