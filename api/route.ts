/**
 * A route as data: what may be asked, what is answered, and who may. The application, the checks of a request,
 * `/openapi.json`, `/api/docs` and docs/api.md are all made of the same table (routes.ts), so none can disagree.
 */
import type { ZodObject, ZodType } from "zod";
import type { Clock } from "../actors/kernel/clock.ts";
import type { BoardTexts } from "./board_texts.ts";
import type { Deck } from "./deck.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** `anyone`: no credentials needed; `reader`: the token or a session; `writer`: the same, and not in read-only mode. */
export type Access = "anyone" | "reader" | "writer";

/** What a handler is given. Parsed and checked: a request that does not fit has been answered with a 422. */
export interface Call<Q = unknown, B = unknown> {
  deck: Deck;
  clock: Clock;
  /** What is made of the board once and answered many times. */
  texts: BoardTexts;
  request: Request;
  /** The request's address, parsed. */
  url: URL;
  /** Of the socket's other end, as serve.ts tells it. */
  address: string;
  /** Aborted when the server stops. */
  stop: AbortSignal;
  /** Of the path, by name, decoded. */
  params: Record<string, string>;
  query: Q;
  body: B;
}

export interface Answer {
  description: string;
  /** Absent: no JSON of a known shape; see `type`. */
  schema?: ZodType;
  /** `application/json` by default. */
  type?: string;
  /** As it may look; for people. */
  example?: unknown;
}

export interface Route<Q = unknown, B = unknown> {
  method: Method;
  /** As OpenAPI writes it: `/api/backfill/{id}`. */
  path: string;
  /** Half a line. */
  summary: string;
  /** More, where it needs saying. */
  description?: string;
  access: Access;
  /** Of the path's parameters; a value that does not fit is a path that there is not: 404. */
  params?: Record<string, ZodType<string>>;
  /** An object of texts; anything that it ignores is ignored. An empty text counts as absent where it may be. */
  query?: ZodObject & ZodType<Q>;
  /** JSON; an empty body counts as `{}`. */
  body?: ZodType<B>;
  /** A body that the handler reads by itself; for the documents. */
  takes?: { type: string; schema: ZodType }[];
  /** A body as it may look; for people. */
  bodyExample?: unknown;
  /** A query as it may look; for people. */
  queryExample?: string;
  /** Whether a change that is based on an older config can be refused by `If-Match`. */
  ifMatch?: true;
  /** By status. What every route may answer besides (401, 403, 413, 422, 429) is added where it applies. */
  answers: Record<number, Answer>;
  handle(call: Call<Q, B>): Response | Promise<Response>;
}

/** A route whose handler gets what its schemas read. */
export function route<Q = unknown, B = unknown>(parts: Route<Q, B>): Route {
  return parts as Route;
}
