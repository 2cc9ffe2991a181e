/** `tapedeck start`: records what the config names, and serves the app. */
import { runApp } from "./app.ts";
import type { StartFlags } from "./config/settings.ts";
import type { Environment } from "./environment.ts";

/** Gives the exit code. */
export function start(flags: StartFlags, environment: Environment): Promise<number> {
  return runApp(flags, environment, { streams: "all", schedule: "on" });
}
