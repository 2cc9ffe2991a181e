/** What is wrong with a request, in the words of a 422: each thing by name, with its value and what is expected. */
import type { z } from "zod";
import type { ApiError } from "../schemas/wire.ts";

export type Issues = Exclude<ApiError["detail"], string>;

const MAX_SHOWN = 80;

/** @param place Where the thing was given: the first step of `loc`. */
export function issuesOf(error: z.ZodError, place: "query" | "body", given: unknown): Issues {
  return error.issues.map(({ path, message }) => {
    const steps = path.map((step) => typeof step === "number" ? step : String(step));
    const value = steps.reduce<unknown>(within, given);
    return {
      loc: [place, ...steps],
      msg: `${steps.join(".") || place} is ${shown(value)}: ${message}`,
      type: value === undefined ? "missing" : "value_error",
    };
  });
}

/** The words of what zod finds by itself; a schema's own go before them. */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    default:
      return undefined;
  }
}

const TYPES: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function within(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
