/** The sandbox's own routes, `/_sandbox/…`: trouble on demand, the truth, and what was sent. */
import { z } from "zod";
import { type Fault, FaultRequest, type Faults } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import type { Limits } from "./limits.ts";
import type { Market } from "./market.ts";
import type { Sockets } from "./sockets.ts";
import { truthOf } from "./truth.ts";

export interface ControlOptions {
  readonly market: Market;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly limits: Limits;
  readonly sockets: Sockets;
  /** Market time, ms. */
  readonly now: () => number;
  /** Stops listening for a while, as soon as the running request is answered. */
  readonly refuse: (forMs: number) => void;
}

export const CONTROL_PREFIX = "/_sandbox/";

/** Answers `/_sandbox/{route}`. */
export async function answerControl(
  options: ControlOptions,
  request: Request,
  route: string,
): Promise<Response> {
  if (!isOwn(request)) return problem(403, "Cannot control the sandbox from another origin");
  try {
    return await dispatch(options, request, route) ??
      problem(404, `Cannot ${request.method} ${CONTROL_PREFIX}${route}: there is no such route`);
  } catch (cause) {
    if (cause instanceof z.ZodError) return problem(400, z.prettifyError(cause));
    if (cause instanceof RangeError || cause instanceof SyntaxError) return problem(400, cause.message);
    throw cause;
  }
}

async function dispatch(
  options: ControlOptions,
  request: Request,
  route: string,
): Promise<Response | undefined> {
  const { market, faults, now } = options;
  switch (`${request.method} ${route}`) {
    case "GET faults":
      return Response.json(faults.list());
    case "POST faults":
      return Response.json(FaultRequest.parse(await request.json()).map((fault) => begin(options, fault)));
    case "DELETE faults":
      faults.clear();
      return Response.json([]);
    case "GET sent":
      return Response.json(sent(options));
    default:
      if (request.method !== "GET" || !route.startsWith("truth/")) return undefined;
      return streamed(
        truthOf(route.slice("truth/".length), new URL(request.url).searchParams, market, now()),
      );
  }
}

function begin({ faults, sockets, refuse }: ControlOptions, fault: Fault) {
  if (fault.kind === "refuse") refuse(fault.forMs);
  return faults.add(fault, sockets.matching(fault));
}

const sent = ({ ledger, limits }: ControlOptions) => ({
  connections: ledger.connections(),
  requests: ledger.requests(),
  weight: { used: limits.used, most: limits.most },
});

function streamed(chunks: Generator<string> | undefined): Response | undefined {
  if (!chunks) return undefined;
  const body = new ReadableStream<string>({
    pull(controller) {
      const { done, value } = chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "application/json" },
  });
}

/** A web page must not reach these routes: no foreign origin, and no other name that leads to this address. */
function isOwn(request: Request): boolean {
  const host = request.headers.get("host") ?? "", origin = request.headers.get("origin");
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && (origin === null || origin === `http://${host}`);
}

const problem = (status: number, error: string): Response => Response.json({ error }, { status });
