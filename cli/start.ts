/** `tapedeck start`: checks all that can be wrong first, then records until it is told to stop. */
import { resolve } from "@std/path";
import { createBoard } from "../actors/control/board.ts";
import { createLog, type Log } from "../actors/control/log.ts";
import { createApp } from "../api/app.ts";
import { inUrl } from "../api/hosts.ts";
import { loadAssets } from "../api/pages.ts";
import { serve } from "../api/serve.ts";
import type { Config } from "../schemas/config.ts";
import { VERSION } from "../version.ts";
import type { ConfigPlace } from "./config_file.ts";
import { claimFolder } from "./data_folder.ts";
import { createDeck } from "./deck.ts";
import { endOnDefect } from "./defects.ts";
import type { Environment } from "./environment.ts";
import { startRecording } from "./recording.ts";
import { openSettings, type StartFlags } from "./settings.ts";
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
  const { config } = settings.inForce();
  const { ui_host: host, ui_port: port } = config.settings;
  const dataFolder = resolve(environment.cwd, config.storage.local_path);

  await using opened = new AsyncDisposableStack(); // what was opened last is closed first
  const log = createLog({ ...environment, terminal: print });
  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: settings.place.path });
  const deck = createDeck({ board, log, inForce: settings.inForce });
  const assets = await loadAssets(UI_FOLDER);
  const server = serve(createApp(deck, { clock, assets }), { host, port, clock });
  opened.defer(server.stop);
  const folder = claimFolder(dataFolder, clock.now());
  opened.defer(folder.release);

  // Settings, port and folder are good: from here on things are written.
  await settings.keep();
  const address = `http://${inUrl(host)}:${server.port}`;
  for (const line of announce(settings.place, dataFolder, config, address)) print(line);
  log.open(folder.logs);
  opened.defer(log.close);
  endOnDefect(log, exit);
  const recording = await startRecording({ settings, folder, board, log, clock });
  opened.defer(recording.stop);
  await untilStopped(environment, { hangUp: recording.reload, insist: () => endAtOnce(log, exit) });
  log.info("tapedeck", "stopping: rows in flight are written and sealed");
  void server.stop(); // pages end meanwhile
}

function endAtOnce(log: Log, exit: Environment["exit"]): never {
  log.warning("tapedeck", "ending at once; what is not sealed yet is sealed at the next start");
  return exit(ENDED_AT_ONCE);
}

function announce(place: ConfigPlace, dataFolder: string, config: Config, address: string): string[] {
  const jobs = (kind: string, count: number) => `${count} ${kind} ${count === 1 ? "job" : "jobs"}`;
  return [
    `tapedeck ${VERSION}`,
    `config   ${place.path}${place.namedBy === "nobody" ? " (new)" : ""}`,
    `data     ${dataFolder}`,
    `jobs     ${jobs("stream", config.stream_jobs.length)}, ${jobs("candle", config.histo_jobs.length)}`,
    `app      ${address}`,
  ];
}
