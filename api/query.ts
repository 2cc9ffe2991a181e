/** The parameters behind the `?` of an address, checked against a route's schema. */
import type { Route } from "./route.ts";
import { answerError } from "./answer.ts";
import { expectation, issuesOf } from "./issues.ts";

type Schema = NonNullable<Route["query"]>;
type Read = { ok: true; value: unknown } | { ok: false; answer: Response };

/** The access has looked at it: it is no route's. */
const TOKEN = "token";

/** Gives what reads a query. The last of several values counts; what the schema does not name is its to refuse. */
export function queryReader(schema: Schema): (query: URLSearchParams) => Read {
  const optional = new Set(Object.keys(schema.shape).filter((name) => isOptional(schema, name)));
  return (query) => {
    const isGiven = ([name, text]: [string, string]) =>
      name !== TOKEN && (text !== "" || !optional.has(name));
    const given = Object.fromEntries([...query].filter(isGiven));
    const parsed = schema.safeParse(given, { error: expectation });
    if (parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, answer: answerError(422, issuesOf(parsed.error, "query", given)) };
  };
}

/** Whether a parameter can be absent, and nothing stands for it then. */
function isOptional(schema: Schema, name: string): boolean {
  const parsed = schema.shape[name].safeParse(undefined);
  return parsed.success && parsed.data === undefined;
}
