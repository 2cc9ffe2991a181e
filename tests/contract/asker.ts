/** Asks a running tapedeck, and holds each answer against the table of routes. */
import assert from "node:assert/strict";
import { answersOf } from "../../api/description.ts";
import type { Route } from "../../api/route.ts";
import { nameOf, table } from "./table.ts";

export interface Subject {
  /** Without a slash at its end. */
  url: string;
  token: string;
}

export interface Question {
  /** In place of the path's parameters, and behind the path. */
  params?: Record<string, string>;
  query?: string;
  /** Sent as JSON; a text as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Left out: no credentials. */
  as?: "nobody";
}

export interface Heard {
  status: number;
  headers: Headers;
  /** What came, where it is JSON; else its text, or of an event stream the answer itself. */
  body: Awaited<ReturnType<Response["json"]>>;
}

const GUARDS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

export interface Asker {
  /** @param name `POST /api/backfill`. Fails where the answer is none of the route's, or has another status. */
  ask(name: string, status: number, question?: Question): Promise<Heard>;
  /** The same for an answer that was asked for otherwise. */
  hear(route: Route, response: Response): Promise<Heard>;
  /** Statuses that the documents name and nobody has seen: `POST /api/collect 404`. */
  unseen(): string[];
}

export function createAsker({ url, token }: Subject): Asker {
  const seen = new Set<string>();

  async function hear(route: Route, response: Response): Promise<Heard> {
    const heard = await checked(route, response);
    seen.add(`${nameOf(route)} ${heard.status}`);
    return heard;
  }

  return {
    hear,
    unseen: () =>
      table.flatMap((route) => Object.keys(answersOf(route)).map((status) => `${nameOf(route)} ${status}`))
        .filter((each) => !seen.has(each)),
    async ask(name, status, { params = {}, query = "", body, headers = {}, as } = {}) {
      const route = routeOf(name);
      const at = route.path.replaceAll(/\{(\w+)\}/g, (_, key) => encodeURIComponent(params[key] ?? "histo"));
      const credentials: Record<string, string> = as === "nobody" ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}${at}${query && `?${query}`}`, {
        method: route.method,
        headers: { ...credentials, ...headers },
        body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
        redirect: "manual",
        signal: AbortSignal.timeout(60_000),
      });
      const heard = await hear(route, response);
      const told = `${name} ${query}: ${JSON.stringify(heard.body)?.slice(0, 500)}`;
      assert.equal(heard.status, status, told);
      return heard;
    },
  };
}

function routeOf(name: string): Route {
  const route = table.find((each) => nameOf(each) === name);
  assert.ok(route, `there is no route ${name}`);
  return route;
}

/** Every answer: one that the documents name, in its shape, with the guarding headers, and without a secret. */
async function checked(route: Route, response: Response): Promise<Heard> {
  const { status, headers } = response;
  const type = headers.get("content-type");
  const text = type === "text/event-stream" ? "" : await response.text();
  const told = `${nameOf(route)} ${status}: ${text.slice(0, 1_000)}`;
  const answer = answersOf(route)[status];
  assert.ok(answer, `the documents do not name this answer: ${told}`);
  for (const [name, value] of Object.entries(GUARDS)) assert.equal(headers.get(name), value, told);
  assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/, told);
  if (type !== "application/json") return { status, headers, body: text || response };
  const body = text === "" ? undefined : JSON.parse(text);
  const { error } = answer.schema?.safeParse(body) ?? {};
  assert.equal(error, undefined, `${error?.message} in ${told}`);
  return { status, headers, body };
}
