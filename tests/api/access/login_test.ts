import assert from "node:assert/strict";
import { withServer } from "../support.ts";
import { ask, type Asked, form, json, sessionIn, TOKEN } from "./support.ts";

const DAY_MS = 24 * 3_600_000;
const html = { accept: "text/html,application/xhtml+xml" };
const withCookie = (cookie: string): RequestInit => ({ headers: { cookie } });

Deno.test("a login gives a session that lets in for seven days", () =>
  withServer(async (served) => {
    const login = await ask(served, "/api/login", json({ token: TOKEN }));
    const expiresAt = (served.clock.now() + 7 * DAY_MS) / 1000;
    assert.deepEqual([login.status, JSON.parse(login.text)], [200, {
      status: "logged_in",
      expires_at: expiresAt,
    }]);
    const [session, old] = login.headers.getSetCookie();
    assert.match(
      session,
      /^tapedeck_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    );
    assert.equal(old, "dccd_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    const cookie = sessionIn(login);
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 200);
    await served.clock.advance(7 * DAY_MS - 1);
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 200);
    await served.clock.advance(1);
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 401);
  }, { token: TOKEN }));

Deno.test("a session decides only where neither header, cookie nor query shows a token", () =>
  withServer(async (served) => {
    const session = sessionIn(await ask(served, "/api/login", json({ token: TOKEN })));
    const cases: [string, Record<string, string>][] = [
      ["/api/jobs", { cookie: session, authorization: "Bearer wrong" }],
      ["/api/jobs", { cookie: `${session}; dccd_token=wrong` }],
      ["/api/jobs?token=wrong", { cookie: session }],
    ];
    for (const [path, headers] of cases) {
      assert.equal((await ask(served, path, { headers })).status, 401, path);
    }
    assert.equal((await ask(served, "/api/jobs", withCookie(`${session}; dccd_token=`))).status, 200);
  }, { token: TOKEN }));

Deno.test("a session ends with a logout, and the browser is told to forget both cookies", () =>
  withServer(async (served) => {
    const cookie = sessionIn(await ask(served, "/api/login", json({ token: TOKEN })));
    const logout = await ask(served, "/api/logout", { method: "POST", ...withCookie(cookie) });
    assert.deepEqual([logout.status, logout.text], [200, '{"status":"logged_out"}']);
    assert.deepEqual(logout.headers.getSetCookie(), [
      "tapedeck_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
      "dccd_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
    ]);
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 401);
    const byForm = await ask(served, "/api/logout", form({}));
    assert.deepEqual([byForm.status, byForm.headers.get("location")], [303, "/"]);
  }, { token: TOKEN }));

Deno.test("a change of the token ends every session", () =>
  withServer(async (served) => {
    const cookie = sessionIn(await ask(served, "/api/login", json({ token: TOKEN })));
    served.deck.access().token = "another";
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 401);
    served.deck.access().token = TOKEN;
    assert.equal((await ask(served, "/api/jobs", withCookie(cookie))).status, 401);
  }, { token: TOKEN }));

Deno.test("a login works in read-only mode", () =>
  withServer(async (served) => {
    const login = await ask(served, "/api/login", json({ token: TOKEN }));
    assert.equal(login.status, 200);
    assert.equal((await ask(served, "/api/logout", { method: "POST" })).status, 200);
  }, { token: TOKEN, isReadOnly: true }));

Deno.test("a session tells how one is let in and until when", () =>
  withServer(async (served) => {
    const session = async (init?: RequestInit) => JSON.parse((await ask(served, "/api/session", init)).text);
    const stranger = { authenticated: false, by: null, read_only: true, expires_at: null };
    assert.deepEqual(await session(), stranger);
    assert.deepEqual(await session({ headers: { authorization: "Bearer wrong" } }), stranger);
    const byToken = await session({ headers: { authorization: `Bearer ${TOKEN}` } });
    assert.deepEqual(byToken, { ...stranger, authenticated: true, by: "token" });
    const login = await ask(served, "/api/login", json({ token: TOKEN }));
    const { expires_at } = JSON.parse(login.text);
    const bySession = await session(withCookie(sessionIn(login)));
    assert.deepEqual(bySession, { ...stranger, authenticated: true, by: "session", expires_at });
  }, { token: TOKEN, isReadOnly: true }));

Deno.test("where no token is configured, everybody is let in and a login has nothing to do", () =>
  withServer(async (served) => {
    const login = await ask(served, "/api/login", json({ token: "anything" }));
    assert.deepEqual(JSON.parse(login.text), { status: "logged_in", expires_at: null });
    assert.deepEqual(login.headers.getSetCookie(), []);
    const session = await ask(served, "/api/session");
    assert.deepEqual(JSON.parse(session.text), {
      authenticated: true,
      by: null,
      read_only: false,
      expires_at: null,
    });
  }));

Deno.test("a page without credentials is the login page for a browser, and JSON for everybody else", () =>
  withServer(async (served) => {
    const page = await ask(served, "/jobs?exchange=binance&token=", { headers: html });
    assert.equal(page.status, 401);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(page.text, /<input type="hidden" name="next" value="\/jobs\?exchange=binance">/);
    assert.match(page.text, /settings.+ui_auth_token/s);
    assert.doesNotMatch(page.text, /role="alert"|<script/);
    const api = await ask(served, "/api/jobs", { headers: html });
    assert.equal(api.headers.get("content-type"), "application/json");
  }, { token: TOKEN }));

Deno.test("the login page's policy lets nothing in but its own styles, its icon and its form", () =>
  withServer(async (served) => {
    const page = await ask(served, "/", { headers: html });
    const style = /<style>([^]*?)<\/style>/.exec(page.text)![1];
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const hash = btoa(String.fromCharCode(...new Uint8Array(bytes)));
    assert.equal(
      page.headers.get("content-security-policy"),
      `default-src 'none'; style-src 'self' 'sha256-${hash}'; img-src 'self'; form-action 'self'; base-uri 'none'; ` +
        "frame-ancestors 'none'",
    );
    for (const [name, value] of [["x-frame-options", "DENY"], ["cache-control", "no-store, no-transform"]]) {
      assert.equal(page.headers.get(name), value);
    }
    for (const [, path] of page.text.matchAll(/<link [^>]*href="([^"]+)"/g)) {
      assert.equal((await ask(served, path)).status, 200, path);
    }
  }, { token: TOKEN }));

Deno.test("a form leads to the page that was asked for; a wrong token back to the form, which says so", () =>
  withServer(async (served) => {
    const right = await ask(served, "/api/login", form({ token: TOKEN, next: "/logs?tail=5" }));
    assert.deepEqual([right.status, right.headers.get("location")], [303, "/logs?tail=5"]);
    assert.equal((await ask(served, "/logs", withCookie(sessionIn(right)))).status, 200);
    const wrong = await ask(served, "/api/login", form({ token: "wrong", next: '/logs?a="><script>' }));
    assert.equal(wrong.status, 401);
    assert.match(wrong.text, /role="alert">That token is not the right one</);
    assert.match(wrong.text, /name="next" value="\/logs\?a=%22%3E%3Cscript%3E"/);
    assert.deepEqual(wrong.headers.getSetCookie(), []);
    assert.doesNotMatch(wrong.text, /value="wrong"/);
  }, { token: TOKEN }));

Deno.test("a login leads to no other site, however it is asked", () =>
  withServer(async (served) => {
    const elsewhere = [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "/\t/evil.example",
      "/\n/evil.example",
      " //evil.example",
      "/x/..//evil.example",
      "/.//evil.example",
      "/%2e//evil.example",
      "javascript:alert(1)",
      "evil.example",
      "",
      "/%",
      "http:///evil.example",
      `/${"\\".repeat(2)}evil.example`,
    ];
    for (const next of elsewhere) {
      const { status, headers } = await ask(served, "/api/login", form({ token: TOKEN, next }));
      assert.equal(status, 303);
      const location = headers.get("location")!;
      assert.equal(new URL(location, served.origin).origin, served.origin, `${next} leads to ${location}`);
      assert.match(location, /^\/(?!\/)/, next);
    }
  }, { token: TOKEN }));

Deno.test("what is asked for cannot add a header to the answer", () =>
  withServer(async (served) => {
    const tries = [
      "/a\r\nset-cookie: x=1",
      "/a%0d%0aset-cookie: x=1",
      "/a\u0085b",
      "/\u560d\u560aset-cookie:x",
    ];
    for (const next of tries) {
      const { headers } = await ask(served, "/api/login", form({ token: TOKEN, next }));
      assert.equal(headers.getSetCookie().length, 2, next);
      assert.match(headers.get("location")!, /^\/[!-~]*$/);
    }
  }, { token: TOKEN }));

Deno.test("JSON is JSON whatever it says it is, and what is no login is said without what was sent", () =>
  withServer(async (served) => {
    const asForm = json({ token: TOKEN }, { "content-type": "application/x-www-form-urlencoded" });
    assert.equal((await ask(served, "/api/login", asForm)).status, 200);
    for (const body of ["", "{}", "[]", "null", `{"token":7}`, `{"token":""}`, `{"token":"se-cret`]) {
      const answer: Asked = await ask(served, "/api/login", { method: "POST", body });
      assert.equal(answer.status, 422, body);
      assert.deepEqual(JSON.parse(answer.text).detail[0].loc, ["body", "token"]);
      assert.doesNotMatch(answer.text, /se-cret/);
    }
    const long = await ask(served, "/api/login", json({ token: "x".repeat(9_000) }));
    assert.equal(long.status, 413);
  }, { token: TOKEN }));

Deno.test("behind TLS the cookies go over TLS only, and the browser is told to stay with it", () =>
  withServer(async (served) => {
    const overTls = { "x-forwarded-proto": "https" };
    const login = await ask(served, "/api/login", json({ token: TOKEN }, overTls));
    for (const cookie of login.headers.getSetCookie()) assert.match(cookie, /; Secure$/);
    assert.equal(login.headers.get("strict-transport-security"), "max-age=31536000");
    const page = await ask(served, `/?token=${encodeURIComponent(TOKEN)}`, { headers: overTls });
    assert.match(page.headers.get("set-cookie")!, /; Secure$/);
    served.deck.access().isBehindProxy = false;
    const untrusted = await ask(served, "/api/login", json({ token: TOKEN }, overTls));
    for (const cookie of untrusted.headers.getSetCookie()) assert.doesNotMatch(cookie, /Secure/);
    assert.equal(untrusted.headers.get("strict-transport-security"), null);
  }, { token: TOKEN, isBehindProxy: true }));
