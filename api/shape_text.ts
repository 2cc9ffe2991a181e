/** A JSON Schema in few words, as a programmer would write a type: `{ id: string, pairs: string[] | null }`. */
import type { JsonSchema } from "./json_schema.ts";

const LINE = 72;

/** @param named What `$ref` names. */
export function shapeText(schema: JsonSchema, named: Record<string, JsonSchema>, indent = ""): string {
  if (schema.$ref) {
    return shapeText(named[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)], named, indent);
  }
  if (schema.anyOf) return union(schema.anyOf.map((each) => shapeText(each, named, indent)));
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) {
    return union(schema.type.map((type) => shapeText({ ...schema, type }, named)));
  }
  switch (schema.type) {
    case "array":
      return listOf(shapeText(schema.items ?? {}, named, indent));
    case "object":
      return objectText(schema, named, indent);
    case "integer":
      return "whole number";
    default:
      return schema.type ?? "anything";
  }
}

const union = (shapes: string[]) => [...new Set(shapes)].join(" | ");

const listOf = (shape: string) =>
  shape.includes(" | ") && !shape.startsWith("{") ? `(${shape})[]` : `${shape}[]`;

function objectText(schema: JsonSchema, named: Record<string, JsonSchema>, indent: string): string {
  const inner = `${indent}  `;
  const keys = Object.entries(schema.properties ?? {}).map(([key, value]) => {
    const mark = schema.required?.includes(key) ? "" : "?";
    return `${inner}${key}${mark}: ${shapeText(value, named, inner)}`;
  });
  const { additionalProperties: rest } = schema;
  if (typeof rest === "object" && keys.length === 0) return `{ [key]: ${shapeText(rest, named, indent)} }`;
  if (rest) keys.push(`${inner}…`);
  if (keys.length === 0) return "{}";
  const line = `{ ${keys.map((key) => key.trimStart()).join(", ")} }`;
  return line.length > LINE || line.includes("\n") ? `{\n${keys.join("\n")}\n${indent}}` : line;
}

/** JSON for people: what fits on a line stands on one. */
export function jsonText(value: unknown, indent = ""): string {
  const line = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ");
  if (line.length + indent.length <= LINE + 18 || typeof value !== "object" || value === null) return line;
  const inner = `${indent}  `;
  const list = Array.isArray(value);
  const items = Object.entries(value).map(([key, each]) =>
    `${inner}${list ? "" : `${JSON.stringify(key)}: `}${jsonText(each, inner)}`
  );
  const [open, close] = list ? "[]" : "{}";
  return `${open}\n${items.join(",\n")}\n${indent}${close}`;
}
