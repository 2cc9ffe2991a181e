/** `tapedeck start`: checks all that can be wrong first, then records until it is told to stop. */
import { resolve } from "@std/path";
import { createBoard } from "../actors/control/board.ts";
import { openCatalog } from "../actors/control/catalog.ts";
import { openLog } from "../actors/control/log.ts";
import type { Config } from "../schemas/config.ts";
import { createApp } from "../api/app.ts";
import { inUrl } from "../api/hosts.ts";
import { loadAssets } from "../api/pages.ts";
import { serve } from "../api/serve.ts";
import { VERSION } from "../version.ts";
import { type ConfigPlace, findConfig, writeStarter } from "./config_file.ts";
import { needingRestart, readInForce, type StartFlags } from "./config_in_force.ts";
import { claimFolder } from "./data_folder.ts";
import { createDeck } from "./deck.ts";
import { endOnDefect } from "./defects.ts";
import type { Environment } from "./environment.ts";
import { startRecorder } from "./recorder.ts";
import { hostSandbox } from "./sandbox_worker.ts";
import { untilStopped } from "./signals.ts";

const UI_FOLDER = new URL("../ui/", import.meta.url);

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
  const { clock, env, print } = environment;
  const place = await findConfig({ flag: flags.config, ...environment });
  let inForce = await readInForce(place, flags, env);
  const { settings: { ui_host: host, ui_port: port }, storage } = inForce.config;
  const dataFolder = resolve(environment.cwd, storage.local_path);

  await using opened = new AsyncDisposableStack(); // closed in reverse order
  let log = openLog({ ...environment, terminal: print, path: null });
  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: place.path });
  const deck = createDeck({ board, log: () => log, inForce: () => inForce });
  const server = serve(createApp(deck, { clock, assets: await loadAssets(UI_FOLDER) }), { host, port, clock });
  opened.defer(server.stop);
  const folder = claimFolder(dataFolder, clock.now());
  opened.defer(folder.release);

  // Nothing was written up to here, and nothing that is known to go wrong is left.
  const isFirst = place.namedBy === "nobody";
  if (isFirst) await writeStarter(place.path);
  log = openLog({ ...environment, terminal: print, path: folder.log });
  opened.defer(() => log.close());
}
