/** `tapedeck start`: checks all that can be wrong first, then records until it is told to stop. */
import { isAbsolute, join } from "@std/path";
import { createApp } from "../api/app.ts";
import { loadAssets } from "../api/pages.ts";
import { serve } from "../api/serve.ts";
import { HOUSE } from "../actors/archive/layout.ts";
import { lockFolder } from "../actors/archive/lock.ts";
import { createBoard } from "../actors/control/board.ts";
import { openCatalog } from "../actors/control/catalog.ts";
import { createLog } from "./temp_log.ts";
import { type Clock, realClock } from "../actors/kernel/mod.ts";
import type { Config } from "../schemas/config.ts";
import { VERSION } from "../version.ts";
import { checkConfig, type ConfigPlace, findConfig, readConfig, writeStarter } from "./config_file.ts";
import { type ConfigInForce, createDeck } from "./deck.ts";
import type { Environment } from "./mod.ts";
import { startRecorder } from "./recorder.ts";
import { openSandbox } from "./sandbox_worker.ts";
import { untilStopped } from "./signals.ts";
import { STARTER } from "./starter.ts";

export interface StartOptions {
  config?: string;
  data?: string;
  host?: string;
  port?: number;
}

/** Gives the exit code. What is wrong is said in a line, and nothing has been written then. */
export async function start(options: StartOptions, environment: Environment): Promise<number> {
  try {
    await record(options, environment);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function record(options: StartOptions, environment: Environment): Promise<void> {
  const clock = realClock();
  const place = await findConfig({ flag: options.config, ...environment });
  let current = await readInForce(place, options, environment);
  const { ui_host: host, ui_port: port } = current.config.settings;
  const dataFolder = inFolder(environment.cwd, current.config.storage.local_path);

  const board = createBoard({ clock, version: VERSION, dataFolder, configPath: place.path });
  const log = createLog({ clock });
  const deck = createDeck({ board, log, inForce: () => current });
  const server = serve(createApp(deck, { clock, assets: await loadAssets(new URL("../ui/", import.meta.url)) }), { host, port, clock });
  try {
    const lock = lockFolder(dataFolder, { pid: Deno.pid, since: new Date(clock.now()).toISOString() });
    if (place.namedBy === "nobody") await writeStarter(place.path);
    log.open(join(dataFolder, HOUSE, "logs"));
    const catalog = openCatalog(join(dataFolder, HOUSE, "catalog.sqlite"));
    const sandbox = await openSandbox();
    const config = (): Config => withSandbox(current.config, sandbox.url);
    const recorder = startRecorder({ config, dataFolder, board, catalog, log, clock });
    printStart(place, dataFolder, current.config, `http://${host}:${server.port}`);

    async function reload(): Promise<void> {
      try {
        current = await readInForce(place, options, environment);
        recorder.configure(config());
        log.info("config", `${place.path} read again`);
      } catch (error) {
        log.error("config", `${(error as Error).message}; going on with what was read before`);
      }
    }

    await untilStopped(() => void reload());
    console.log("stopping: rows in flight are written and sealed");
    await recorder.stop();
    sandbox.stop();
    catalog.close();
    log.close();
    lock.release();
  } finally {
    await server.stop();
  }
}

/** The config as file, environment and flags have it. Throws with a line for each thing that is wrong. */
async function readInForce(
  place: ConfigPlace,
  { data, host, port }: StartOptions,
  { env }: Environment,
): Promise<ConfigInForce> {
  const read = place.namedBy === "nobody"
    ? checkConfig(STARTER, place.path, env)
    : await readConfig(place.path, env);
  if (!read.ok) throw new Error(read.errors.join("\n"));
  const { storage, settings } = read.config;
  const config: Config = {
    ...read.config,
    storage: { ...storage, ...(data && { local_path: data }) },
    settings: { ...settings, ...(host && { ui_host: host }), ...(port !== undefined && { ui_port: port }) },
  };
  return { config, file: read.file, overrides: read.overrides };
}

/** The built-in exchange is reached where it listens, unless the config points to one that runs alone. */
function withSandbox(config: Config, endpoint: string): Config {
  const configured = config.exchanges.sandbox;
  if (configured?.endpoint) return config;
  return { ...config, exchanges: { ...config.exchanges, sandbox: { ...configured, endpoint } } };
}

function usesSandbox(config: Config): boolean {
  const jobs = [...config.stream_jobs, ...config.histo_jobs];
  return jobs.some(({ exchange }) => exchange === "sandbox") && !config.exchanges.sandbox?.endpoint;
}

function inFolder(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function printStart(place: ConfigPlace, dataFolder: string, config: Config, address: string): void {
  const jobs = (name: string, count: number) => `${count} ${name} ${count === 1 ? "job" : "jobs"}`;
  console.log(`tapedeck ${VERSION}`);
  console.log(`config   ${place.path}${place.namedBy === "nobody" ? " (new)" : ""}`);
  console.log(`data     ${dataFolder}`);
  console.log(`jobs     ${jobs("stream", config.stream_jobs.length)}, ${jobs("candle", config.histo_jobs.length)}`);
  console.log(`app      ${address}`);
}
