/** One HTTP request to a receiver or a heartbeat's address, and what is to be thought of the answer. */
import type { Clock } from "../../kernel/clock.ts";

export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface PostEnv {
  fetch: typeof fetch;
  clock: Clock;
}

/** `why`: half a sentence. Nothing of the address is in it. */
export type Delivery =
  | { type: "taken" }
  /** It is to be asked again after `waitMs`, at the earliest. */
  | { type: "busy"; waitMs: number; why: string }
  /** It will not take this address or this message, however often it is asked. */
  | { type: "refused"; why: string }
  | { type: "failed"; why: string };

const TIME_LIMIT_MS = 10_000;
const EXCERPT_BYTES = 1_000;
const EXCERPT_CHARS = 200;
/** Who tells us to wait for longer is asked all the same. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** Sends it, and reads what is said of it, within ten seconds. Rejects only where `signal` ends it. */
export async function post(request: HttpRequest, env: PostEnv, signal: AbortSignal): Promise<Delivery> {
  const limit = new AbortController();
  const cancel = env.clock.after(TIME_LIMIT_MS, () => limit.abort());
  try {
    const response = await env.fetch(...fetchArguments(request, AbortSignal.any([signal, limit.signal])));
    const words = await excerpt(response).catch(() => "");
    return judge(response, words, env.clock.now());
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return { type: "failed", why: `no answer within ${TIME_LIMIT_MS / 1_000} s` };
    return { type: "failed", why: `it cannot be reached: ${faultWords(error)}` };
  } finally {
    cancel();
  }
}

/** Name and password of an address go where HTTP has them. What redirects may lead anywhere: none is followed. */
function fetchArguments(
  { method, url, headers, body }: HttpRequest,
  signal: AbortSignal,
): [URL, RequestInit] {
  const address = new URL(url);
  const { username, password } = address;
  const all = new Headers({ "User-Agent": "tapedeck", ...headers });
  if (username + password !== "") {
    all.set(
      "Authorization",
      `Basic ${base64(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`,
    );
  }
  address.username = address.password = "";
  return [address, { method, headers: all, body, redirect: "manual", signal }];
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function judge({ status, statusText, headers }: Response, words: string, now: number): Delivery {
  if (status >= 200 && status < 300) return { type: "taken" };
  const answer = `it answered ${`${status} ${statusText}`.trim()}`;
  const why = readable(words) === "" ? answer : `${answer}: ${readable(words)}`;
  const waitMs = waitOf(headers.get("Retry-After"), words, now);
  if (waitMs !== null && (status === 429 || status === 503)) return { type: "busy", waitMs, why };
  if (status >= 300 && status < 400) {
    return {
      type: "refused",
      why: `${answer}, which leads elsewhere and is not followed; write the address itself`,
    };
  }
  const mayWork = status >= 500 || status === 408 || status === 425 || status === 429;
  return mayWork ? { type: "failed", why } : { type: "refused", why };
}

/** Seconds or a date; Telegram and Discord have the seconds in the body. */
function waitOf(header: string | null, body: string, now: number): number | null {
  const seconds = header === null
    ? Number(/"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(body)?.[1] ?? NaN)
    : /^\d+(\.\d+)?$/.test(header)
    ? Number(header)
    : (Date.parse(header) - now) / 1_000;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds * 1_000, 0), LONGEST_WAIT_MS);
}

async function excerpt(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= EXCERPT_BYTES) break;
  }
  return text.slice(0, EXCERPT_BYTES);
}

/** A page that is meant for browsers says nothing in one line. */
function readable(words: string): string {
  return /^\s*</.test(words) ? "" : words.replace(/\s+/g, " ").trim().slice(0, EXCERPT_CHARS);
}

/** Without the address, which is a secret. */
function faultWords(error: unknown): string {
  const { message, cause } = error as Error;
  const words = cause instanceof Error ? cause.message : message;
  return words.replace(/^error sending request for url \(.*?\): /, "").replace(/^client error \(\w+\): /, "");
}
