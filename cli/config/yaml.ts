/** YAML, typed: the library comes as JavaScript without types. */
import * as yaml from "@std/yaml";

/** A syntax error, in one line and with its place. Both count from 1. */
export class YamlError extends Error {
  constructor(readonly line: number, readonly column: number, readonly reason: string) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.name = "YamlError";
  }
}

/**
 * Reads one document. Dates stay text (YAML 1.2's core schema), an empty document is null. Throws a
 * {@linkcode YamlError} where the text is no YAML.
 */
export function parseYaml(text: string): unknown {
  try {
    return yaml.parse(text, { schema: "core" });
  } catch (error) {
    if (error instanceof RangeError) throw new YamlError(1, 1, "it is nested too deeply");
    if (!isSyntaxError(error)) throw error;
    throw new YamlError(error.line, error.column, error.message.split(/ at line \d|\n/)[0]);
  }
}

function isSyntaxError(error: unknown): error is Error & { line: number; column: number } {
  return error instanceof Error && typeof (error as { line?: unknown }).line === "number";
}
