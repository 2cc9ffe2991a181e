/**
 * The gate: every request passes it first, every answer last. In this order it is asked whose page sent the request
 * (CSRF, CORS), how often its client came, what it shows for itself, and whether anything may be changed. What may
 * is what the config says at that moment.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../actors/kernel/clock.ts";
import type { AccessRules, Deck } from "../deck.ts";
import type { Access, Route } from "../route.ts";
import { type Buckets, createBuckets } from "./buckets.ts";
import { type Client, clientOf } from "./client.ts";
import { clearedCookie, cookieHeader, TOKEN_COOKIE } from "./cookies.ts";
import { createFailures } from "./failures.ts";
import { answerLoginPage, wantsPage } from "./login_page.ts";
import { loginRoutes } from "./login_routes.ts";
import { answerPreflight, isForeign, markOrigin } from "./origins.ts";
import { ownPath } from "./place.ts";
import * as refusals from "./refusals.ts";
import { createSessions } from "./sessions.ts";
import { createStandings, type Standing } from "./standing.ts";

export interface Visit {
  request: Request;
  /** The request's own, parsed. */
  url: URL;
  /** Of the socket's other end. */
  address: string;
  access: Access;
  kind: "api" | "page" | "file";
}

export interface Gate {
  /** The answer in its place (401, 403, 429, a preflight's 204, the login page), or null where it may pass. */
  refuse(visit: Visit): Response | null;
  /** The answer with what the gate has to add: cookies, CORS, HSTS. Of refusals too. */
  mark(visit: Visit, answer: Response): Response;
  /** login, logout, session. */
  routes: Route[];
}

export interface GateOptions {
  deck: Pick<Deck, "access" | "noted">;
  clock: Clock;
  /** Gives so many bytes that nobody can guess. */
  random?(bytes: number): Uint8Array;
}

const HSTS = "max-age=31536000";

export function createGate({ deck, clock, random = randomBytes }: GateOptions): Gate {
  const failures = createFailures(clock, (words) => deck.noted("warning", words));
  const sessions = createSessions(random);
  const standings = createStandings({ clock, failures, sessions });
  const visits = createBuckets();

  function refuse(visit: Visit): Response | null {
    const { request, url, address, access } = visit;
    const rules = deck.access();
    const client = clientOf(request.headers, url, address, rules);
    const preflight = answerPreflight(request, rules);
    if (preflight) return preflight;
    if (isForeign(request, client, rules)) return refusals.answerForeign();
    const tooFast = refuseTooFast(visits, visit, client, rules, clock.elapsed());
    if (tooFast || access === "anyone") return tooFast;
    const refused = refuseStanding(standings.of(request, url, client, rules), visit, client);
    if (refused) return refused;
    return access === "writer" && rules.isReadOnly ? refusals.answerReadOnly() : null;
  }

  function mark({ request, url, address, kind }: Visit, answer: Response): Response {
    const rules = deck.access();
    markOrigin(request, answer, rules);
    if (rules.isBehindProxy && clientOf(request.headers, url, address, rules).scheme === "https") {
      answer.headers.set("strict-transport-security", HSTS);
    }
    const given = kind === "page" && answer.status < 400 ? url.searchParams.get("token") : null;
    if (given !== null && standings.isToken(given, rules)) {
      const { scheme } = clientOf(request.headers, url, address, rules);
      answer.headers.append("set-cookie", cookieHeader(TOKEN_COOKIE, given, { scheme }));
    }
    return answer;
  }

  return { refuse, mark, routes: loginRoutes({ sessions, standings }) };
}

function refuseTooFast(
  visits: Buckets,
  { url }: Visit,
  { address }: Client,
  { rateLimit }: AccessRules,
  nowMs: number,
): Response | null {
  if (rateLimit === null || !url.pathname.startsWith("/api/")) return null;
  const allowance = { capacity: rateLimit, refillMs: 60_000 / rateLimit };
  const waitSeconds = visits.waitSeconds(address, allowance, nowMs);
  if (waitSeconds > 0) return refusals.answerTooFast(waitSeconds, rateLimit);
  visits.take(address, allowance, nowMs);
  return null;
}

function refuseStanding(standing: Standing, visit: Visit, { scheme }: Client): Response | null {
  switch (standing.type) {
    case "open":
    case "token":
    case "session":
      return null;
    case "stranger":
      return answerStranger(visit, null, []);
    case "wrong": {
      // A browser would go on to show a cookie that has become wrong, in place of its session.
      const cookies = standing.from === "cookie" ? [clearedCookie(TOKEN_COOKIE, scheme)] : [];
      return answerStranger(visit, refusals.WRONG_TOKEN, cookies);
    }
    case "locked":
      return answerLocked(visit, standing.waitSeconds);
    default:
      throw standing satisfies never;
  }
}

function answerStranger({ kind, request, url }: Visit, fault: string | null, cookies: string[]): Response {
  const answer = kind === "page" && wantsPage(request)
    ? answerLoginPage({ status: 401, next: ownPath(url.pathname + url.search), fault })
    : refusals.answerUnauthorized();
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  return answer;
}

function answerLocked({ kind, request, url }: Visit, waitSeconds: number): Response {
  if (kind !== "page" || !wantsPage(request)) return refusals.answerLocked(waitSeconds);
  return answerLoginPage({
    status: 429,
    next: ownPath(url.pathname + url.search),
    fault: refusals.tooManyWrong(waitSeconds),
    headers: [["retry-after", String(waitSeconds)]],
  });
}
