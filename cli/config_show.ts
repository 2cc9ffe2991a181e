/** The config for people and programs: what the file says, or what is in force and where each value comes from. */
import { maskSecrets } from "../schemas/secrets.ts";
import { checkConfig } from "./config/check.ts";
import { overridesIn } from "./config/overrides.ts";
import { parseYaml } from "./config/yaml.ts";
import type { ConfigFlags, ConfigText } from "./config_command.ts";
import type { Environment } from "./environment.ts";

/** By key, as one would write it (`settings.ui_port`), where a value comes from that the file does not have. */
type Sources = Map<string, string>;
type Path = Array<string | number>;

/**
 * Prints the file's own values as YAML; as JSON with defaults filled in, as the API has them. `effective`: what is in
 * force. Secrets are masked. Gives the exit code: 1 where the config has errors, which are printed.
 */
export async function showConfig(
  { path, text }: ConfigText,
  flags: ConfigFlags,
  environment: Environment,
): Promise<number> {
  const { print, complain, env } = environment;
  const checked = await checkConfig(text, path, env);
  if (!checked.ok) {
    checked.errors.forEach((line) => complain(line));
    return 1;
  }
  const root = parseYaml(text) as Record<string, unknown>;
  if (flags.effective) {
    const effective = withFlags(checked.config, flags);
    const sources = sourcesOf(effective, root, flags, env);
    const masked = maskSecrets(effective);
    if (flags.json) print(JSON.stringify({ config: masked, from: Object.fromEntries(sources) }));
    else print(await yamlOf(masked, sources));
  } else if (flags.json) print(JSON.stringify(maskSecrets(checked.file)));
  else print(await yamlOf(maskSecrets(root), new Map()));
  return 0;
}

function withFlags<C extends { storage: { local_path: string } }>(config: C, { data }: ConfigFlags): C {
  return data === undefined ? config : { ...config, storage: { ...config.storage, local_path: data } };
}

function sourcesOf(
  effective: unknown,
  root: unknown,
  { data }: ConfigFlags,
  env: Record<string, string>,
): Sources {
  const overrides = overridesIn(env);
  const sources: Sources = new Map();
  for (const path of leavesOf(effective)) {
    const override = overrides.find((each) => each.path.every((step, i) => step === String(path[i])));
    const key = keyText(path);
    if (data !== undefined && key === "storage.local_path") sources.set(key, "--data");
    else if (override) sources.set(key, override.variable);
    else if (!has(root, path)) sources.set(key, "default");
  }
  return sources;
}

/** Paths to all that is no section: values, lists of values, and what is empty. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (isLeaf(value)) return [path];
  const entries: Array<[string | number, unknown]> = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : Object.entries(value as object);
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function isLeaf(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const items = Object.values(value);
  return items.length === 0 ||
    (Array.isArray(value) && items.every((item) => typeof item !== "object" || item === null));
}

function has(root: unknown, path: Path): boolean {
  let node = root;
  for (const key of path) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
    node = (node as Record<string | number, unknown>)[key];
  }
  return node !== null || path.length > 1; // an empty section counts as absent
}

const keyText = (path: Path) =>
  path.map((key) => typeof key === "number" ? `[${key}]` : `.${key}`).join("").replace(/^\./, "");

/** With the source of a value behind it. */
async function yamlOf(value: unknown, sources: Sources): Promise<string> {
  const { Document, isCollection, isNode } = await import("yaml");
  const document = new Document(value);
  for (const path of leavesOf(value)) {
    const node = document.getIn(path, true);
    if (!isNode(node)) continue;
    if (isCollection(node)) node.flow = true;
    const source = sources.get(keyText(path));
    if (source !== undefined) node.comment = ` ${source}`;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
