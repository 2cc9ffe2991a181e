/**
 * The recorder for one command, where no tapedeck runs: without a server, with nothing begun but what the command
 * asks for. Like the app it is the folder's only writer, and what it is told to stop for is acknowledged first.
 */
import { resolve } from "@std/path";
import { type Board, createBoard } from "../actors/control/board.ts";
import { createLog, type Log } from "../actors/control/log.ts";
import { VERSION } from "../version.ts";
import { openSettings, type Settings } from "./config/settings.ts";
import { claimFolder } from "./data_folder.ts";
import type { Environment } from "./environment.ts";
import type { PlaceFlags } from "./place.ts";
import type { Beginning } from "./recorder.ts";
import { type Recording, startRecording } from "./recording.ts";
import { secretsOf } from "./secrets_of.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";

export interface Here {
  settings: Settings;
  recording: Recording;
  board: Board;
  log: Log;
  /** Aborted by the first SIGINT or SIGTERM; one that comes a second later ends the program at once, with 130. */
  stopped: AbortSignal;
}

/**
 * Runs `use` over a recorder of the folder, and stops the recorder when it is done. Its log goes to the file; on the
 * terminal are warnings alone. Throws, with a sentence, where the settings or the folder cannot be had.
 */
export async function withRecording<T>(
  flags: PlaceFlags,
  environment: Environment,
  begins: Beginning,
  use: (here: Here) => Promise<T>,
): Promise<T> {
  const { clock } = environment;
  const settings = await openSettings(flags, environment);
  const dataFolder = resolve(environment.cwd, settings.inForce().config.storage.local_path);
  await using opened = new AsyncDisposableStack(); // what was opened last is closed first
  const folder = claimFolder(dataFolder, clock.now());
  opened.defer(folder.release);
  await settings.keep();
  const log = createQuietLog(settings, environment);
  log.open(folder.logs);
  opened.defer(log.close);
  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: settings.place.path });
  const stopped = stopSignal(environment);
  const recording = await startRecording({ settings, begins, folder, board, log, clock });
  opened.defer(recording.stop);
  return await use({ settings, recording, board, log, stopped });
}

function stopSignal(environment: Environment): AbortSignal {
  const controller = new AbortController();
  void untilStopped(environment, { hangUp() {}, insist: () => environment.exit(ENDED_BY_SIGNAL) })
    .then(() => controller.abort());
  return controller.signal;
}

/** The file has every line, the terminal what is wrong: what goes well is shown by the command itself. */
function createQuietLog(settings: Settings, environment: Environment): Log {
  const secrets = secretsOf(settings);
  const kept = createLog({ ...environment, secrets, terminal() {} });
  const shown = createLog({ ...environment, secrets, terminal: environment.complain });
  const both = (level: "warning" | "error") => (where: string, words: string) => {
    kept[level](where, words);
    shown[level](where, words);
  };
  return { ...kept, warning: both("warning"), error: both("error") };
}
