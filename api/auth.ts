/**
 * Who may ask, where a token is configured: `Authorization: Bearer` decides alone if it is there, else the first of
 * the cookie and `?token=` that is not empty. The page's files carry no secret and need none; `/health` neither.
 */
import { createHash, timingSafeEqual } from "node:crypto";

const COOKIE = "dccd_token";

/** Does the request carry the token? `url`: the request's own, parsed. */
export function isAllowed(request: Request, url: URL, token: string): boolean {
  const given = credentialOf(request, url);
  return given !== null && isSame(given, token);
}

function credentialOf({ headers }: Request, url: URL): string | null {
  const authorization = headers.get("authorization");
  if (authorization !== null) return /^Bearer (.+)$/i.exec(authorization)?.[1] ?? null;
  return cookieOf(headers.get("cookie") ?? "") || url.searchParams.get("token") || null;
}

function cookieOf(header: string): string | null {
  const pair = header.split(/;\s*/).find((each) => each.startsWith(`${COOKIE}=`));
  try {
    return pair === undefined ? null : decodeURIComponent(pair.slice(COOKIE.length + 1));
  } catch {
    return null;
  }
}

/** Takes as long for a near miss as for a far one. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** For the answer to a page that was opened with `?token=`: what the page asks for later carries it by itself. */
export function cookieHeader(token: string): string {
  return `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`;
}

/**
 * Whether a web page of another origin sent a request that may change something: a browser says so in `Origin`,
 * other clients send none.
 */
export function isForeign({ method, headers, url }: Request): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const origin = headers.get("origin");
  return origin !== null && (!URL.canParse(origin) || new URL(origin).host !== new URL(url).host);
}
