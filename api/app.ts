/** The routes of the JSON API and of the page, thin: each asks the deck and answers. */
import { type Context, Hono } from "hono";
import type { Clock } from "../actors/kernel/clock.ts";
import { cookieHeader, isAllowed, isForeign } from "./auth.ts";
import { answerError, answerJson, answerText } from "./answer.ts";
import { listBackfills, showBackfill, startBackfill, stopBackfill } from "./backfill.ts";
import type { Deck } from "./deck.ts";
import { answerEvents, encodeSnapshotEvent } from "./events.ts";
import { health } from "./health.ts";
import { answerLogs } from "./logs.ts";
import { answerAsset, type Assets, isPage } from "./pages.ts";
import { answerRead } from "./read.ts";
import { collect, setScheduler } from "./schedule.ts";
import { perRevision } from "./snapshot.ts";

interface Env {
  /** `stop` is aborted when the server stops; answers that last end then. Given by serve.ts. */
  Bindings: { stop: AbortSignal };
}
export type App = Hono<Env>;
type Handler = (c: Context<Env>) => Response | Promise<Response>;

export interface AppOptions {
  clock: Clock;
  /** The page's files, see {@linkcode loadAssets}. */
  assets: Assets;
}

const CROSS_SITE = "A page of another origin cannot command tapedeck";

/** The application over a deck. Serve it with {@linkcode serve}. */
export function createApp(deck: Deck, { clock, assets }: AppOptions): App {
  const app: App = new Hono();
  const route = (path: string, handlers: Partial<Record<"GET" | "POST" | "DELETE", Handler>>) => {
    for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
    const allow = Object.keys(handlers).map((method) => method === "GET" ? "GET, HEAD" : method).join(", ");
    app.all(path, () => answerError(405, "Method Not Allowed", { allow }));
  };
  const get = (path: string, handler: Handler) => route(path, { GET: handler });
  const notFound = () => answerError(404, "Not Found");
  const snapshotJson = perRevision(deck, JSON.stringify);
  const snapshotEvent = perRevision(
    deck,
    (snapshot) => encodeSnapshotEvent(snapshot.revision, snapshotJson()),
  );

  app.use((c, next) => isForeign(c.req.raw) ? Promise.resolve(answerError(403, CROSS_SITE)) : next());
  app.use(async (c, next) => {
    const token = deck.token();
    const page = isPage(c.req.path);
    if (token === null || !(page || c.req.path.startsWith("/api/"))) return await next();
    const url = new URL(c.req.url);
    if (!isAllowed(c.req.raw, url, token)) return answerError(401, "Invalid or missing token");
    await next();
    if (page && url.searchParams.has("token")) c.res.headers.append("set-cookie", cookieHeader(token));
  });

  get("/health", () => answerJson(health(deck, clock.now())));
  get("/api/inventory", () => answerJson(deck.inventory()));
  get("/api/jobs", () => answerJson(deck.jobs()));
  get("/api/streams", () => answerJson(deck.streams()));
  get("/api/scheduler", () => answerJson(deck.scheduler()));
  get("/api/metrics", () => answerJson(deck.metrics()));
  get("/api/config", () => answerJson(deck.config()));
  get("/api/config/overrides", () => answerJson(deck.configOverrides()));
  get("/api/logs", (c) => answerLogs(deck, c.req.query("tail")));
  get("/api/read", (c) => answerRead(deck, c.req.raw, clock.now() * 1000));
  route("/api/backfill", {
    GET: () => listBackfills(deck),
    POST: (c) => startBackfill(deck, c.req.raw),
  });
  route("/api/backfill/:id", {
    GET: (c) => showBackfill(deck, c.req.param("id")!),
    DELETE: (c) => stopBackfill(deck, c.req.param("id")!),
  });
  route("/api/collect", { POST: (c) => collect(deck, c.req.raw) });
  route("/api/scheduler/start", { POST: () => setScheduler(deck, "start") });
  route("/api/scheduler/stop", { POST: () => setScheduler(deck, "stop") });
  get("/api/snapshot", () => answerText(snapshotJson()));
  get("/api/events", (c) => answerEvents(c.req.method, { deck, clock, stop: c.env.stop, snapshotEvent }));
  app.all("/api/*", notFound);
  get("/*", (c) => answerAsset(assets, c.req.path, c.req.header("if-none-match")) ?? notFound());

  app.onError((error, c) => {
    deck.requestFailed(`${c.req.method} ${c.req.path}`, error);
    return answerError(500, `Cannot answer ${c.req.path}: ${error.message}`);
  });
  return app;
}
