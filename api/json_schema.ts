/** Shapes as JSON Schema: those of the wire by their names, all others where they are used. */
import { z, type ZodType } from "zod";
import * as wire from "../schemas/wire.ts";
import * as app from "../schemas/wire_app.ts";
import * as archive from "../schemas/wire_archive.ts";
import * as board from "../schemas/wire_board.ts";
import * as storage from "../schemas/wire_storage.ts";

/** As much of it as the documents look at. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

export interface SchemaBook {
  /** Of what is sent to us, or of what we answer. */
  of(schema: ZodType, direction: "input" | "output"): JsonSchema;
  /** The named ones that were met so far, by name. */
  readonly named: Record<string, JsonSchema>;
}

/** @param base Where the named ones stand, like `#/components/schemas/`. */
export function createSchemaBook(base: string): SchemaBook {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries({ ...wire, ...app, ...archive, ...board, ...storage })) {
    if (schema instanceof z.ZodType) registry.add(schema, { id });
  }
  const named: Record<string, JsonSchema> = {};
  return {
    named,
    of(schema, io) {
      const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, {
        io,
        metadata: registry,
        unrepresentable: "any",
        override: ({ zodSchema, jsonSchema }) => simplify(jsonSchema as JsonSchema, zodSchema),
      }) as JsonSchema & { $schema?: string; $defs?: Record<string, JsonSchema> };
      for (const [id, each] of Object.entries($defs)) named[id] = pointed(each, base);
      return pointed(json, base);
    },
  };
}

/** Adds what `meta()` says of it, and leaves out the limits of all whole numbers. */
function simplify(json: JsonSchema, schema: z.core.$ZodType): void {
  Object.assign(json, z.globalRegistry.get(schema));
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
}

function pointed<T>(json: T, base: string): T {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', `"${base}`));
}
