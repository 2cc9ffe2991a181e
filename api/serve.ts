/**
 * Listens, within limits, and stops without losing an answer or waiting for ever.
 *
 * Recording goes on in the same process, so nobody may use up its files. `Deno.serve` takes every connection, waits
 * without end for the rest of a request (measured), and an accept that fails ends the whole program: "Too many open
 * files". node's server, which Deno brings too, can be told to refuse and to time out.
 */
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Clock } from "../actors/kernel/clock.ts";
import { clientOf } from "./access/client.ts";
import { allowedNames } from "./access/origins.ts";
import { answerError } from "./answer.ts";
import type { App } from "./app.ts";
import { affordableConnections, type ConnectionLimits, limitConnections } from "./connections.ts";
import type { Deck } from "./deck.ts";
import { inUrl, isOwnHost } from "./hosts.ts";
import { listen } from "./listen.ts";
import { send, type Sending, toRequest } from "./node_http.ts";

/** An answer counts as sent when its last bytes are handed to the connection; cut at once, they never leave. */
const FLUSH_MS = 50;

export interface Limits extends ConnectionLimits {
  /** Until a request's headers are there. */
  headersMs: number;
  /** Until its body is there too. */
  requestMs: number;
  /** Between two requests of a connection. */
  idleMs: number;
  /** While a client reads nothing of what is sent to it. */
  unreadMs: number;
  /** What an answer under way has, at a stop, before its connection is cut. */
  stopMs: number;
}

const TIMES = {
  headersMs: 10_000,
  requestMs: 40_000,
  idleMs: 65_000,
  unreadMs: 30_000,
  stopMs: 2_000,
};

export interface ServeOptions {
  /** Name or address to listen on; `0.0.0.0` is every interface. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
  /** Who may reach it, and where to tell what an operator should know. */
  deck: Pick<Deck, "access" | "noted" | "requestFailed">;
  /** Those that are to differ. */
  limits?: Partial<Limits>;
}

export interface Server {
  /** The port it listens on. */
  port: number;
  /** Ends event streams, waits for answers under way as long as `stopMs` says, then closes every connection. */
  stop(): Promise<void>;
}

/** Serves the application. Rejects, with a sentence for the user, where it cannot listen. */
export async function serve(app: App, options: ServeOptions): Promise<Server> {
  const { host, clock, deck, limits: changed } = options;
  const limits = { ...TIMES, ...affordableConnections(), ...changed };
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const sendings = new Set<Sending>();
  const answer = answerer(app, options, stopping.signal);

  async function respond(incoming: IncomingMessage, to: ServerResponse): Promise<void> {
    const sending = send(await answer(incoming), to, clock.elapsed);
    sendings.add(sending);
    await sending.done.finally(() => sendings.delete(sending));
  }

  function handle(incoming: IncomingMessage, to: ServerResponse): void {
    const done = respond(incoming, to).catch((error) => {
      to.destroy();
      deck.requestFailed(`${incoming.method} ${pathOf(incoming)}`, error);
    }).finally(() => underWay.delete(done));
    underWay.add(done);
  }

  const server = createHttpServer(limits, handle);
  limitConnections(server, {
    ...limits,
    clock,
    isShared: () => deck.access().isBehindProxy,
    told: (words) => deck.noted("warning", words),
  });
  const port = await listen(server, host, options.port);
  const endSweep = every(limits.unreadMs / 4, clock, () => {
    const sinceMs = clock.elapsed() - limits.unreadMs;
    for (const sending of sendings) if ((sending.waitsSinceMs ?? Infinity) < sinceMs) sending.cut();
  });

  async function stop(): Promise<void> {
    stopping.abort();
    await within(limits.stopMs, clock, Promise.all(underWay));
    await new Promise<void>((resolve) => clock.after(FLUSH_MS, resolve));
    endSweep();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await within(limits.stopMs, clock, closed); // never waited for without end, whatever the runtime does
  }

  let stopped: Promise<void> | null = null;
  return { port, stop: () => stopped ??= stop() };
}

type Answerer = (incoming: IncomingMessage) => Response | Promise<Response>;

function answerer(app: App, { host, deck }: ServeOptions, stop: AbortSignal): Answerer {
  return (incoming) => {
    const request = toRequest(incoming);
    if (!request) return answerError(400, "This is no request that a web server answers");
    const address = incoming.socket.remoteAddress ?? "";
    const rules = deck.access();
    const url = new URL(request.url);
    const client = clientOf(request.headers, url, address, rules);
    const name = new URL(`http://${client.host}`).hostname;
    if (!isOwnHost(name, host, allowedNames(rules))) return answerError(403, foreignName(name, host));
    if (stop.aborted) return answerError(503, "tapedeck is stopping");
    return app.fetch(request, { stop, address });
  };
}

function foreignName(name: string, host: string): string {
  return `This server does not answer to the name "${name}"; use ${inUrl(host)}, ` +
    "or add the address that you use to settings.ui_allow_origins";
}

/** Without the query: it may have a token. */
function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?")[0];
}

function createHttpServer(
  { headersMs, requestMs, idleMs }: Limits,
  handle: (incoming: IncomingMessage, to: ServerResponse) => void,
): HttpServer {
  return createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(1_000, headersMs / 4),
  }, handle);
}

/** Gives the function that ends it. */
function every(ms: number, clock: Clock, work: () => void): () => void {
  const again = () => {
    work();
    cancel = clock.after(ms, again);
  };
  let cancel = clock.after(ms, again);
  return () => cancel();
}

/** Waits for a promise, but no longer than so many ms. */
async function within(ms: number, clock: Clock, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const over = new Promise<void>((resolve) => cancel = clock.after(ms, resolve));
  await Promise.race([work, over]);
  cancel();
}
