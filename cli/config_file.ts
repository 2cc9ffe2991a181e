/** Finds and reads the configuration file, and writes a first one. */
import { isAbsolute, join } from "@std/path";
import { type Config, parseConfig } from "../schemas/config.ts";
import { isSecret, SECRET_MASK } from "../schemas/secrets.ts";
import { applyOverrides, overridesIn } from "./overrides.ts";
import { STARTER } from "./starter.ts";
import { parseYaml, YamlError } from "./yaml.ts";

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
export async function findConfig(
  { flag, env, cwd, home }: { flag?: string; env: Record<string, string>; cwd: string; home: string | null },
): Promise<ConfigPlace> {
  const absolute = (path: string) => isAbsolute(path) ? path : join(cwd, path);
  if (flag) return { path: absolute(flag), namedBy: "--config" };
  if (env.TAPEDECK_CONFIG) return { path: absolute(env.TAPEDECK_CONFIG), namedBy: "TAPEDECK_CONFIG" };
  const here = join(cwd, "tapedeck.yaml");
  if (await exists(here)) return { path: here, namedBy: "folder" };
  const configHome = env.XDG_CONFIG_HOME || (home && join(home, ".config"));
  const there = configHome && join(absolute(configHome), "tapedeck", "config.yaml");
  if (there && await exists(there)) return { path: there, namedBy: "home" };
  return { path: here, namedBy: "nobody" };
}

export type ReadConfig =
  | {
    ok: true;
    /** What is in force: the file with the environment's overrides. */
    config: Config;
    /** The file alone, defaults filled in. */
    file: Config;
    /** Variables that override the file, with their values; secrets are masked. */
    overrides: Record<string, string>;
  }
  /** A line each, whole by itself. */
  | { ok: false; errors: string[] };

/** Reads and checks the file at `path`, then lays the `TAPEDECK_*` overrides of `env` over it. */
export async function readConfig(path: string, env: Record<string, string>): Promise<ReadConfig> {
  try {
    return checkConfig(await Deno.readTextFile(path), path, env);
  } catch (error) {
    return { ok: false, errors: [`Cannot read ${path}: ${reasonOf(error)}`] };
  }
}

/** The same for a text that is, or will be, in the file at `path`. Throws where it is no YAML. */
export function checkConfig(text: string, path: string, env: Record<string, string>): ReadConfig {
  const root = parseYaml(text);
  const file = parseConfig(root);
  if (!file.ok) return { ok: false, errors: file.errors.map((e) => `Cannot use ${path}: ${e.message}`) };
  const overrides = overridesIn(env);
  const both = parseConfig(applyOverrides(root, overrides));
  if (both.ok) return { ok: true, config: both.config, file: file.config, overrides: listed(overrides) };
  const variables = overrides.map((override) => override.variable).join(", ");
  return {
    ok: false,
    errors: both.errors.map((e) => `Cannot use the environment's ${variables}: ${e.message}`),
  };
}

/** Writes the starter configuration. Never overwrites: throws `Deno.errors.AlreadyExists`. */
export async function writeStarter(path: string): Promise<void> {
  await Deno.writeTextFile(path, STARTER, { createNew: true });
}

function reasonOf(error: unknown): string {
  if (error instanceof YamlError) return error.message;
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied; make the file readable";
  return error instanceof Error ? error.message : String(error);
}

function listed(overrides: ReturnType<typeof overridesIn>): Record<string, string> {
  return Object.fromEntries(
    overrides.map(({ variable, path, text }) => [variable, isSecret(path.at(-1)!) ? SECRET_MASK : text]),
  );
}

/** A path that cannot be looked at counts as absent: it could not be read either. */
async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
