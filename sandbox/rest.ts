/** A REST request's way: its weight, the limits, the faults, the answer, the ledger. */
import { answerOf, ENDPOINTS } from "./endpoints.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { type Limits, retryAfterS, type Verdict, WEIGHT_PER_MINUTE } from "./limits.ts";
import type { Market } from "./market.ts";
import { BAD_GATEWAY_PAGE, GARBAGE_PAGE } from "./oddities.ts";
import { Refusal } from "./parameters.ts";

export interface RestOptions {
  readonly market: Market;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly limits: Limits;
  /** Market time, ms. */
  readonly now: () => number;
  readonly timeScale: number;
}

/** Answers `/api/v3/{name}`. */
export async function answerRest(options: RestOptions, request: Request, name: string): Promise<Response> {
  const query = new URL(request.url).searchParams, path = `/api/v3/${name}`;
  const verdict = options.limits.spend(ENDPOINTS[name]?.weight(query) ?? 1);
  const target = { path, symbol: query.get("symbol") ?? undefined };
  const response = limited(verdict) ?? struck(options, target) ?? await answered(options, name, query);
  response.headers.set("x-mbx-used-weight", String(options.limits.used));
  response.headers.set("x-mbx-used-weight-1m", String(options.limits.used));
  options.ledger.request(path, response.status);
  return spoiled(options.faults, target, response);
}

async function answered(
  { market, now }: RestOptions,
  name: string,
  query: URLSearchParams,
): Promise<Response> {
  try {
    return json(await answerOf(name, query, market, now()));
  } catch (cause) {
    if (cause instanceof Refusal) return refusal(cause.status, cause.code, cause.message);
    throw cause;
  }
}

function limited(verdict: Verdict): Response | undefined {
  switch (verdict.kind) {
    case "within":
      return undefined;
    case "over": {
      const limit = `current limit is ${WEIGHT_PER_MINUTE} request weight per 1 MINUTE`;
      const advice = "Please use WebSocket Streams for live updates to avoid polling the API.";
      return refusal(429, -1003, `Too much request weight used; ${limit}. ${advice}`, verdict.retryAfterS);
    }
    case "banned":
      return banned(verdict.untilMs, verdict.retryAfterS);
    default:
      throw new Error(`Cannot limit ${JSON.stringify(verdict satisfies never)}`);
  }
}

function banned(untilMs: number, afterS?: number): Response {
  const advice = "Please use WebSocket Streams for live updates to avoid bans.";
  return refusal(
    418,
    -1003,
    `Way too much request weight used; IP banned until ${untilMs}. ${advice}`,
    afterS,
  );
}

type RequestTarget = { readonly path: string; readonly symbol?: string };

/** The answer of a fault that has one of its own. */
function struck({ faults, now, timeScale }: RestOptions, target: RequestTarget): Response | undefined {
  const status = faults.strike("status", [target]);
  if (status) return failed(status, now(), timeScale);
  if (faults.strike("garbage-answer", [target])) return new Response(GARBAGE_PAGE, { headers: HTML });
}

/** 500 comes from the exchange itself, 502 and 503 from what stands before it, which speaks no JSON. */
function failed(
  { status, retryAfterS: asked }: Extract<Fault, { kind: "status" }>,
  nowMs: number,
  timeScale: number,
) {
  const afterS = asked && retryAfterS(asked * 1000, timeScale);
  if (status === 418) return banned(nowMs + (afterS ?? 0) * 1000, afterS);
  if (status === 429) return refusal(429, -1003, "Too many requests.", afterS);
  if (status === 500) {
    return refusal(500, -1000, "An unknown error occurred while processing the request.", afterS);
  }
  return withRetryAfter(new Response(BAD_GATEWAY_PAGE, { status, headers: HTML }), afterS);
}

/** The same answer with its body stalled or cut in the middle, where a fault says so. */
function spoiled(faults: Faults, target: RequestTarget, response: Response): Response {
  if (faults.strike("stall", [target])) return new Response(half(response, () => {}), response);
  if (faults.strike("cut", [target])) {
    return new Response(half(response, cutSoon), response);
  }
  return response;
}

/** The half before the cut is on its way by then. */
const CUT_AFTER_MS = 10;

const cutSoon = (body: ReadableStreamDefaultController<Uint8Array>) =>
  void setTimeout(() => body.error(CUT), CUT_AFTER_MS);

/** Why a body ended early. By its name the server knows that it is no failure of its own. */
const CUT = new DOMException("The body was cut on demand", "AbortError");

function half(response: Response, then: (body: ReadableStreamDefaultController<Uint8Array>) => void) {
  return new ReadableStream<Uint8Array>({
    async start(body) {
      const whole = new Uint8Array(await response.arrayBuffer());
      if (whole.length > 1) body.enqueue(whole.subarray(0, whole.length >> 1));
    },
    pull: then,
  }, { highWaterMark: 0 });
}

const HTML = { "content-type": "text/html" };

const json = (body: string, status = 200): Response =>
  new Response(body, { status, headers: { "content-type": "application/json;charset=UTF-8" } });

const refusal = (status: number, code: number, msg: string, afterS?: number): Response =>
  withRetryAfter(json(JSON.stringify({ code, msg }), status), afterS);

function withRetryAfter(response: Response, afterS: number | undefined): Response {
  if (afterS !== undefined) response.headers.set("retry-after", String(afterS));
  return response;
}
