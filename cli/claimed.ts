/** Work of rclone's in a folder that this process claims, since no tapedeck records into it. */
import { resolve } from "@std/path";
import type { Config } from "../schemas/config.ts";
import { openSettings } from "./config/settings.ts";
import { claimFolder } from "./data_folder.ts";
import type { Environment } from "./environment.ts";
import { dataFolderOf, type PlaceFlags } from "./place.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";

export interface ClaimedWork {
  config: Config;
  /** Absolute. */
  dataFolder: string;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** @param check Throws, with a sentence, where the config leaves nothing to do. */
export async function inClaimedFolder<T>(
  flags: PlaceFlags,
  environment: Environment,
  { check, work }: { check(config: Config): void; work(work: ClaimedWork): Promise<T> },
): Promise<T | "stopped"> {
  const { clock, cwd, exit } = environment;
  const { config } = (await openSettings(flags, environment)).inForce();
  check(config);
  await dataFolderOf(flags, environment);
  const dataFolder = resolve(cwd, config.storage.local_path);
  const folder = claimFolder(dataFolder, clock.now());
  const stop = new AbortController();
  const insist = () => exit(ENDED_BY_SIGNAL);
  void untilStopped(environment, { hangUp: () => stop.abort(), insist }).then(() => stop.abort());
  try {
    return await work({ config, dataFolder, signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return "stopped";
  } finally {
    folder.release();
  }
}
