/** Listens, and stops without losing an answer or waiting for ever. */
import type { Clock } from "../actors/kernel/clock.ts";
import { answerError } from "./answer.ts";
import type { App } from "./app.ts";
import { inUrl, isOwnHost } from "./hosts.ts";

/** What an answer under way has before its connection is cut. */
const GRACE_MS = 2_000;
/** `completed` is told when the last bytes are handed to the connection; cut at once, they never leave. */
const FLUSH_MS = 50;

export interface ServeOptions {
  /** Name or address to listen on; `0.0.0.0` is every interface. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
}

export interface Server {
  /** The port it listens on. */
  port: number;
  /** Ends event streams, waits up to 2 s for answers under way, then closes every connection. */
  stop(): Promise<void>;
}

/** Serves the application. Throws, with a sentence for the user, where it cannot listen. */
export function serve(app: App, { host, port, clock }: ServeOptions): Server {
  const stopping = new AbortController();
  const cut = new AbortController();
  const underWay = new Set<Promise<void>>();

  function answer(request: Request, info: Deno.ServeHandlerInfo): Response | Promise<Response> {
    const { hostname } = new URL(request.url);
    if (!isOwnHost(hostname, host)) {
      return answerError(403, `This server does not answer to the name "${hostname}"; use ${inUrl(host)}`);
    }
    if (stopping.signal.aborted) return answerError(503, "tapedeck is stopping");
    const completed: Promise<void> = info.completed.catch(() => {}).finally(() => underWay.delete(completed));
    underWay.add(completed);
    return app.fetch(request, { stop: stopping.signal });
  }

  const server = listen({ hostname: host, port, signal: cut.signal, onListen: () => {} }, answer);

  async function stop(): Promise<void> {
    stopping.abort();
    await within(GRACE_MS, clock, Promise.all(underWay));
    await new Promise<void>((resolve) => clock.after(FLUSH_MS, resolve));
    // Never server.shutdown(): it waits for ever for a client that does not read.
    cut.abort();
    await server.finished;
  }

  let stopped: Promise<void> | null = null;
  return { port: server.addr.port, stop: () => stopped ??= stop() };
}

function listen(
  options: Deno.ServeTcpOptions,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve(options, handler);
  } catch (error) {
    const address = `${inUrl(options.hostname!)}:${options.port}`;
    throw new Error(`Cannot listen on ${address}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "the port is taken; use --port or settings.ui_port";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the system does not allow it; ports below 1024 often need rights, use --port or settings.ui_port";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine has no such address; use --host or settings.ui_host";
  }
  return `${(error as Error).message}; check --host and --port`;
}

/** Waits for a promise, but no longer than so many ms. */
async function within(ms: number, clock: Clock, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const over = new Promise<void>((resolve) => cancel = clock.after(ms, resolve));
  await Promise.race([work, over]);
  cancel();
}
