/**
 * Settings from the environment: `TAPEDECK_SETTINGS__UI_PORT=9000` is `settings.ui_port: 9000`. Two underscores
 * part the levels; a value is read as YAML (`true`, `9000`, `null`, `[a, b]`), a secret as the text it is.
 */
import { isSecret } from "../../schemas/secrets.ts";
import { parseYaml } from "./yaml.ts";

export interface Override {
  variable: string;
  path: string[];
  text: string;
}

/** Those of `env` that override a setting: their names have a `__`, which `TAPEDECK_CONFIG` has not. */
export function overridesIn(env: Record<string, string>): Override[] {
  return Object.entries(env)
    .filter(([name]) => /^TAPEDECK_[A-Z0-9]\w*?__\w/.test(name))
    .map(([variable, text]) => ({ variable, text, path: variable.slice(9).toLowerCase().split("__") }))
    .sort((a, b) => a.variable < b.variable ? -1 : 1);
}

/** A copy of `root` with the overrides in it. */
export function applyOverrides(root: unknown, overrides: Override[]): unknown {
  const copy = structuredClone(root ?? {});
  for (const override of overrides) setAt(copy, override.path, overrideValue(override));
  return copy;
}

/** What an override sets: its text as YAML, or as it is. */
export function overrideValue({ path, text }: Override): unknown {
  if (text === "null") return null;
  if (text === "" || isSecret(path.at(-1)!)) return text;
  try {
    return parseYaml(text);
  } catch {
    return text;
  }
}

function setAt(root: unknown, path: string[], value: unknown): void {
  let node = root as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const inner = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof inner !== "object" || inner === null) node[key] = {};
    node = node[key] as Record<string, unknown>;
  }
  node[path.at(-1)!] = value;
}
