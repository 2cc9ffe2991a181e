/** `tapedeck start`: checks all that can be wrong first, then records until it is told to stop. */
import { resolve } from "@std/path";
import { createReadHost, type ReadHost } from "../actors/archive/reader/host.ts";
import { type Board, createBoard } from "../actors/control/board.ts";
import { createLog, type Log } from "../actors/control/log.ts";
import type { Clock } from "../actors/kernel/clock.ts";
import { createApp } from "../api/app.ts";
import { inUrl } from "../api/hosts.ts";
import { loadAssets } from "../api/pages.ts";
import { serve, type Server } from "../api/serve.ts";
import { VERSION } from "../version.ts";
import { claimFolder } from "./data_folder.ts";
import { createDeck } from "./deck.ts";
import { endOnDefect } from "./defects.ts";
import type { Environment } from "./environment.ts";
import { type Recording, startRecording } from "./recording.ts";
import { openSettings, type Settings, type StartFlags } from "./settings.ts";
import { untilStopped } from "./signals.ts";

const UI_FOLDER = new URL("../ui/", import.meta.url);
/** A shell's code for a program that Ctrl-C ended. */
const ENDED_AT_ONCE = 130;

/** Gives the exit code. What is wrong is said in a line, and nothing has been written then. */
export async function start(flags: StartFlags, environment: Environment): Promise<number> {
  try {
    await record(flags, environment);
    return 0;
  } catch (error) {
    environment.complain((error as Error).message);
    return 1;
  }
}

async function record(flags: StartFlags, environment: Environment): Promise<void> {
  const { clock, print, exit } = environment;
  const settings = await openSettings(flags, environment);
  const dataFolder = resolve(environment.cwd, settings.inForce().config.storage.local_path);

  await using opened = new AsyncDisposableStack(); // what was opened last is closed first
  const log = createLog({ ...environment, terminal: print });
  const reads = createReadHost({ dataFolder, clock });
  opened.defer(reads.stop);
  const started = Promise.withResolvers<Recording>();
  const { board, server } = await openFront({
    settings,
    dataFolder,
    reads,
    log,
    clock,
    started: started.promise,
  });
  opened.defer(server.stop);
  const folder = claimFolder(dataFolder, clock.now());
  opened.defer(folder.release);
  const stopped = untilStopped(environment, {
    hangUp: () => void started.promise.then((recording) => recording.reload()),
    insist: () => endAtOnce(log, exit),
  });

  // Settings, port and folder are good: from here on things are written.
  await settings.keep();
  for (const line of firstLines(settings, dataFolder, server.port)) print(line);
  log.open(folder.logs);
  opened.defer(log.close);
  endOnDefect(log, exit);
  const recording = await startRecording({ settings, folder, board, log, clock });
  opened.defer(recording.stop);
  started.resolve(recording);
  await stopped;
  log.info("tapedeck", "stopping: rows in flight are written and sealed");
  void server.stop(); // pages end meanwhile
}

interface FrontParts {
  settings: Settings;
  dataFolder: string;
  reads: ReadHost;
  log: Log;
  clock: Clock;
  started: Promise<Recording>;
}

/** What people see: the board, and the server that shows it. */
async function openFront(
  { settings, dataFolder, reads, log, clock, started }: FrontParts,
): Promise<{ board: Board; server: Server }> {
  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: settings.place.path });
  let recording: Recording | null = null;
  void started.then((each) => recording = each);
  const deck = createDeck({
    board,
    log,
    reads,
    inForce: settings.inForce,
    clock,
    recording: () => recording,
    started,
  });
  const app = createApp(deck, {
    clock,
    assets: await loadAssets(UI_FOLDER),
  });
  const { ui_host: host, ui_port: port } = settings.inForce().config.settings;
  return { board, server: serve(app, { host, port, clock }) };
}

function endAtOnce(log: Log, exit: Environment["exit"]): never {
  log.warning("tapedeck", "ending at once; what is not sealed yet is sealed at the next start");
  return exit(ENDED_AT_ONCE);
}

function firstLines({ place, inForce }: Settings, dataFolder: string, port: number): string[] {
  const { stream_jobs, histo_jobs, settings } = inForce().config;
  const jobs = (kind: string, count: number) => `${count} ${kind} ${count === 1 ? "job" : "jobs"}`;
  return [
    `tapedeck ${VERSION}`,
    `config   ${place.path}${place.namedBy === "nobody" ? " (new)" : ""}`,
    `data     ${dataFolder}`,
    `jobs     ${jobs("stream", stream_jobs.length)}, ${jobs("histo", histo_jobs.length)}`,
    `app      http://${inUrl(settings.ui_host)}:${port}`,
  ];
}
