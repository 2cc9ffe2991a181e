/** Finds and reads the configuration file, and writes a first one. */
import { isAbsolute, join } from "@std/path";
import { isFileAt } from "../file_there.ts";
import { checkConfig, type ReadConfig } from "./check.ts";
import { STARTER } from "./starter.ts";
import { readConfigText } from "./text.ts";

export interface ConfigPlace {
  /** Absolute. */
  path: string;
  /** Who named it; `nobody`: there is none yet, and this is where a first one belongs. */
  namedBy: "--config" | "TAPEDECK_CONFIG" | "folder" | "home" | "nobody";
}

/**
 * Where the configuration is: `flag`, else `TAPEDECK_CONFIG`, else `tapedeck.yaml` in `cwd`, else
 * `$XDG_CONFIG_HOME/tapedeck/config.yaml` (`~/.config` where that is not set). A file that was named is not
 * looked for elsewhere, whether or not it exists.
 */
export function findConfig(
  { flag, env, cwd, home }: { flag?: string; env: Record<string, string>; cwd: string; home: string | null },
): ConfigPlace {
  const absolute = (path: string) => isAbsolute(path) ? path : join(cwd, path);
  if (flag) return { path: absolute(flag), namedBy: "--config" };
  if (env.TAPEDECK_CONFIG) return { path: absolute(env.TAPEDECK_CONFIG), namedBy: "TAPEDECK_CONFIG" };
  const here = join(cwd, "tapedeck.yaml");
  if (isFileAt(here)) return { path: here, namedBy: "folder" };
  const configHome = env.XDG_CONFIG_HOME || (home && join(home, ".config"));
  const there = configHome && join(absolute(configHome), "tapedeck", "config.yaml");
  if (there && isFileAt(there)) return { path: there, namedBy: "home" };
  return { path: here, namedBy: "nobody" };
}

/** Reads and checks the file at `path`, then lays the `TAPEDECK_*` overrides of `env` over it. */
export async function readConfig(path: string, env: Record<string, string>): Promise<ReadConfig> {
  try {
    return await checkConfig(await readConfigText(path), path, env);
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, errors: [message], wrongs: [{ line: null, column: null, path: "", message }] };
  }
}

/** Writes the starter configuration. Never overwrites: throws `Deno.errors.AlreadyExists`. */
export async function writeStarter(path: string): Promise<void> {
  await Deno.writeTextFile(path, STARTER, { createNew: true });
}
