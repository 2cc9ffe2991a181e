/** All that records, from the settings and a folder that is ours: catalog, runs, built-in exchange, recorder. */
import type { Board } from "../actors/control/board.ts";
import { openCatalog } from "../actors/control/catalog.ts";
import { runningHistories } from "../actors/control/configured.ts";
import { type Incidents, openIncidents } from "../actors/control/incidents/mod.ts";
import type { Log } from "../actors/control/log.ts";
import { createMetrics, type Exposition, processUse } from "../actors/control/metrics/mod.ts";
import { createRunHistory, type RunHistory } from "../actors/control/run_history.ts";
import { openRunStore, type RunStore } from "../actors/control/run_store.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import type { ReachedExchange } from "../actors/venue/found_markets.ts";
import type { Config } from "../schemas/config.ts";
import type { Fact } from "../schemas/facts.ts";
import type { ConfigInForce, Settings } from "./config/settings.ts";
import type { ClaimedFolder } from "./data_folder.ts";
import { settingsWithoutEffect } from "./not_yet.ts";
import { NOTHING_TO_DO, type Prepared } from "./prepared.ts";
import { createReconfigure, needingRestart, type Reconfigure } from "./reconfigure.ts";
import { type Beginning, type Recorder, startRecorder } from "./recorder.ts";
import { hostSandbox, type SandboxHost } from "./sandbox_worker.ts";

export interface RecordingParts {
  settings: Settings;
  begins: Beginning;
  folder: ClaimedFolder;
  board: Board;
  log: Log;
  clock: Clock;
  /** For alerts; absent: nobody is told. */
  fetch?: typeof fetch;
  /** Gets ready what else follows the settings. Rejects, with a sentence, where it cannot. */
  prepare?(config: Config): Promise<Prepared>;
}

export interface Recording
  extends
    Omit<Recorder, "configure" | "witness" | "look" | "stop">,
    Pick<Reconfigure, "reload" | "save" | "saveText" | "change"> {
  /** Backfills, those under way included. */
  readonly backfills: Pick<RunStore, "all" | "find">;
  /** Backfills and collects. */
  readonly runs: Pick<RunHistory, "list">;
  readonly incidents: Pick<Incidents, "list">;
  /** How an exchange is reached, whether or not there are jobs for it. */
  reachOne(exchange: string): Promise<ReachedExchange>;
  /** Counters and gauges as they are now. */
  prometheus(): Promise<Exposition>;
  stop(): Promise<void>;
}

const GB = 1e9;
const MAX_OPEN_INCIDENTS = 1_000;

export async function startRecording(parts: RecordingParts): Promise<Recording> {
  const { settings, folder, board, log, clock } = parts;
  const catalog = openCatalog(folder.catalog);
  const store = openRunStore(folder.runs, (error) => log.warning("history of runs", error.message));
  const retentionDays = () => settings.inForce().config.settings.runs_retention_days;
  const incidents = openIncidents(folder.incidents, clock, {
    retentionDays,
    failed: (error) => log.warning("incidents", error.message),
  });
  const runs = createRunHistory({ store, clock, retentionDays });
  const metrics = createMetrics(clock);
  incidents.subscribe(metrics.witness);

  function witness(fact: Fact): void {
    runs.witness(fact);
    metrics.witness(fact);
    incidents.witness(fact);
  }

  const sandbox = hostSandbox((reason) => log.error("sandbox", `the exchange ended: ${reason}`));
  let config = await sandbox.reach(settings.inForce().config);
  const recorder = startRecorder({
    ...parts,
    config: () => config,
    catalog,
    runs: store,
    incidents,
    witness,
  });
  for (const { quarantined } of [catalog, store, incidents]) {
    if (quarantined) recorder.witness({ type: "quarantined", ...quarantined, at: clock.now() });
  }
  const reconfigure = createReconfigure({
    settings,
    prepare: (next) => prepareAll(next, { ...parts, sandbox, use }),
    ...tellers({ ...parts, recorder }),
  });
  const endWatch = reconfigure.watch(clock);

  function use(next: Config): void {
    config = next;
    recorder.configure(next);
    runs.configured(new Set(runningHistories(next).map(({ key }) => key)));
  }

  return {
    ...recorder,
    ...reconfigure,
    backfills: store,
    runs,
    incidents,
    reachOne: (exchange) => sandbox.reachOne(exchange, config),
    async prometheus() {
      return await metrics.text(board.snapshot(), {
        ...recorder.look(),
        reserveBytes: config.storage.min_free_gb * GB,
        storage: await recorder.syncs.storage(),
        openIncidents: incidents.list({ open: true, limit: MAX_OPEN_INCIDENTS }),
        process: processUse(),
      });
    },
    async stop() {
      endWatch();
      await recorder.stop();
      sandbox.stop();
      catalog.close();
      runs.close();
      store.close();
      incidents.close();
    },
  };
}

interface PrepareParts extends Pick<RecordingParts, "prepare"> {
  sandbox: SandboxHost;
  use(config: Config): void;
}

/** The built-in exchange is reached, where it is wanted, and the app is where it is to be. */
async function prepareAll(
  { config }: ConfigInForce,
  { prepare, sandbox, use }: PrepareParts,
): Promise<Prepared> {
  const reached = await sandbox.reach(config);
  const { commit, abandon } = await prepare?.(config) ?? NOTHING_TO_DO;
  return {
    commit() {
      use(reached);
      commit();
    },
    abandon,
  };
}

interface TellerParts extends Pick<RecordingParts, "settings" | "log" | "clock"> {
  recorder: Recorder;
}

/** What people are told of a config: in the log, and on the board until it is mended. */
function tellers({ settings, log, clock, recorder }: TellerParts) {
  const { config: atStart } = settings.inForce();
  let told = new Set<string>();
  function warn({ config, warnings }: ConfigInForce): void {
    const without = settingsWithoutEffect(config).map((name) => `${name} has no effect in this version`);
    const now = new Set([...warnings, ...without]);
    for (const words of now) if (!told.has(words)) log.warning("config", words);
    told = now;
  }
  warn(settings.inForce());
  return {
    taken(next: ConfigInForce, from: "file" | "api"): void {
      const { config } = next;
      const how = from === "file" ? "was read again" : "was changed over the API";
      log.info("config", `${settings.place.path} ${how}`);
      warn(next);
      const restart = needingRestart(atStart, config);
      for (const name of restart) {
        log.warning("config", `${name} has changed; restart tapedeck for that`);
      }
      recorder.witness({ type: "config-taken", restart, at: clock.now() });
    },
    refused: (error: string) => recorder.witness({ type: "config-refused", error, at: clock.now() }),
  };
}
