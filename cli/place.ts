/** Where the data is, for commands that work on a folder. */
import { resolve } from "@std/path";
import { HOUSE } from "../actors/archive/layout.ts";
import type { Environment } from "./environment.ts";
import { openSettings } from "./config/settings.ts";

export interface PlaceFlags {
  config?: string;
  data?: string;
}

/** The data folder, absolute: `data`, else what the config says. It may not exist. */
export async function placeOf(flags: PlaceFlags, environment: Environment): Promise<string> {
  if (flags.data) return resolve(environment.cwd, flags.data);
  const settings = await openSettings({ config: flags.config }, environment);
  return resolve(environment.cwd, settings.inForce().config.storage.local_path);
}

/** The same, where it must be a folder that tapedeck has recorded into. Throws with what to do where it is not. */
export async function dataFolderOf(flags: PlaceFlags, environment: Environment): Promise<string> {
  const folder = await placeOf(flags, environment);
  if (await isFolder(`${folder}/${HOUSE}`)) return folder;
  const why = await isFolder(folder) ? "tapedeck has not recorded into it" : "there is no such folder";
  throw new Error(`Cannot read "${folder}": ${why}; name the data folder with --data`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
