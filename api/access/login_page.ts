/** The page that asks for the token: plain HTML, for a browser without scripts as well. */
import { createHash } from "node:crypto";
import { GUARD_HEADERS } from "../answer.ts";
import { STYLE } from "./login_style.ts";

const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

const HEADERS = {
  ...GUARD_HEADERS,
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'self' '${STYLE_HASH}'; img-src 'self'; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store, no-transform",
  // Under no-referrer a browser would send the form as from an unknown origin, which may command nothing.
  "referrer-policy": "strict-origin",
};

export interface LoginPage {
  status: 401 | 429;
  /** A path of ours, where it leads. */
  next: string;
  /** What was wrong, for people; null: nothing was tried yet. */
  fault: string | null;
  headers?: [name: string, value: string][];
}

export function answerLoginPage({ status, next, fault, headers = [] }: LoginPage): Response {
  return new Response(html(next, fault), { status, headers: [...Object.entries(HEADERS), ...headers] });
}

/** Does a request come from a browser that wants to show a page? */
export function wantsPage({ headers }: Request): boolean {
  return headers.get("accept")?.includes("text/html") ?? false;
}

function html(next: string, fault: string | null): string {
  const described = fault === null ? "where" : "fault where";
  const marks = fault === null ? "" : ' aria-invalid="true"';
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Log in – tapedeck</title>
    <link rel="icon" type="image/svg+xml" href="/favicon.svg">
    <link rel="stylesheet" href="/styles/palette.css">
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <p class="brand">${REELS}tapedeck</p>
      <h1>Log in</h1>
      <form method="post" action="/api/login">
        <input type="hidden" name="next" value="${escaped(next)}">
        <input name="username" autocomplete="username" value="tapedeck" readonly hidden>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
          autocapitalize="none" spellcheck="false" aria-describedby="${described}"${marks}>
        ${fault === null ? "" : `<p id="fault" class="fault" role="alert">${escaped(fault)}</p>`}
        <button>Log in</button>
      </form>
      <p id="where" class="where">
        The token is in the config file of this tapedeck, under <code>settings</code> as
        <code>ui_auth_token</code>, or in the environment as <code>TAPEDECK_SETTINGS__UI_AUTH_TOKEN</code>.
        You stay logged in for seven days, until you log out or tapedeck is restarted.
      </p>
    </main>
  </body>
</html>
`;
}

const REEL = '<circle r="7"/><path class="spokes" d="M0-4.5V4.5M-3.9-2.25L3.9 2.25M-3.9 2.25L3.9-2.25"/>';
const REELS = '<svg class="reels" viewBox="0 0 34 20" aria-hidden="true">' +
  `<g transform="translate(9 9)">${REEL}</g><g transform="translate(25 9)">${REEL}</g>` +
  '<path d="M2 18.5h30"/></svg>';

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}
