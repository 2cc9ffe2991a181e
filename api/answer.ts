/** Answers and their headers. They are set by hand: the usual middleware for it halves the rate of answers. */
import type { ApiError } from "../schemas/wire.ts";

/** What every answer carries, whatever its type. */
export const GUARD_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** For answers that are no page: nothing in them may load or be framed. */
export const API_HEADERS = {
  ...GUARD_HEADERS,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store, no-transform",
} as const;

const JSON_HEADERS = { ...API_HEADERS, "content-type": "application/json" };

/** An answer of JSON that is text already. */
export function answerText(json: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(json, { status, headers: { ...JSON_HEADERS, ...headers } });
}

export function answerJson(value: unknown, status = 200): Response {
  return answerText(JSON.stringify(value), status);
}

/** An error's answer: `{"detail": …}`. */
export function answerError(
  status: number,
  detail: ApiError["detail"],
  headers: Record<string, string> = {},
): Response {
  return answerText(JSON.stringify({ detail } satisfies ApiError), status, headers);
}
