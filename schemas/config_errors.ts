/** Says in one line what is wrong with a configuration: the key, its value, and what to do. */
import { nearest } from "./nearest.ts";
import type { z } from "zod";
import { isSecret, maskSecrets } from "./secrets.ts";

export interface ConfigError {
  /** As one would write it: `histo_jobs[0].pairs[1]`. */
  path: string;
  /** The same in steps, for who looks it up. */
  keys: PropertyKey[];
  /** Whole by itself: names the path too. */
  message: string;
}

/** Keys that older files have, and what to write today. */
const REPLACED: Record<string, string> = {
  "settings.data_path": "write storage.local_path instead",
  "jobs": "write histo_jobs for candles and stream_jobs for trades and books instead",
};

type Issue = z.core.$ZodIssue;
type Path = PropertyKey[];

/** The errors behind one of zod's issues in `root`; `known` has the keys of each section. */
export function describeIssue(issue: Issue, root: unknown, known: Record<string, string[]>): ConfigError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], known[sectionOf(issue.path)] ?? []));
  }
  const keys = issue.path;
  const path = pathText(keys);
  if (valueAt(root, issue.path) === undefined) {
    return [{ path, keys, message: `${path} is missing: expected ${expectation(issue) ?? "a value"}` }];
  }
  if (issue.code === "invalid_key") return [{ path, keys, message: `${path} ${issue.issues[0].message}` }];
  const shown = `${path || "the configuration"}${shownValue(root, issue.path)}`;
  const expected = expectation(issue);
  return [{
    path,
    keys,
    message: expected ? `${shown} is not valid: expected ${expected}` : `${shown} ${issue.message}`,
  }];
}

function unknownKey(path: Path, known: string[]): ConfigError {
  const text = pathText(path);
  const near = nearest(String(path.at(-1)), known);
  const advice = REPLACED[text] ?? (near ? `did you mean ${near}?` : `known here: ${known.join(", ")}`);
  return { path: text, keys: path, message: `${text} is no known key: ${advice}` };
}

/** What zod's own checks expect; null where the schema brings its own words. */
function expectation(issue: Issue): string | null {
  switch (issue.code) {
    case "invalid_type":
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.message.startsWith("Invalid") ? issue.values.join(" or ") : null;
    case "too_small":
      return issue.message.startsWith("Too small")
        ? limit("at least", Number(issue.minimum), issue.origin)
        : null;
    case "too_big":
      return limit("at most", Number(issue.maximum), issue.origin);
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    default:
      return null;
  }
}

const TYPE_WORDS: Record<string, string> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list, like [a, b]",
  object: "a section with keys",
  record: "a section with keys",
};

function limit(bound: string, n: number, origin: string): string {
  return origin === "string"
    ? `text of ${bound} ${n} character${n === 1 ? "" : "s"}`
    : `a number of ${bound} ${n}`;
}

function shownValue(root: unknown, path: Path): string {
  const value = valueAt(root, path);
  if (path.length === 0 || isSecret(String(path.at(-1)))) return "";
  if (typeof value === "object" && value !== null) return "";
  return ` (${JSON.stringify(maskSecrets(value)).slice(0, 60)})`;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null)?.[key], root);
}

function sectionOf(path: Path): string {
  if (path[0] === "exchanges") return path.length > 1 ? "exchanges" : "";
  return path.filter((key) => typeof key === "string").join(".");
}

function pathText(path: Path): string {
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").replace(
    /^\./,
    "",
  );
}
