/** The two cookies: `dccd_token` carries the token itself, `tapedeck_session` a session that a login began. */

export const TOKEN_COOKIE = "dccd_token";
export const SESSION_COOKIE = "tapedeck_session";

/** The first that is not empty, as it was sent; quotes around it, which some clients add, are no part of it. */
export function readCookie(headers: Headers, name: string): string | null {
  const header = headers.get("cookie");
  if (header === null) return null;
  for (const pair of header.split(";")) {
    const [before, ...after] = pair.split("=");
    const value = after.join("=").trim().replace(/^"(.*)"$/, "$1");
    if (before.trim() === name && value !== "") return value;
  }
  return null;
}

export interface CookieOptions {
  scheme: "http" | "https";
  /** Without it the browser forgets it when it is closed. */
  maxAgeSeconds?: number;
}

/** For `set-cookie`. Scripts cannot read it, and requests that another site begins do not carry it. */
export function cookieHeader(name: string, value: string, { scheme, maxAgeSeconds }: CookieOptions): string {
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  const secure = scheme === "https" ? "; Secure" : "";
  return `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Strict${age}${secure}`;
}

/** For `set-cookie`: has the browser forget it. */
export function clearedCookie(name: string, scheme: "http" | "https"): string {
  return cookieHeader(name, "", { scheme, maxAgeSeconds: 0 });
}
