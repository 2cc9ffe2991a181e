/**
 * What a request shows for itself. `Authorization` decides alone if it is there; else the first of the cookie
 * `dccd_token` and `?token=` that is not empty; only where there is neither, a session.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readCookie, SESSION_COOKIE, TOKEN_COOKIE } from "./cookies.ts";

export type Credential =
  /** `readings`: the ways in which the text may be meant, since clients encode what is not ASCII differently. */
  | { type: "token"; from: "header" | "cookie" | "query"; readings: string[] }
  | { type: "session"; id: string }
  | { type: "none" };

/** @param url The request's own, parsed. */
export function credentialOf({ headers }: Request, url: URL): Credential {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const text = /^Bearer (.+)$/i.exec(authorization)?.[1];
    return { type: "token", from: "header", readings: text === undefined ? [] : [text, fromUtf8(text)] };
  }
  const cookie = readCookie(headers, TOKEN_COOKIE);
  if (cookie !== null) return { type: "token", from: "cookie", readings: [decoded(cookie), cookie] };
  const query = url.searchParams.get("token");
  if (query) return { type: "token", from: "query", readings: [query] };
  const id = readCookie(headers, SESSION_COOKIE);
  return id === null ? { type: "none" } : { type: "session", id };
}

/** A header's text has a character for each byte. */
function fromUtf8(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** The token as it is configured now: its digest is made once, not for each request. */
export interface TokenCheck {
  /** Takes as long for a near miss as for a far one, and says nothing of the token's length. */
  isRight(readings: string[]): boolean;
}

export function createTokenCheck(token: string): TokenCheck {
  const digest = digestOf(token);
  const isSame = (reading: string) => timingSafeEqual(digestOf(reading), digest);
  return { isRight: (readings) => [...new Set(readings)].some(isSame) };
}
