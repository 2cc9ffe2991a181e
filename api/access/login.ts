/** What login, logout and session answer; login_routes.ts has their routes. */
import { z } from "zod";
import type { ApiError } from "../../schemas/wire.ts";
import { answerError, answerJson, answerText } from "../answer.ts";
import { readBytes } from "../body.ts";
import type { Call } from "../route.ts";
import { type Client, clientOf } from "./client.ts";
import { clearedCookie, cookieHeader, readCookie, SESSION_COOKIE, TOKEN_COOKIE } from "./cookies.ts";
import { answerLoginPage, type LoginPage, wantsPage } from "./login_page.ts";
import { ownPath } from "./place.ts";
import { answerLocked, answerUnauthorized, tooManyWrong, WRONG_TOKEN } from "./refusals.ts";
import { type Session, SESSION_MS, type Sessions } from "./sessions.ts";
import type { Standing, Standings } from "./standing.ts";

const MAX_BODY_BYTES = 8 << 10;

export interface LoginParts {
  sessions: Sessions;
  standings: Standings;
}

/** A login as a script sends it. */
export const LoginRequest = z.object({ token: z.string().min(1) });

type Wish =
  | { type: "json"; token: string }
  | { type: "form"; token: string; next: string }
  | { type: "unclear"; detail: ApiError["detail"] };

export async function login(parts: LoginParts, call: Call): Promise<Response> {
  const body = await readBytes(call.request, call.clock, MAX_BODY_BYTES);
  if (!body.ok) return body.answer;
  const wish = wishOf(new TextDecoder().decode(body.value), call.request);
  if (wish.type === "unclear") return answerError(422, wish.detail);
  const client = clientOf(call.request.headers, call.url, call.address, call.deck.access());
  const standing = parts.standings.ofToken(wish.token, client, call.deck.access());
  switch (standing.type) {
    case "open":
      return loggedIn(wish, null, []);
    case "token": {
      const { id, session } = parts.sessions.begin(call.clock.now());
      call.deck.noted("info", `somebody logged in from ${client.address}`);
      return loggedIn(wish, session, loginCookies(id, client));
    }
    default:
      return notLoggedIn(wish, standing);
  }
}

/** The token as JSON, or in a form. What begins like JSON is JSON, whatever it says it is. */
function wishOf(text: string, { headers }: Request): Wish {
  const isForm = headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") &&
    !text.trimStart().startsWith("{");
  if (isForm) {
    const form = new URLSearchParams(text);
    return { type: "form", token: form.get("token") ?? "", next: ownPath(form.get("next")) };
  }
  const parsed = LoginRequest.safeParse(jsonIn(text));
  if (parsed.success) return { type: "json", token: parsed.data.token };
  return {
    type: "unclear",
    detail: [{ loc: ["body", "token"], msg: 'expected a body like {"token": "…"}', type: "missing" }],
  };
}

/** Undefined where it is none: an error's words could show what was sent. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function loginCookies(id: string, { scheme }: Client): string[] {
  return [
    cookieHeader(SESSION_COOKIE, id, { scheme, maxAgeSeconds: SESSION_MS / 1000 }),
    clearedCookie(TOKEN_COOKIE, scheme),
  ];
}

function loggedIn(
  wish: Wish & { type: "json" | "form" },
  session: Session | null,
  cookies: string[],
): Response {
  const answer = wish.type === "form"
    ? answerText("", 303, { location: wish.next })
    : answerJson({ status: "logged_in", expires_at: session && session.expiresAtMs / 1000 });
  return withCookies(answer, cookies);
}

function notLoggedIn(wish: Wish & { type: "json" | "form" }, standing: Standing): Response {
  const isLocked = standing.type === "locked";
  if (wish.type === "json") return isLocked ? answerLocked(standing.waitSeconds) : answerUnauthorized();
  const { next } = wish;
  const page: LoginPage = isLocked
    ? {
      status: 429,
      next,
      fault: tooManyWrong(standing.waitSeconds),
      headers: [["retry-after", String(standing.waitSeconds)]],
    }
    : { status: 401, next, fault: WRONG_TOKEN };
  return answerLoginPage(page);
}

export function logout({ sessions }: LoginParts, { request, url, address, deck }: Call): Response {
  const { scheme } = clientOf(request.headers, url, address, deck.access());
  const id = readCookie(request.headers, SESSION_COOKIE);
  if (id !== null) sessions.end(id);
  const answer = wantsPage(request)
    ? answerText("", 303, { location: "/" })
    : answerJson({ status: "logged_out" });
  return withCookies(answer, [clearedCookie(SESSION_COOKIE, scheme), clearedCookie(TOKEN_COOKIE, scheme)]);
}

export function showSession({ standings }: LoginParts, { request, url, address, deck }: Call): Response {
  const rules = deck.access();
  const standing = standings.of(request, url, clientOf(request.headers, url, address, rules), rules);
  if (standing.type === "locked") return answerLocked(standing.waitSeconds);
  const by = standing.type === "token" || standing.type === "session" ? standing.type : null;
  return answerJson({
    authenticated: by !== null || standing.type === "open",
    by,
    read_only: rules.isReadOnly,
    expires_at: standing.type === "session" ? standing.expiresAtMs / 1000 : null,
  });
}

function withCookies(answer: Response, cookies: string[]): Response {
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  return answer;
}
