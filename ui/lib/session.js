// @ts-check
/// <reference lib="dom" />
/**
 * Who one is to the server, and whether anything may be changed.
 * @import { Signal } from "@preact/signals"
 * @import { Live } from "./live.js"
 */
import { effect, signal } from "@preact/signals";
import { ask, goToLogin } from "./api.js";
import { whileSeen } from "./use_answer.js";

const EVERY_MS = 60_000;
/** Tells the other tabs that they are logged out as well. */
const LOGGED_OUT = "tapedeck-logged-out";

/**
 * @typedef {object} Session
 * @property {boolean} readOnly Nothing may be changed.
 * @property {"token" | "session" | null} by What one is let in by; null: no token is asked for.
 * @property {number | null} expiresAt ms; of a session.
 *
 * @typedef {{ authenticated: boolean, by: Session["by"], read_only: boolean, expires_at: number | null }} SessionAnswer
 */

/**
 * Asked for at the start, now and then, and when the server is back: meanwhile one may have been logged out.
 * @param {Live} live
 * @returns {Signal<Session>}
 */
export function openSession(live) {
  /** @type {Signal<Session>} */
  const session = signal({ readOnly: false, by: null, expiresAt: null });

  async function look() {
    const answer = /** @type {import("./api.js").Answer<SessionAnswer>} */ (await ask.get("/api/session"));
    if (!answer.ok) return;
    const { authenticated, by, read_only, expires_at } = answer.value;
    if (!authenticated) return goToLogin();
    session.value = { readOnly: read_only, by, expiresAt: expires_at === null ? null : expires_at * 1000 };
  }

  let before = "";
  effect(() => {
    const { state } = live.connection.value;
    if (state !== before) look();
    before = state;
  });
  whileSeen(look, EVERY_MS);
  addEventListener("storage", ({ key }) => key === LOGGED_OUT && location.reload());
  return session;
}

/** Why nothing may be changed, for the title of what is disabled; null: it may. @param {Signal<Session>} session */
export function whyReadOnly(session) {
  return session.value.readOnly
    ? "Read-only mode: settings.ui_readonly is on, so nothing can be changed here."
    : null;
}

/** Ends the session, and shows the login page. */
export async function logOut() {
  const answer = await ask.post("/api/logout");
  if (!answer.ok) return answer;
  localStorage.setItem(LOGGED_OUT, String(Date.now()));
  location.assign("/");
  return answer;
}
