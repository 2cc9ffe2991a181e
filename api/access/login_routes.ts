/** The routes `/api/login`, `/api/logout` and `/api/session`. */
import { z } from "zod";
import { ApiError } from "../../schemas/wire.ts";
import { type Route, route } from "../route.ts";
import { login, type LoginParts, LoginRequest, logout, showSession } from "./login.ts";
import { INVALID_TOKEN } from "./refusals.ts";

const LoginForm = z.object({ token: z.string(), next: z.string().optional() });
const LoginAnswer = z.strictObject({
  status: z.literal("logged_in"),
  /** Epoch seconds; null where no token is configured, and so nothing to be logged into. */
  expires_at: z.number().nullable(),
});
const LogoutAnswer = z.strictObject({ status: z.literal("logged_out") });
const SessionAnswer = z.strictObject({
  /** Also where no token is configured. */
  authenticated: z.boolean(),
  by: z.enum(["token", "session"]).nullable(),
  read_only: z.boolean(),
  /** Epoch seconds; of a session. */
  expires_at: z.number().nullable(),
});

export function loginRoutes(parts: LoginParts): Route[] {
  return [
    route({
      method: "POST",
      path: "/api/login",
      summary: "Begin a session",
      description: "Sets a session's cookie for seven days, in place of the cookie `dccd_token`. The login " +
        "page sends a form, and is then led to `next` with a 303.",
      access: "anyone",
      takes: [
        { type: "application/json", schema: LoginRequest },
        { type: "application/x-www-form-urlencoded", schema: LoginForm },
      ],
      bodyExample: { token: "…" },
      answers: {
        200: { description: "Logged in", schema: LoginAnswer },
        303: { description: "The same, of a form: to the page that was asked for", type: "text/html" },
        401: { description: "The token is wrong", schema: ApiError, example: { detail: INVALID_TOKEN } },
        408: { description: "The body did not come within 30 s", schema: ApiError },
        413: { description: "The body has more than 8 KiB", schema: ApiError },
        422: { description: "The body has no token", schema: ApiError },
      },
      handle: (call) => login(parts, call),
    }),
    route({
      method: "POST",
      path: "/api/logout",
      summary: "End the session",
      description: "Has the browser forget both cookies. A form is led to `/` with a 303.",
      access: "anyone",
      answers: {
        200: { description: "Logged out", schema: LogoutAnswer },
        303: { description: "The same, of a form", type: "text/html" },
      },
      handle: (call) => logout(parts, call),
    }),
    route({
      method: "GET",
      path: "/api/session",
      summary: "Who one is to tapedeck",
      access: "anyone",
      answers: { 200: { description: "By what one is let in, if at all", schema: SessionAnswer } },
      handle: (call) => showSession(parts, call),
    }),
  ];
}
