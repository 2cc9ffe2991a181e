/** The application: every request passes the gate, then its route's checks, then its handler. */
import { type Context, Hono } from "hono";
import type { Clock } from "../actors/kernel/clock.ts";
import { createGate, type Visit } from "./access/gate.ts";
import { answerError } from "./answer.ts";
import { answererOf } from "./answerer.ts";
import { createBoardTexts } from "./board_texts.ts";
import type { Deck } from "./deck.ts";
import { answerAsset, type Assets, isPage } from "./pages.ts";
import type { Access, Route } from "./route.ts";
import { allRoutes } from "./routes.ts";

interface Env {
  /** Given by serve.ts. */
  Bindings: {
    /** Aborted when the server stops; answers that last end then. */
    stop: AbortSignal;
    /** Of the socket's other end. */
    address: string;
  };
}
export type App = Hono<Env>;

export interface AppOptions {
  clock: Clock;
  /** The page's files, see {@linkcode loadAssets}. */
  assets: Assets;
}

type Respond = (visit: Visit, c: Context<Env>) => Response | Promise<Response>;

/** The application over a deck. Serve it with {@linkcode serve}. */
export function createApp(deck: Deck, { clock, assets }: AppOptions): App {
  const app: App = new Hono();
  const gate = createGate({ deck, clock });
  const texts = createBoardTexts(deck, clock);
  const table = allRoutes(gate.routes);

  async function visited(
    c: Context<Env>,
    { access, kind }: Pick<Visit, "access" | "kind">,
    respond: Respond,
  ): Promise<Response> {
    const visit: Visit = {
      request: c.req.raw,
      url: new URL(c.req.url),
      address: c.env.address,
      access,
      kind,
    };
    const answer = gate.mark(visit, gate.refuse(visit) ?? await unfailing(respond, visit, c));
    letGo(c.req.raw);
    return answer;
  }

  async function unfailing(respond: Respond, visit: Visit, c: Context<Env>): Promise<Response> {
    try {
      return await respond(visit, c);
    } catch (error) {
      deck.requestFailed(`${c.req.method} ${c.req.path}`, error);
      return answerError(500, `Cannot answer ${c.req.path}: ${(error as Error).message}`);
    }
  }

  for (const route of table) {
    const answer = answererOf(route);
    const respond: Respond = ({ request, url, address }, c) =>
      answer({ deck, clock, texts, request, url, address, stop: c.env.stop, params: c.req.param() });
    const door = { access: route.access, kind: kindOf(route) };
    app.on(route.method, patternOf(route.path), (c) => visited(c, door, respond));
  }

  // No wildcard route: a request that several routes match takes Hono's slower way.
  app.notFound((c) => {
    const methods = allowedAt(c.req.path, table, assets);
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    return visited(c, doorAt(c.req.path, table), () => {
      const asset = isRead ? answerAsset(assets, c.req.path, c.req.raw.headers) : null;
      if (asset) return asset;
      if (methods.length === 0) return answerError(404, "Not Found");
      return answerError(405, "Method Not Allowed", { allow: methods.join(", ") });
    });
  });
  return app;
}

/** A body that nobody wanted: left where it is, the connection's next request would wait behind it for ever. */
function letGo({ body, bodyUsed }: Request): void {
  if (body && !bodyUsed && !body.locked) body.cancel().catch(() => {});
}

/** As Hono writes a path. */
function patternOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function kindOf({ answers }: Route): Visit["kind"] {
  return answers[200]?.type?.startsWith("text/html") ? "page" : "api";
}

/** How the gate sees what no route answers: of the API nothing is told to strangers, not even what there is not. */
function doorAt(path: string, table: Route[]): { access: Access; kind: Visit["kind"] } {
  if (isPage(path)) return { access: "reader", kind: "page" };
  const known = table.find((route) => isAt(path, route));
  if (known) return { access: known.access === "anyone" ? "anyone" : "reader", kind: "api" };
  if (path === "/api" || path.startsWith("/api/")) return { access: "reader", kind: "api" };
  return { access: "anyone", kind: "file" };
}

/** The methods that a path takes; none where there is nothing. */
function allowedAt(path: string, table: Route[], assets: Assets): string[] {
  const methods = table.filter((route) => isAt(path, route)).map(({ method }) => method);
  if (isPage(path) || assets.has(path)) methods.push("GET");
  return methods.flatMap((method) => method === "GET" ? ["GET", "HEAD"] : method);
}

function isAt(path: string, { path: pattern, params }: Route): boolean {
  const given = path.split("/");
  const steps = pattern.split("/");
  const fits = (step: string, n: number) =>
    step.startsWith("{")
      ? given[n] !== "" && params?.[step.slice(1, -1)]?.safeParse(given[n]).success !== false
      : step === given[n];
  return steps.length === given.length && steps.every(fits);
}
