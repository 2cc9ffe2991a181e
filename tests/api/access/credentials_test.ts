import assert from "node:assert/strict";
import { withServer } from "../support.ts";
import { ask, json, TOKEN } from "./support.ts";

const COOKIE = `dccd_token=${encodeURIComponent(TOKEN)}`;

Deno.test("with a token set, nothing is told without it, and its absence is said as before", () =>
  withServer(async (served) => {
    for (const path of ["/api/events", "/api/config", "/api/nothing", "/", "/jobs", "/openapi.json"]) {
      const { status, text } = await ask(served, path);
      assert.equal(status, 401, path);
      assert.equal(text, '{"detail":"Invalid or missing token"}');
    }
    assert.equal(served.deck.listeners(), 0);
  }, { token: TOKEN }));

Deno.test("health and the page's files need no token", () =>
  withServer(async (served) => {
    for (const path of ["/health", "/main.js", "/style.css"]) {
      assert.equal((await ask(served, path)).status, 200, path);
    }
  }, { token: TOKEN }));

Deno.test("header, cookie and query are taken, the first that is there decides", () =>
  withServer(async (served) => {
    const query = `/api/jobs?token=${encodeURIComponent(TOKEN)}`;
    const cases: [path: string, headers: Record<string, string>, status: number][] = [
      ["/api/jobs", { authorization: `Bearer ${TOKEN}` }, 200],
      ["/api/jobs", { authorization: `bearer ${TOKEN}` }, 200],
      ["/api/jobs", { cookie: COOKIE }, 200],
      [query, {}, 200],
      [query, { authorization: "Bearer wrong", cookie: COOKIE }, 401],
      [query, { authorization: "Basic dXNlcjpwYXNz" }, 401],
      [query, { authorization: "" }, 401],
      [query, { cookie: "dccd_token=wrong" }, 401],
      [query, { cookie: "dccd_token=" }, 200],
      [query, { cookie: 'dccd_token=""; other=1' }, 200],
      ["/api/jobs?token=", {}, 401],
      ["/api/jobs", { cookie: "dccd_token=%E0%A4%A" }, 401],
    ];
    for (const [path, headers, status] of cases) {
      assert.equal(
        (await ask(served, path, { headers })).status,
        status,
        `${path} ${JSON.stringify(headers)}`,
      );
    }
  }, { token: TOKEN }));

Deno.test("a cookie is understood as it is, encoded, or in quotes, whatever stands beside it", () =>
  withServer(async (served) => {
    const cookies = [
      "dccd_token=a/b=50%",
      'dccd_token="a/b=50%"',
      `dccd_token=${encodeURIComponent("a/b=50%")}`,
      "=; ;;dccd_token; x=y=z; dccd_token = a/b=50% ;dccd_tokens=wrong",
    ];
    for (const cookie of cookies) {
      assert.equal((await ask(served, "/api/jobs", { headers: { cookie } })).status, 200, cookie);
    }
    const junk = [
      "dccd_token",
      "dccd_tokena/b=50%",
      `${";".repeat(5_000)}`,
      "xdccd_token=a/b=50%",
      "\xff\xfe=\xff",
    ];
    for (const cookie of junk) {
      assert.equal((await ask(served, "/api/jobs", { headers: { cookie } })).status, 401, cookie);
    }
  }, { token: "a/b=50%" }));

Deno.test("a token that is not ASCII is the same in header, cookie and query", () =>
  withServer(async (served) => {
    const bytes = new TextEncoder().encode("clé-ключ");
    const asHeader = String.fromCharCode(...bytes);
    const encoded = encodeURIComponent("clé-ключ");
    const ways: [string, Record<string, string>][] = [
      ["/api/jobs", { authorization: `Bearer ${asHeader}` }],
      ["/api/jobs", { cookie: `dccd_token=${encoded}` }],
      [`/api/jobs?token=${encoded}`, {}],
    ];
    for (const [path, headers] of ways) {
      assert.equal((await ask(served, path, { headers })).status, 200, JSON.stringify(headers));
    }
  }, { token: "clé-ключ" }));

Deno.test("a page opened with the token keeps it as a cookie that scripts and other sites cannot use", () =>
  withServer(async (served) => {
    const { status, headers } = await ask(served, `/?token=${encodeURIComponent(TOKEN)}`);
    assert.equal(status, 200);
    assert.deepEqual(headers.getSetCookie(), [`${COOKIE}; Path=/; HttpOnly; SameSite=Strict`]);
  }, { token: TOKEN }));

Deno.test("a wrong token in a page's address becomes no cookie, even where another credential lets in", () =>
  withServer(async (served) => {
    const answer = await ask(served, "/?token=wrong", { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }, { token: TOKEN }));

Deno.test("a browser whose token has become wrong is told to forget it", () =>
  withServer(async (served) => {
    const { status, headers } = await ask(served, "/api/jobs", { headers: { cookie: "dccd_token=old" } });
    assert.equal(status, 401);
    assert.deepEqual(headers.getSetCookie(), ["dccd_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"]);
  }, { token: TOKEN }));

Deno.test("without a token all is open", () =>
  withServer(async (served) => assert.equal((await ask(served, "/api/jobs")).status, 200)));

Deno.test("a token that is set, changed or taken away counts from the next request on", () =>
  withServer(async (served) => {
    const rules = served.deck.access();
    const statusWith = async (token: string) =>
      (await ask(served, "/api/jobs", { headers: { authorization: `Bearer ${token}` } })).status;
    rules.token = "one";
    assert.deepEqual([await statusWith("one"), await statusWith("two")], [200, 401]);
    rules.token = "two";
    assert.deepEqual([await statusWith("one"), await statusWith("two")], [401, 200]);
    rules.token = null;
    assert.equal((await ask(served, "/api/jobs")).status, 200);
  }));

Deno.test("in read-only mode everything can be seen and nothing changed, and it says why", () =>
  withServer(async (served) => {
    const authorization = `Bearer ${TOKEN}`;
    assert.equal((await ask(served, "/api/jobs", { headers: { authorization } })).status, 200);
    const { status, text } = await ask(served, "/api/scheduler/stop", {
      ...json({}),
      headers: { authorization },
    });
    assert.equal(status, 403);
    assert.match(JSON.parse(text).detail, /read-only.+settings\.ui_readonly/);
    const strangers = await ask(served, "/api/scheduler/stop", json({}));
    assert.equal(strangers.status, 401, "a stranger does not learn of it");
  }, { token: TOKEN, isReadOnly: true }));
