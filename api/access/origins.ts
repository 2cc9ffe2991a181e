/**
 * Which pages may ask from a browser. A browser says in `Origin` whose page a request comes from; other clients
 * send none. Pages of the allowed origins may also read what is answered (CORS).
 */
import type { AccessRules } from "../deck.ts";
import type { Client } from "./client.ts";

const METHODS = "GET, HEAD, POST, PUT, DELETE";
const REQUEST_HEADERS = "authorization, content-type, if-match";
const EXPOSED_HEADERS = "etag, retry-after, x-tapedeck-holes, x-tapedeck-moved";
const PREFLIGHT_SECONDS = "600";

/** Whether a page of an origin that is neither ours nor allowed sent a request that may change something. */
export function isForeign({ method, headers }: Request, client: Client, rules: AccessRules): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const origin = headers.get("origin");
  if (origin === null) return headers.get("sec-fetch-site") === "cross-site";
  // A page without an origin of its own sends "null", and belongs to anybody.
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== client.host && !isAllowed(origin, rules);
}

function isAllowed(origin: string, { allowedOrigins }: AccessRules): boolean {
  return allowedOrigins.some((allowed) => normal(allowed) === origin);
}

/** As browsers write it: lower case, no slash at the end, the scheme's own port left out. */
function normal(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).origin : null;
}

/** Names that reach us by way of an allowed origin; as in a URL, without port. */
export function allowedNames({ allowedOrigins }: AccessRules): string[] {
  return allowedOrigins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).hostname);
}

/** The answer to a browser that asks whether a page of an allowed origin may ask; null: it asks for something else. */
export function answerPreflight({ method, headers }: Request, rules: AccessRules): Response | null {
  if (method !== "OPTIONS" || !headers.has("access-control-request-method")) return null;
  const origin = headers.get("origin");
  if (origin === null || !isAllowed(origin, rules)) return null;
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": METHODS,
      "access-control-allow-headers": REQUEST_HEADERS,
      "access-control-max-age": PREFLIGHT_SECONDS,
    },
  });
}

/** Adds what lets a page of an allowed origin read the answer. */
export function markOrigin(request: Request, answer: Response, rules: AccessRules): void {
  if (rules.allowedOrigins.length === 0) return;
  answer.headers.append("vary", "origin");
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowed(origin, rules)) return;
  answer.headers.set("access-control-allow-origin", origin);
  answer.headers.set("access-control-allow-credentials", "true");
  answer.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
}
