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

/** An answer of JSON that is text already, or the bytes of it. */
export function answerText(
  json: string | Uint8Array<ArrayBuffer>,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  const body = typeof json === "string" ? json : uncopied(json);
  return new Response(body, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** A `Response` copies the bytes that it is made of, which costs more than all else where they are many. */
function uncopied(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

export function answerJson(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return answerText(JSON.stringify(value), status, headers);
}

/** An error's answer: `{"detail": …}`. */
export function answerError(
  status: number,
  detail: ApiError["detail"],
  headers: Record<string, string> = {},
): Response {
  return answerText(JSON.stringify({ detail } satisfies ApiError), status, headers);
}
