/** The recorder put together: the actors and their Workers, and the board that shows what they do. */
import type { Fact } from "../schemas/facts.ts";
import type { BackfillCommand } from "../schemas/backfill.ts";
import type { Config } from "../schemas/config.ts";
import type { BackfillRequest } from "../schemas/wire.ts";
import { nextEpoch } from "../actors/archive/epoch.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { backfills, type BackfillsMessage } from "../actors/control/backfills.ts";
import type { Board } from "../actors/control/board.ts";
import type { Catalog } from "../actors/control/catalog.ts";
import { configuredSeries } from "../actors/control/configured.ts";
import { diskWatch } from "../actors/control/disk_watch.ts";
import { logLineOf } from "../actors/control/fact_words.ts";
import type { RunStore } from "../actors/control/run_store.ts";
import type { Log } from "../actors/control/log.ts";
import type { Incidents } from "../actors/control/incidents/mod.ts";
import type { Alerts } from "../actors/control/alerts/mod.ts";
import { listJournal, type Look } from "../actors/control/metrics/mod.ts";
import type { Syncs } from "../actors/control/sync/mod.ts";
import { type Beginning, createStops } from "../actors/control/stops.ts";
import type { Recovered } from "../actors/control/supervisor.ts";
import { type Clock, createSystem, type Failure } from "../actors/kernel/mod.ts";
import type { ClaimedFolder } from "./data_folder.ts";
import { startAlerting } from "./alerting.ts";
import { supervise } from "./supervised.ts";
import { startSyncing } from "./syncing.ts";
import { createWorkers } from "./workers.ts";

export type { Beginning };

export interface RecorderOptions {
  /** As it is now; asked again when the supervisor has to start anew. */
  config(): Config;
  begins: Beginning;
  folder: ClaimedFolder;
  board: Board;
  catalog: Catalog;
  runs: RunStore;
  log: Log;
  clock: Clock;
  /** Told of everything that happens, after the board. */
  witness?(fact: Fact): void;
  incidents: Incidents;
  /** For alerts; absent: nobody is told. */
  fetch?: typeof fetch;
}

export interface Recorder {
  /** Makes what runs equal to the config. */
  configure(config: Config): void;
  /** Collects these histories now. */
  collect(keys: string[]): void;
  /** Starts or stops these series as streams. Gives those for which that is a change. */
  setStreams(wanted: "start" | "stop", keys: string[]): string[];
  /** Whether jobs are begun by the schedule. */
  setScheduler(wanted: "start" | "stop"): void;
  isScheduling(): boolean;
  /** Gives the run's id; null: no configured job matches. */
  startBackfill(request: BackfillRequest): Promise<string | null>;
  /** False: it is not under way. */
  stopBackfill(id: string): Promise<boolean>;
  /** The syncs to remotes. */
  readonly syncs: Pick<Syncs, "storage" | "syncNow" | "purgeNow" | "planPurge" | "restore">;
  /** Null: nobody is told. */
  readonly alerts: Pick<Alerts, "state" | "test"> | null;
  /** At the actors and the journal, for metrics. */
  look(): Pick<Look, "actors" | "deadLetters" | "journal">;
  /** Shows and logs what happened. */
  witness(fact: Fact): void;
  /** Acknowledges and seals what came, then ends every actor and Worker. */
  stop(): Promise<void>;
}

const ASK_TIMEOUT_MS = 5_000;
const GB = 1e9;

/** Begins as it is told, as soon as the folder was seen to take something. */
export function startRecorder(
  { config, begins, folder, board, catalog, runs, incidents, log, clock, ...options }: RecorderOptions,
): Recorder {
  const dataFolder = folder.path;
  const disk = openRealDisk(dataFolder);
  const system = createSystem({ clock, random: Math.random, onFailure: failed });
  const cache = cacheIn(log);
  let isScheduling = begins.schedule === "on";
  const stops = createStops(begins, () => isScheduling);
  stops.follow(config());
  const running = () => stops.without(config());
  const workers = createWorkers(system, dataFolder);
  const { archiver } = workers;
  const syncs = startSyncing(system, { config, begins, dataFolder, archiver, clock, witness });
  function witness(fact: Fact): void {
    board.fold(fact);
    if (fact.type === "series-changed") cache(() => catalog.put(fact.summary));
    if (fact.type === "stream-connected") stops.back(fact.key);
    if (isAboutBackfills(fact)) history.tell(fact);
    options.witness?.(fact);
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

  /** What runs, or what is wanted, has changed. */
  function apply(): void {
    const wanted = running();
    const exchanges = [...wanted.stream_jobs, ...wanted.histo_jobs].map(({ exchange }) => exchange);
    board.configure(stops.shown(config()), new Set(exchanges));
    incidents.recording(new Set(configuredSeries(wanted).map(({ key }) => key)));
    top.tell({ type: "configure", config: wanted });
  }

  /** A history that waited begins with what is asked for. */
  function wake(keys?: string[]): string[] {
    const woken = stops.release(keys);
    if (woken.length > 0) apply();
    return woken;
  }

  function tellBackfill(command: BackfillCommand): void {
    if (command.type === "backfill") wake([command.key]);
    top.tell(command);
  }

  function setStreams(wanted: "start" | "stop", keys: string[]): string[] {
    const changed = stops[wanted](keys);
    if (changed.length > 0) apply();
    return changed;
  }

  const top = supervise(system, {
    config: running,
    dataFolder,
    nextEpoch: () => nextEpoch(disk),
    away: stops.away,
    isScheduling: () => isScheduling,
    ...workers,
    witness,
    recovered,
  });
  const history = system.spawn<BackfillsMessage>(
    "backfills",
    backfills({
      config,
      store: runs,
      tell: tellBackfill,
      interrupted: begins.schedule === "on" ? "go-on" : "leave",
    }),
    { capacity: 65_536 },
  );
  const alerts = options.fetch
    ? startAlerting(system, {
      config,
      dataFolder,
      incidents,
      fetch: options.fetch,
      snapshot: board.snapshot,
      alive: top.alive,
      log,
      clock,
      witness,
    })
    : null;
  apply();
  const watch = system.spawn(
    "disk-watch",
    diskWatch({
      look: folder.look,
      rules: () => ({ dataFolder, minFreeBytes: config().storage.min_free_gb * GB }),
      tell: top.diskChanged,
    }),
  );

  return {
    configure(next) {
      stops.follow(next);
      apply();
      watch.tell({ type: "look" });
      history.tell({ type: "configured" });
      syncs.configured();
      alerts?.configured();
    },
    collect(keys) {
      const woken = new Set(wake(keys));
      for (const key of keys.filter((key) => !woken.has(key))) top.tell({ type: "collect", key });
    },
    setStreams,
    setScheduler(wanted) {
      isScheduling = wanted === "start";
      if (isScheduling) wake();
      top.tell({ type: "schedule", wanted });
    },
    isScheduling: () => isScheduling,
    startBackfill: (request) =>
      history.ask<string | null>((reply) => ({ type: "start-backfill", request, reply }), ASK_TIMEOUT_MS),
    stopBackfill: (id) =>
      history.ask<boolean>((reply) => ({ type: "stop-backfill", id, reply }), ASK_TIMEOUT_MS),
    syncs,
    alerts,
    look: () => ({ actors: system.stats(), deadLetters: system.deadLetters(), journal: listJournal(disk) }),
    witness,
    async stop() {
      await alerts?.stop(); // no heartbeat of one that ends
      const synced = syncs.stop();
      await watch.stop(0);
      await top.shutDown().catch((error) => log.warning("shutdown", String(error)));
      await synced;
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
