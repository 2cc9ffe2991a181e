/** `tapedeck config`: checks the config, shows it, or writes a first one. */
import { WrongUsage } from "./arguments.ts";
import { checkConfig, type ReadConfig } from "./config/check.ts";
import { findConfig } from "./config/config_file.ts";
import { readConfigText } from "./config/text.ts";
import { warningsOf } from "./config/warnings.ts";
import { doubtsOf } from "./config_doubts.ts";
import type { Environment } from "./environment.ts";
import type { PlaceFlags } from "./place.ts";

export interface ConfigFlags extends PlaceFlags {
  action: "validate" | "show" | "init";
  /** In place of `config`; `-`: standard input. */
  file?: string;
  /** show: with defaults, variables and flags. */
  effective?: true;
  /** init: of which exchange, and which pairs of it. */
  exchange?: string;
  pair?: string[];
  json?: true;
}

/** A config's text, and how it is called in sentences. */
export interface ConfigText {
  path: string;
  text: string;
}

/** Gives 0, or 1 where the config has errors, cannot be read or cannot be written. */
export async function configCommand(flags: ConfigFlags, environment: Environment): Promise<number> {
  try {
    switch (flags.action) {
      case "validate":
        return await validate(flags, environment);
      case "show": {
        const { showConfig } = await import("./config_show.ts");
        return await showConfig(await textOf(flags, environment), flags, environment);
      }
      case "init": {
        const { initConfig } = await import("./config_init.ts");
        return await initConfig(flags, environment);
      }
      default:
        throw flags.action satisfies never;
    }
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function validate(flags: ConfigFlags, environment: Environment): Promise<number> {
  const { path, text } = await textOf(flags, environment);
  const checked = await checkConfig(text, path, environment.env);
  const warnings = checked.ok ? [...warningsOf(checked.config), ...doubtsOf(checked.config)] : [];
  if (flags.json) environment.print(JSON.stringify(verdictOf(checked, warnings)));
  else tell(path, checked, warnings, environment);
  return checked.ok ? 0 : 1;
}

function verdictOf(checked: ReadConfig, warnings: string[]) {
  return { valid: checked.ok, errors: checked.ok ? [] : checked.wrongs, warnings };
}

function tell(path: string, checked: ReadConfig, warnings: string[], { print, complain }: Environment): void {
  if (!checked.ok) return checked.errors.forEach((line) => complain(line));
  for (const warning of warnings) complain(`${path}: ${warning}`);
  const { stream_jobs, histo_jobs } = checked.config;
  const jobs = (count: number, kind: string) => `${count} ${kind} ${count === 1 ? "job" : "jobs"}`;
  print(`${path} can be used: ${jobs(stream_jobs.length, "stream")}, ${jobs(histo_jobs.length, "histo")}`);
}

async function textOf({ file, config }: ConfigFlags, environment: Environment): Promise<ConfigText> {
  if (file === "-") return { path: "standard input", text: await new Response(Deno.stdin.readable).text() };
  const { path, namedBy } = findConfig({ flag: file ?? config, ...environment });
  if (namedBy === "nobody") {
    throw new Error(`Cannot read ${path}: there is no config yet; tapedeck config init writes a first one`);
  }
  return { path, text: await readConfigText(path) };
}
