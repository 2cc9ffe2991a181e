/** Values that a schema of the API's document allows. */
import fc from "fast-check";
import type { JsonSchema, OpenApi } from "./api_document.ts";

/** A value that a schema allows. */
export function valueOf(api: OpenApi, schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref) return valueOf(api, api.components.schemas[schema.$ref.split("/").at(-1)!], depth);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => valueOf(api, each, depth)));
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return fc.jsonValue();
  return fc.oneof(...types.map((type) => valueOfType(api, { ...schema, type }, depth)));
}

function valueOfType(api: OpenApi, schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100_000, 2 ** 31 - 1) });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 2e9 });
    case "array":
      return fc.array(valueOf(api, schema.items ?? {}, depth + 1), { maxLength: 3 });
    case "object":
      return objectOf(api, schema, depth);
    default:
      return fc.oneof(
        fc.constantFrom("sandbox", "BTC/USDT", "ETH/USDT", "trades", "book", hourAgo()),
        fc.string({ maxLength: 20 }),
      );
  }
}

function objectOf(api: OpenApi, schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, each] of Object.entries(properties)) fields[key] = valueOf(api, each, depth + 1);
  const isNamed = Object.keys(fields).length > 0;
  if (isNamed || depth > 1) return fc.record(fields, { requiredKeys: required });
  return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue(), { maxKeys: 4 });
}

/** A backfill from further back would only keep the machine busy. */
export function hourAgo(): string {
  return new Date(Date.now() - 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}
