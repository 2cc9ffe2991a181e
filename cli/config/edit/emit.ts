/** YAML for values that are new in a file. */
import { parseYaml } from "../yaml.ts";
import { isRecord } from "./source.ts";

/** Whether the text around is JSON, which is YAML too: then what is added is JSON. */
export type Notation = "yaml" | "json";

/** A value in one line. */
export function inline(value: unknown, notation: Notation = "yaml"): string {
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, notation)).join(", ")}]`;
  if (isRecord(value)) {
    const pairs = entriesOf(value).map(([key, inner]) => inlinePair(key, inner, notation));
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  if (typeof value === "string") return notation === "json" ? quoted(value) : scalar(value);
  if (value === Infinity) return ".inf";
  if (value === -Infinity) return "-.inf";
  return Number.isNaN(value) ? ".nan" : String(value);
}

export function inlinePair(key: string, value: unknown, notation: Notation): string {
  return `${notation === "json" ? quoted(key) : scalar(key)}: ${inline(value, notation)}`;
}

/** A key with its value, over as many lines as it takes. The first line has no indentation, no line break ends it. */
export function blockPair(key: string, value: unknown, column: number, eol: string): string {
  return `${scalar(key)}:${afterKey(value, column, eol)}`;
}

/** What follows a key's colon, whose section is indented by `column`. */
export function afterKey(value: unknown, column: number, eol: string): string {
  const indent = eol + " ".repeat(column + 2);
  if (isRecord(value) && entriesOf(value).length > 0) return indent + blockMap(value, column + 2, eol);
  const isList = Array.isArray(value) && value.length > 0 && value.every(isRecord);
  return isList
    ? value.map((item) => indent + blockItem(item, column + 2, eol)).join("")
    : ` ${inline(value)}`;
}

/** An item of a list whose dashes are indented by `column`. */
export function blockItem(value: unknown, column: number, eol: string): string {
  const isSection = isRecord(value) && entriesOf(value).length > 0;
  return `- ${isSection ? blockMap(value, column + 2, eol) : inline(value)}`;
}

function blockMap(record: Record<string, unknown>, column: number, eol: string): string {
  const pairs = entriesOf(record).map(([key, inner]) => blockPair(key, inner, column, eol));
  return pairs.join(eol + " ".repeat(column));
}

/** Words and paths are written as they are; what could be read as something else, in quotes. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z_./][\w./+-]*$/.test(text) && parseYaml(text) === text;
  return isPlain ? text : quoted(text);
}

/** JSON's quotes are YAML's, but that YAML takes fewer characters as they are. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const entriesOf = (record: Record<string, unknown>) =>
  Object.entries(record).filter(([, value]) => value !== undefined);
