/** A config file in a folder of its own, and the settings over it. */
import { dirname, join } from "@std/path";
import { openSettings, type Settings, type StartFlags } from "../../../cli/config/settings.ts";
import { realClock } from "../../../actors/kernel/clock.ts";
import { openConsole } from "../console.ts";

export interface ConfigFolder {
  folder: string;
  /** Of the config. */
  path: string;
  write(text: string): Promise<void>;
  text(): Promise<string>;
  /** Names of all files that are there. */
  names(): string[];
  open(flags?: StartFlags, env?: Record<string, string>): Promise<Settings>;
}

export const JOB = "stream_jobs:\n  - { exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }\n";

/** Runs `body` in it; `text` is in tapedeck.yaml then, or there is none. */
export async function inConfigFolder(
  text: string | null,
  body: (folder: ConfigFolder) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-config-" });
  const path = join(folder, "tapedeck.yaml");
  if (text !== null) await Deno.writeTextFile(path, text);
  try {
    await body({
      folder,
      path,
      write: (text) => Deno.writeTextFile(path, text),
      text: () => Deno.readTextFile(path),
      names: () => [...Deno.readDirSync(dirname(path))].map(({ name }) => name).sort(),
      open: (flags = {}, env = {}) =>
        openSettings(flags, openConsole({ cwd: folder, env, clock: realClock() }).environment),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
