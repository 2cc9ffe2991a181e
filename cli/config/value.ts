/** What a config's text says, before anybody has looked at it. */
import { parseYaml, YamlError } from "./yaml.ts";

/** A few anchors can stand for more than any memory holds. */
const VALUE_LIMIT = 500_000;
const DEPTH_LIMIT = 100;

/** Throws a {@linkcode YamlError} where the text is no YAML, or stands for more than any config is. */
export function valueOf(text: string): unknown {
  const value = parseYaml(text);
  let left = VALUE_LIMIT;
  const count = (inner: unknown, depth: number): void => {
    if (left-- === 0 || depth > DEPTH_LIMIT) throw new YamlError(1, 1, "its aliases stand for too much");
    if (typeof inner === "object" && inner !== null) {
      for (const each of Object.values(inner)) count(each, depth + 1);
    }
  };
  count(value, 0);
  return value;
}
