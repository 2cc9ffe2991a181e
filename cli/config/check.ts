/** Checks a config's text: YAML, the schema, and with the environment's overrides laid over it. */
import { type Config, parseConfig } from "../../schemas/config.ts";
import type { ConfigError } from "../../schemas/config_errors.ts";
import { maskedAt, SECRET_MASK } from "../../schemas/secrets.ts";
import { applyOverrides, type Override, overridesIn, overrideValue } from "./overrides.ts";
import { versionOf } from "./text.ts";
import { placed, syntaxErrors, type Wrong } from "./wrong.ts";
import { valueOf } from "./value.ts";
import { YamlError } from "./yaml.ts";

export type ReadConfig =
  | {
    ok: true;
    /** What is in force: the file with the environment's overrides. */
    config: Config;
    /** The file alone, defaults filled in. */
    file: Config;
    /** Variables that override the file, with their values; secrets are masked. */
    overrides: Record<string, string>;
    /** Of the file's bytes. */
    version: string;
  }
  | {
    ok: false;
    /** A line each, whole by itself. */
    errors: string[];
    /** The same, in parts. */
    wrongs: Wrong[];
  };

/** Checks a text that is, or will be, in the file at `path`, with the `TAPEDECK_*` overrides of `env`. */
export async function checkConfig(
  text: string,
  path: string,
  env: Record<string, string>,
): Promise<ReadConfig> {
  try {
    const root = valueOf(text);
    const file = parseConfig(root);
    if (!file.ok) return refusal(`Cannot use ${path}`, await placed(text, file.errors));
    return withOverrides(root, file.config, overridesIn(env), await versionOf(text));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return refusal(`Cannot read ${path}`, await syntaxErrors(text, error));
  }
}

function withOverrides(root: unknown, file: Config, overrides: Override[], version: string): ReadConfig {
  const both = parseConfig(applyOverrides(root, overrides));
  if (both.ok) return { ok: true, config: both.config, file, overrides: listed(overrides), version };
  const wrongs = both.errors.map((error): Wrong => ({
    ...{ line: null, column: null, path: error.path },
    message: `Cannot use the environment's ${variablesFor(error, overrides)}: ${error.message}`,
  }));
  const errors = wrongs.map(({ message }) => message);
  return { ok: false, errors, wrongs };
}

function refusal(what: string, wrongs: Wrong[]): ReadConfig {
  const errors = wrongs.map(({ line, column, path, message }) => {
    if (line === null) return `${what}: ${message}`;
    return `${what} line ${line}${path === "" ? `, column ${column}` : ""}: ${message}`;
  });
  return { ok: false, errors, wrongs };
}

/** Those that set the key which is wrong, or a part of it. */
function variablesFor({ keys }: ConfigError, overrides: Override[]): string {
  const meets = ({ path }: Override) =>
    path.slice(0, keys.length).every((step, i) => step === String(keys[i] ?? step));
  const meant = overrides.filter(meets);
  return (meant.length > 0 ? meant : overrides).map(({ variable }) => variable).join(", ");
}

function listed(overrides: Override[]): Record<string, string> {
  const isShown = (override: Override) => {
    const value = overrideValue(override);
    return JSON.stringify(maskedAt(override.path.at(-1)!, value)) === JSON.stringify(value);
  };
  return Object.fromEntries(
    overrides.map((override) => [override.variable, isShown(override) ? override.text : SECRET_MASK]),
  );
}
