/**
 * The only way out for REST requests. ccxt's own timeout does not cover the body, and ccxt makes rows of
 * answers that are none (a proxy's page, an error in an array), so an answer is read here to its end and
 * refused here, before ccxt sees it.
 */
import type { Clock } from "../../kernel/mod.ts";
import type { Budget } from "../budget.ts";
import { type FaultKind, VenueFault } from "../contract.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchOptions {
  exchange: string;
  fetch: Fetch;
  clock: Clock;
  budget: Pick<Budget, "observe">;
  /** The weight that one minute allows, where answers carry `x-mbx-used-weight-1m`. */
  weightLimit?: number;
  limits?: FetchLimits;
}

export interface FetchLimits {
  /** From the call to the answer's headers, from there to the body's end, and between two pieces of the body. */
  headersMs: number;
  bodyMs: number;
  quietMs: number;
  maxBytes: number;
}

/** Binance's `exchangeInfo` is the largest answer asked for: some 15 MB. */
const LIMITS: FetchLimits = { headersMs: 10_000, bodyMs: 30_000, quietMs: 5_000, maxBytes: 64_000_000 };
/** Where the exchange does not say how long: 418 is Binance's ban, which lasts two minutes at least. */
const WAIT_MS = 10_000;
const BAN_MS = 120_000;
const SHOWN_CHARS = 200;

/** An answer that the exchange refused, with its body, which may say more. */
export class HttpRefusal extends VenueFault {
  constructor(
    kind: FaultKind,
    message: string,
    retryAfterMs: number | null,
    readonly status: number,
    readonly body: string,
  ) {
    super(kind, message, retryAfterMs);
  }
}

/**
 * A fetch that gives complete JSON answers of status < 400 and throws {@linkcode VenueFault} for all else:
 * `network` (refused, cut or timed out, 403, 408, 5xx), `rate-limit` (429, 418), `final` (451), `garbage` (not JSON,
 * too large, another 4xx; the latter as {@linkcode HttpRefusal}). When `signal` aborts, its reason is thrown.
 * `heard` is told the exchange's time, ms, where the answer has a Date.
 */
export function guardedFetch(options: FetchOptions) {
  const limits = options.limits ?? LIMITS;
  return async function (
    url: string,
    init: RequestInit,
    { signal, heard }: { signal: AbortSignal; heard?: (exchangeMs: number) => void },
  ): Promise<Response> {
    const what = `ask ${options.exchange} ${new URL(url).pathname}`;
    const timeout = new AbortController();
    const expire = (waited: string) => () =>
      timeout.abort(new VenueFault("network", `Cannot ${what}: ${waited}`));
    const either = AbortSignal.any([signal, timeout.signal]);
    const within = (ms: number, waited: string) => options.clock.after(ms, expire(waited));
    let cancel = within(limits.headersMs, `no answer for ${limits.headersMs / 1000} s`);
    let cancelQuiet = () => {};
    function heardPiece() {
      cancelQuiet();
      cancelQuiet = within(limits.quietMs, `its body went quiet for ${limits.quietMs / 1000} s`);
    }
    try {
      const response = await options.fetch(url, { ...init, redirect: "error", signal: either });
      cancel();
      observe(response, options, heard);
      cancel = within(limits.bodyMs, `its body took over ${limits.bodyMs / 1000} s`);
      heardPiece();
      const body = await readText(response, { maxBytes: limits.maxBytes, what, heardPiece });
      refuse(response, body, what, options);
      return new Response(body, { status: 200, headers: response.headers });
    } catch (error) {
      if (either.aborted) throw either.reason;
      if (error instanceof VenueFault) throw error;
      throw new VenueFault("network", `Cannot ${what}: ${rootMessage(error)}`);
    } finally {
      cancel();
      cancelQuiet();
    }
  };
}

function observe(response: Response, options: FetchOptions, heard?: (exchangeMs: number) => void) {
  const date = Date.parse(response.headers.get("date") ?? "");
  const exchangeMs = Number.isFinite(date) ? date : undefined;
  if (exchangeMs !== undefined) heard?.(exchangeMs);
  const usedWeight = Number(response.headers.get("x-mbx-used-weight-1m") ?? NaN);
  const limitWeight = options.weightLimit;
  if (Number.isFinite(usedWeight) && limitWeight) {
    options.budget.observe({ usedWeight, limitWeight, exchangeMs });
  }
}

async function readText(
  response: Response,
  { maxBytes, what, heardPiece }: { maxBytes: number; what: string; heardPiece(): void },
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    heardPiece();
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new VenueFault("garbage", `Cannot ${what}: the answer is larger than ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Throws where the answer is not one to make rows of. */
function refuse({ status, headers }: Response, body: string, what: string, options: FetchOptions) {
  const said = `HTTP ${status} ${body.trim().slice(0, SHOWN_CHARS)}`.trim();
  if (status === 429 || status === 418) {
    const waitMs = retryAfterMs(headers, options.clock) ?? (status === 418 ? BAN_MS : WAIT_MS);
    options.budget.observe({ retryAfterMs: waitMs });
    throw new HttpRefusal("rate-limit", `Cannot ${what}: ${said}`, waitMs, status, body);
  }
  if (status >= 400) throw new HttpRefusal(kindOf(status), `Cannot ${what}: ${said}`, null, status, body);
  if (!isJson(body)) throw new VenueFault("garbage", `Cannot ${what}: the answer is not JSON: ${said}`);
}

function kindOf(status: number): FaultKind {
  if (status === 451) return "final";
  return status >= 500 || status === 403 || status === 408 ? "network" : "garbage";
}

/** `Retry-After` as seconds, or as a date by the exchange's own clock. */
function retryAfterMs(headers: Headers, clock: Clock): number | null {
  const text = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const untilMs = Date.parse(text);
  const nowMs = Date.parse(headers.get("date") ?? "") || clock.now();
  return Number.isFinite(untilMs) ? Math.max(0, untilMs - nowMs) : null;
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Deno wraps what happened on the socket into "error sending request". */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
