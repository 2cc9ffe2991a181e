/** The API as an OpenAPI 3.1 document, made of the routes. */
import { VERSION } from "../version.ts";
import { describe, type Described } from "./description.ts";
import { createSchemaBook } from "./json_schema.ts";
import type { Route } from "./route.ts";

const ABOUT =
  'Everything that tapedeck records, and what it can be told to do. Errors are `{"detail": …}`. Every ' +
  "GET may be asked as HEAD. Unknown keys of a body and unknown parameters are ignored, those of the config are not.";

/** Any one of them will do; the first that a request has decides alone. */
const SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "`settings.ui_auth_token` of the config" },
  cookie: { type: "apiKey", in: "cookie", name: "dccd_token", description: "The same token" },
  query: { type: "apiKey", in: "query", name: "token", description: "The same token" },
  session: { type: "apiKey", in: "cookie", name: "tapedeck_session", description: "What a login gives" },
};

export function openApiOf(table: Route[]): Record<string, unknown> {
  const book = createSchemaBook("#/components/schemas/");
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of table) {
    paths[route.path] ??= {};
    paths[route.path][route.method.toLowerCase()] = operationOf(describe(route, book));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "tapedeck",
      version: VERSION,
      description: ABOUT,
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas: book.named, securitySchemes: SCHEMES },
    security: Object.keys(SCHEMES).map((name) => ({ [name]: [] })),
  };
}

function operationOf({ route, parameters, bodies, answers }: Described): Record<string, unknown> {
  const content = Object.fromEntries(
    bodies.map(({ type, schema }) => [type, { schema, ...exampleOf(route.bodyExample) }]),
  );
  return {
    operationId: operationIdOf(route),
    tags: [route.path.split("/")[2] ?? "program"],
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    ...(route.access === "anyone" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(bodies.length > 0 ? { requestBody: { content } } : {}),
    responses: Object.fromEntries(answers.map((answer) => [answer.status, responseOf(answer)])),
  };
}

function responseOf({ answer, schema }: Described["answers"][number]): Record<string, unknown> {
  const type = answer.type ?? "application/json";
  const content = { [type]: { ...(schema ? { schema } : {}), ...exampleOf(answer.example) } };
  return { description: answer.description, content };
}

const exampleOf = (example: unknown) => example === undefined ? {} : { example };

/** `PUT /api/jobs/{kind}/{id}` → `putApiJobsKindId` */
function operationIdOf({ method, path }: Route): string {
  const words = path.split(/[^a-z]+/i).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}
