/** All that records, from the settings and a folder that is ours: catalog, built-in exchange, recorder. */
import type { Board } from "../actors/control/board.ts";
import { openCatalog } from "../actors/control/catalog.ts";
import { openRunStore, type RunStore } from "../actors/control/run_store.ts";
import type { Log } from "../actors/control/log.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import type { Config } from "../schemas/config.ts";
import type { ClaimedFolder } from "./data_folder.ts";
import { type Recorder, startRecorder } from "./recorder.ts";
import { settingsWithoutEffect } from "./not_yet.ts";
import { hostSandbox } from "./sandbox_worker.ts";
import { needingRestart, type Settings } from "./settings.ts";

export interface RecordingParts {
  settings: Settings;
  folder: ClaimedFolder;
  board: Board;
  log: Log;
  clock: Clock;
}

export interface Recording
  extends Pick<Recorder, "collect" | "setScheduler" | "startBackfill" | "stopBackfill" | "isScheduling"> {
  readonly runs: RunStore;
  /** Reads the settings again: jobs start and stop, others go on. What is wrong changes nothing, and is logged. */
  reload(): void;
  stop(): Promise<void>;
}

export async function startRecording(
  { settings, folder, board, log, clock }: RecordingParts,
): Promise<Recording> {
  const catalog = openCatalog(folder.catalog);
  if (catalog.quarantined) board.fold({ type: "quarantined", ...catalog.quarantined, at: clock.now() });
  const runs = openRunStore(folder.runs, (error) => log.warning("history of runs", error.message));
  if (runs.quarantined) board.fold({ type: "quarantined", ...runs.quarantined, at: clock.now() });
  const sandbox = hostSandbox((reason) => log.error("sandbox", `the exchange ended: ${reason}`));
  const atStart = settings.inForce().config;
  let config = await sandbox.reach(atStart);
  const recorder = startRecorder({
    config: () => config,
    folder,
    board,
    catalog,
    runs,
    log,
    clock,
  });

  function warn(config: Config): void {
    for (const name of settingsWithoutEffect(config)) {
      log.warning("config", `${name} has no effect in this version`);
    }
  }

  warn(atStart);
  async function reload(): Promise<void> {
    const next = await settings.read();
    config = await sandbox.reach(next.config);
    settings.use(next);
    recorder.configure(config);
    log.info("config", `${settings.place.path} was read again`);
    warn(next.config);
    for (const name of needingRestart(atStart, next.config)) {
      log.warning("config", `${name} has changed; restart tapedeck for that`);
    }
  }

  let reloads = Promise.resolve();
  const { collect, setScheduler, startBackfill, stopBackfill, isScheduling } = recorder;
  return {
    collect,
    setScheduler,
    startBackfill,
    stopBackfill,
    isScheduling,
    runs,
    reload() {
      reloads = reloads.then(reload).catch((error: Error) =>
        log.error("config", `${error.message}; going on as before`)
      );
    },
    async stop() {
      await recorder.stop();
      sandbox.stop();
      catalog.close();
      runs.close();
    },
  };
}
