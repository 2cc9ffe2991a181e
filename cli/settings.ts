/** The settings in force: the file, over it the environment's overrides, and over both the flags. */
import type { Config } from "../schemas/config.ts";
import { checkConfig, type ConfigPlace, findConfig, readConfig, writeStarter } from "./config_file.ts";
import type { Environment } from "./environment.ts";
import { STARTER } from "./starter.ts";

/** Flags of `start`. All but `config` replace a setting. */
export interface StartFlags {
  config?: string;
  data?: string;
  host?: string;
  port?: number;
}

export interface ConfigInForce {
  config: Config;
  /** The file alone, without overrides and flags. */
  file: Config;
  /** Of the environment, by variable. */
  overrides: Record<string, string>;
}

export interface Settings {
  readonly place: ConfigPlace;
  inForce(): ConfigInForce;
  /** Writes the starter where there is no file. */
  keep(): Promise<void>;
  /** Reads the file again; nothing changes before `use`. Throws with a line for each thing that is wrong. */
  read(): Promise<ConfigInForce>;
  use(next: ConfigInForce): void;
}

/** Finds and reads the settings; where there is no file yet, they are the starter's. Throws as `read` does. */
export async function openSettings(flags: StartFlags, environment: Environment): Promise<Settings> {
  const { env } = environment;
  const place = await findConfig({ flag: flags.config, ...environment });
  let isWritten = place.namedBy !== "nobody";

  async function read(): Promise<ConfigInForce> {
    const found = isWritten ? await readConfig(place.path, env) : checkConfig(STARTER, place.path, env);
    if (!found.ok) throw new Error(found.errors.join("\n"));
    const config = withFlags(found.config, flags);
    checkHost(config.settings);
    return { config, file: found.file, overrides: found.overrides };
  }

  async function keep(): Promise<void> {
    if (isWritten) return;
    await writeStarter(place.path).catch((error: Error) => {
      throw new Error(`Cannot write a first config to ${place.path}: ${error.message}`, { cause: error });
    });
    isWritten = true;
  }

  let inForce = await read();
  return { place, inForce: () => inForce, keep, read, use: (next) => void (inForce = next) };
}

function withFlags(config: Config, { data, host, port }: StartFlags): Config {
  const { storage, settings } = config;
  return {
    ...config,
    storage: { ...storage, local_path: data ?? storage.local_path },
    settings: { ...settings, ui_host: host ?? settings.ui_host, ui_port: port ?? settings.ui_port },
  };
}

/** Without a token whoever reaches the port sees everything: so only this machine may reach it. */
function checkHost({ ui_host: host, ui_auth_token: token }: Config["settings"]): void {
  if (token !== null || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)) return;
  throw new Error(
    `Cannot listen on ${host}: without a token everyone there would see everything; set settings.ui_auth_token, ` +
      "or listen on 127.0.0.1 (--host or settings.ui_host)",
  );
}

/** What differs in `wanted` and is read at the start alone. */
export function needingRestart(running: Config, wanted: Config): string[] {
  const changed: string[] = [];
  if (running.storage.local_path !== wanted.storage.local_path) changed.push("storage.local_path");
  if (running.settings.ui_host !== wanted.settings.ui_host) changed.push("settings.ui_host");
  if (running.settings.ui_port !== wanted.settings.ui_port) changed.push("settings.ui_port");
  return changed;
}
