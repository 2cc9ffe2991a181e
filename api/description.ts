/** What the documents say of a route: its own words, and what holds for all. */
import { ApiError } from "../schemas/wire.ts";
import type { JsonSchema, SchemaBook } from "./json_schema.ts";
import type { Answer, Route } from "./route.ts";

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Described {
  route: Route;
  /** For links: `post-api-backfill`. */
  anchor: string;
  parameters: Parameter[];
  /** By type, JSON first. */
  bodies: Array<{ type: string; schema: JsonSchema }>;
  answers: Array<{ status: number; answer: Answer; schema: JsonSchema | null }>;
  curl: string;
}

export function describe(route: Route, book: SchemaBook): Described {
  const answers = Object.entries(answersOf(route)).map(([status, answer]) => ({
    status: Number(status),
    answer,
    schema: answer.schema ? book.of(answer.schema, "output") : null,
  }));
  return {
    route,
    anchor: `${route.method}${route.path}`.toLowerCase().replaceAll(/[^a-z]+/g, "-").replace(/-$/, ""),
    parameters: parametersOf(route, book),
    bodies: bodiesOf(route).map(({ type, schema }) => ({ type, schema: book.of(schema, "input") })),
    answers,
    curl: curlOf(route),
  };
}

const problem = (description: string, detail: unknown): Answer => ({
  description,
  schema: ApiError,
  example: { detail },
});

const UNKNOWN_CREDENTIALS = problem("Neither the token nor a session", "Invalid or missing token");
const FORBIDDEN = problem(
  "Asked from a web page of another origin, or under a foreign host name",
  "A page of another origin cannot command tapedeck; if that page is yours, add its origin to " +
    "settings.ui_allow_origins",
);
const READ_ONLY = problem(
  `${FORBIDDEN.description}; or tapedeck is read-only`,
  "tapedeck is read-only here, so nothing can be started, stopped or changed; to allow it, set " +
    "settings.ui_readonly to false in the config file",
);
const TOO_LONG = problem("The body is longer than 1 MiB", "A body may have 1,048,576 bytes at most");
const TOO_SLOW = problem(
  "The body did not come within 30 s",
  "The body did not come within 30 s; send it again",
);
const TOO_OFTEN = problem(
  "Asked too often, or too many wrong tokens; `Retry-After` says when to ask again",
  "Too many wrong tokens came from your address; try again in 3 seconds",
);
const UNFIT = problem("A parameter or the body does not fit: each thing that is wrong", [
  { loc: ["body", "pair"], msg: "pair is missing: expected a text", type: "missing" },
]);

/** A route's answers and those that the gate and the checks give, by status. */
export function answersOf(route: Route): Record<number, Answer> {
  const answers = { ...route.answers };
  const add = (status: number, answer: Answer, ...ifs: boolean[]) => {
    if (ifs.every(Boolean)) answers[status] ??= answer;
  };
  const takesBody = bodiesOf(route).length > 0;
  add(401, UNKNOWN_CREDENTIALS, route.access !== "anyone");
  add(403, READ_ONLY, route.access === "writer");
  add(403, FORBIDDEN);
  add(408, TOO_SLOW, takesBody);
  add(413, TOO_LONG, route.method !== "GET");
  add(422, UNFIT, takesBody || route.query !== undefined);
  add(429, TOO_OFTEN, route.path !== "/health");
  return answers;
}

function bodiesOf({ body, takes = [] }: Route): NonNullable<Route["takes"]> {
  return body ? [{ type: "application/json", schema: body }] : takes;
}

function parametersOf({ params = {}, query, ifMatch }: Route, book: SchemaBook): Parameter[] {
  const ofPath = Object.entries(params).map(([name, each]): Parameter => {
    const { description, ...schema } = book.of(each, "output");
    return { name, in: "path", required: true, description, schema };
  });
  const ofQuery = Object.entries(query?.shape ?? {}).map(([name, each]): Parameter => {
    const { description, ...schema } = book.of(each, "output");
    return { name, in: "query", required: !each.safeParse(undefined).success, description, schema };
  });
  const ofHeader: Parameter[] = ifMatch
    ? [{
      ...{ name: "If-Match", in: "header", required: false, schema: { type: "string" } },
      description: "The `ETag` of the config that the change is based on",
    }]
    : [];
  return [...ofPath, ...ofQuery, ...ofHeader];
}

const HOST = "http://127.0.0.1:8080";

/** As one types it in a shell. */
export function curlOf(
  { method, path, params = {}, access, queryExample, bodyExample, answers }: Route,
): string {
  const at = path.replaceAll(/\{(\w+)\}/g, (_, name) => exampleOf(params[name]));
  const words = ["curl"];
  if (method !== "GET") words.push("-X", method);
  if (answers[200]?.type === "text/event-stream") words.push("-N");
  if (access !== "anyone") words.push("-H", "'Authorization: Bearer TOKEN'");
  if (bodyExample !== undefined) {
    words.push("-H", "'Content-Type: application/json'", "-d", `'${JSON.stringify(bodyExample)}'`);
  }
  return [...words, `'${HOST}${at}${queryExample ? `?${queryExample}` : ""}'`].join(" ");
}

function exampleOf(schema: NonNullable<Route["params"]>[string] | undefined): string {
  const known = schema as { options?: string[] } | undefined;
  return (schema?.meta()?.examples as string[] | undefined)?.[0] ?? known?.options?.at(-1) ?? "";
}
