/** Makes of a route what answers its requests: what comes in is checked, then handled. */
import { answerError } from "./answer.ts";
import { MAX_BODY_BYTES, readBody, readBytes } from "./body.ts";
import { queryReader } from "./query.ts";
import type { Call, Route } from "./route.ts";

/** A call whose query and body nobody has looked at. */
export type RawCall = Omit<Call, "query" | "body">;

export function answererOf(route: Route): (call: RawCall) => Response | Promise<Response> {
  const readQuery = route.query ? queryReader(route.query) : null;
  const params = Object.entries(route.params ?? {});
  return async (call) => {
    if (!params.every(([name, schema]) => schema.safeParse(call.params[name]).success)) {
      return answerError(404, "Not Found");
    }
    const query = readQuery?.(call.url.searchParams) ?? { ok: true, value: {} };
    if (!query.ok) return query.answer;
    const body = await bodyOf(route, call);
    if (!body.ok) return body.answer;
    return route.handle({ ...call, query: query.value, body: body.value });
  };
}

type Body = Awaited<ReturnType<typeof readBody>>;

const NO_BODY: Body = { ok: true, value: undefined };

/** A body that is not wanted is taken and dropped, or its rest would be read as the next request. */
async function bodyOf({ method, body, takes }: Route, { request, clock }: RawCall): Promise<Body> {
  if (body) return await readBody(request, body, clock);
  if (method === "GET" || takes) return NO_BODY;
  return await readBytes(request, clock, MAX_BODY_BYTES);
}
