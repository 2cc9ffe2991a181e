/** dccd 3's YAML (`jobs: […]`) becomes a tapedeck.yaml beside it. */
import * as yaml from "@std/yaml";
import { basename, dirname, join } from "@std/path";
import { parseConfig } from "../schemas/config.ts";
import { convertDccdConfig } from "./config/dccd_config.ts";
import { parseYaml } from "./config/yaml.ts";

export interface ConvertedConfig {
  from: string;
  to: string;
  /** What has no counterpart, a sentence each. */
  notes: string[];
  /** The sentence that says why it was not converted. */
  refused?: string;
}

const TARGET = "tapedeck.yaml";

/** The dccd 3 configs that lie in a folder. */
export function findConfigs(folder: string): string[] {
  const names = [...Deno.readDirSync(folder)].filter(({ isFile, name }) => isFile && /\.ya?ml$/.test(name));
  return names.map(({ name }) => join(folder, name)).filter((path) => isDccd(path)).sort();
}

function isDccd(path: string): boolean {
  try {
    return Array.isArray((parseYaml(Deno.readTextFileSync(path)) as { jobs?: unknown } | null)?.jobs);
  } catch {
    return false;
  }
}

/** Writes each one beside its original, in mode `write`. A file that is there is never overwritten. */
export async function convertConfigs(paths: string[], mode: "look" | "write"): Promise<ConvertedConfig[]> {
  return await Promise.all(paths.map(async (from) => {
    const to = join(dirname(from), TARGET);
    try {
      const { notes, text } = convert(from, await Deno.readTextFile(from));
      if (mode === "write") await write(to, text);
      return { from, to, notes };
    } catch (error) {
      return { from, to, notes: [], refused: `Cannot convert "${from}": ${(error as Error).message}` };
    }
  }));
}

function convert(from: string, text: string): { notes: string[]; text: string } {
  const root = parseYaml(text);
  if (isCurrent(root)) {
    throw new Error(`tapedeck reads it as it is: tapedeck start --config ${basename(from)}`);
  }
  const { config, notes } = convertDccdConfig(root);
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("; "));
  const head = [`# Converted from ${basename(from)}.`, ...notes.map((note) => `# ${note}`), ""];
  return { notes, text: head.join("\n") + yaml.stringify(config) };
}

const isCurrent = (root: unknown) =>
  typeof root === "object" && root !== null && ("histo_jobs" in root || "stream_jobs" in root);

async function write(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    // The same conversion, done before.
    if (await Deno.readTextFile(path) === text) return;
    throw new Error(`"${path}" is there already, and stays as it is; move it aside first`, { cause: error });
  }
}
