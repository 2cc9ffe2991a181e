/** `tapedeck ui`: serves the app with nothing started; all that `start` begins can be begun from its page. */
import { runApp } from "./app.ts";
import type { StartFlags } from "./config/settings.ts";
import type { Environment } from "./environment.ts";

/** Gives the exit code. */
export function ui(flags: StartFlags, environment: Environment): Promise<number> {
  return runApp(flags, environment, { streams: "none", schedule: "off" });
}
