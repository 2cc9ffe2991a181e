/** `/api/config/keys`: what can be written into the config, for who is writing it. */
import { configSchema } from "../schemas/config.ts";
import { type ConfigKey, ConfigKeys } from "../schemas/wire_app.ts";
import { answerJson } from "./answer.ts";
import { createSchemaBook, type JsonSchema } from "./json_schema.ts";
import { route } from "./route.ts";
import { shapeText } from "./shape_text.ts";

export const configKeyRoutes = [
  route({
    method: "GET",
    path: "/api/config/keys",
    summary: "Every key of the config: what it means, what is written there, and its default",
    description: "`[]` stands for each of a list, `ID` for an exchange's id.",
    access: "reader",
    answers: {
      200: {
        description: "In the order of the config's sections",
        schema: ConfigKeys,
        example: [{
          ...{ key: "storage.seal_interval", type: "whole number", default: "900", required: false },
          meaning: "Seconds after which rows leave the journal for Parquet, at the latest.",
        }],
      },
    },
    handle: () => answerJson(configKeys()),
  }),
];

/** As the schema has them. */
export function configKeys(): ConfigKey[] {
  return keysOf(createSchemaBook("").of(configSchema, "input"), "");
}

function keysOf({ properties = {}, required = [] }: JsonSchema, prefix: string): ConfigKey[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    keysAt(`${prefix}${name}`, schema, required.includes(name))
  );
}

function keysAt(key: string, schema: JsonSchema, required: boolean): ConfigKey[] {
  const { properties, items, additionalProperties: rest, description } = schema;
  if (properties) return keysOf(schema, `${key}.`);
  if (items?.properties) return keysOf(items, `${key}[].`);
  if (typeof rest === "object" && rest.properties) return keysOf(rest, `${key}.ID.`);
  const text = schema.default === undefined ? null : JSON.stringify(schema.default);
  return [{ key, type: shapeText(schema, {}), meaning: description ?? "", default: text, required }];
}
