/** What `/openapi.json` says, as far as questions are made of it and answers are held against it. */
import { z, type ZodType } from "zod";
import type { JsonSchema } from "../../api/json_schema.ts";

export type { JsonSchema };

export type Content = Record<string, { schema?: JsonSchema; example?: unknown }>;

export interface Operation {
  parameters?: Array<
    { name: string; in: "path" | "query" | "header"; required: boolean; schema: JsonSchema }
  >;
  requestBody?: { content: Content };
  responses: Record<string, { content: Content }>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

export interface Shapes {
  /** The operation that answers a request; null: none is written down. */
  operationAt(method: string, path: string): { name: string; operation: Operation } | null;
  /** Throws where the answer's status is not written down, or its JSON is not of the shape. */
  check(name: string, operation: Operation, status: number, json: unknown): void;
}

export function shapesOf({ paths, components }: OpenApi): Shapes {
  const templates = Object.keys(paths).map((path) => ({ path, pattern: patternOf(path) }));
  const checks = new Map<string, ZodType | null>();
  const $defs = pointed(components.schemas);

  function shapeOf(name: string, { responses }: Operation, status: number): ZodType | null {
    const known = checks.get(`${name} ${status}`);
    if (known !== undefined) return known;
    const schema = responses[status].content["application/json"]?.schema;
    const shape = schema
      ? z.fromJSONSchema({ ...pointed(schema), $defs } as z.core.JSONSchema.JSONSchema)
      : null;
    checks.set(`${name} ${status}`, shape);
    return shape;
  }

  const templatesAt = (path: string) => templates.filter(({ pattern }) => pattern.test(path));
  return {
    operationAt(method, path) {
      for (const template of templatesAt(path)) {
        const operation = paths[template.path][method === "HEAD" ? "get" : method.toLowerCase()];
        if (operation) return { name: `${method} ${template.path}`, operation };
      }
      return null;
    },
    check(name, operation, status, json) {
      if (!operation.responses[status]) {
        throw new Error(`${name} answers ${status}, which is not written down`);
      }
      const { error } = json === undefined ? {} : shapeOf(name, operation, status)?.safeParse(json) ?? {};
      if (error) throw new Error(`${name} ${status}: ${error.message}`);
    },
  };
}

function patternOf(path: string): RegExp {
  const steps = path.split(/\{\w+\}/).map((text) => text.replaceAll(/[.\\]/g, "\\$&"));
  return new RegExp(`^${steps.join("[^/]+")}$`);
}

/** Names where zod looks for them. */
function pointed<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"));
}
