import assert from "node:assert/strict";
import { rawRequest, withServer } from "../support.ts";
import { ask, json, sessionIn, TOKEN } from "./support.ts";

const ALLOWED = "https://tape.example.com";

/** As a page of an origin sends it; fetch sets no such headers, so a bare socket does. */
async function post(port: number, headers: string[], path = "/api/scheduler/stop"): Promise<string> {
  const lines = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, "content-length: 0", ...headers];
  return (await rawRequest(port, lines.join("\r\n"))).split("\r\n")[0];
}

Deno.test("a page of another origin commands nothing, not even with a session", () =>
  withServer(async (served) => {
    const { server: { port } } = served;
    const cookie = `cookie: ${sessionIn(await ask(served, "/api/login", json({ token: TOKEN })))}`;
    const foreign = [
      "origin: https://evil.example",
      "origin: null",
      "origin: ",
      "origin: http://127.0.0.1:1",
      `origin: http://127.0.0.1:${port}.evil.example`,
      `origin: http://127.0.0.1:${port}@evil.example`,
      `origin: http://evil.example/http://127.0.0.1:${port}`,
      "sec-fetch-site: cross-site",
    ];
    for (const header of foreign) assert.match(await post(port, [header, cookie]), / 403 /, header);
    const own = ["x-any: thing", `origin: http://127.0.0.1:${port}`, "sec-fetch-site: same-origin"];
    for (const header of own) assert.match(await post(port, [header, cookie]), / 200 /, header);
  }, { token: TOKEN }));

Deno.test("a page of another origin cannot log anybody in or out", () =>
  withServer(async ({ server: { port } }) => {
    for (const path of ["/api/login", "/api/logout"]) {
      assert.match(await post(port, ["origin: https://evil.example"], path), / 403 /, path);
    }
  }, { token: TOKEN }));

Deno.test("a page of an allowed origin may ask, with what it needs to ask and to read", () =>
  withServer(async (served) => {
    const preflight = await ask(served, "/api/config", {
      method: "OPTIONS",
      headers: { origin: ALLOWED, "access-control-request-method": "PUT" },
    });
    assert.equal(preflight.status, 204);
    const expected = {
      "access-control-allow-origin": ALLOWED,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, HEAD, POST, PUT, DELETE",
      "access-control-allow-headers": "authorization, content-type, if-match",
      "access-control-max-age": "600",
      "vary": "origin",
    };
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(preflight.headers.get(name), value, name);
    }
    const authorization = `Bearer ${TOKEN}`;
    const answer = await ask(served, "/api/jobs", { headers: { origin: ALLOWED, authorization } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("access-control-allow-origin"), ALLOWED);
    assert.equal(
      answer.headers.get("access-control-expose-headers"),
      "etag, retry-after, x-tapedeck-holes, x-tapedeck-moved",
    );
    const refused = await ask(served, "/api/jobs", { headers: { origin: ALLOWED } });
    assert.equal(refused.status, 401, "an origin is no credential");
    assert.equal(refused.headers.get("access-control-allow-origin"), ALLOWED, "its page can read why");
    const command = await ask(served, "/api/scheduler/stop", json({}, { origin: ALLOWED, authorization }));
    assert.equal(command.status, 200);
  }, { token: TOKEN, allowedOrigins: [`${ALLOWED.toUpperCase()}:443/`] }));

Deno.test("a page of any other origin is let read nothing", () =>
  withServer(async (served) => {
    for (
      const origin of ["https://evil.example", "http://tape.example.com", `${ALLOWED}.evil.example`, "null"]
    ) {
      const { headers } = await ask(served, "/api/jobs", { headers: { origin } });
      assert.equal(headers.get("access-control-allow-origin"), null, origin);
      assert.equal(headers.get("vary"), "origin");
      const preflight = await ask(served, "/api/jobs", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "PUT" },
      });
      assert.equal(preflight.status, 403, origin);
    }
  }, { allowedOrigins: [ALLOWED, "*", "null"] }));

Deno.test("where no origin is allowed, answers say nothing of origins", () =>
  withServer(async (served) => {
    const { headers } = await ask(served, "/api/jobs", { headers: { origin: served.origin } });
    for (const name of headers.keys()) assert.doesNotMatch(name, /^access-control|^vary$/);
  }));

Deno.test("the host of an allowed origin is ours, under any port", () =>
  withServer(async ({ server: { port } }) => {
    const under = async (host: string) =>
      (await rawRequest(port, `GET /health HTTP/1.1\r\nhost: ${host}`)).slice(9, 12);
    assert.equal(await under("tape.example.com"), "200");
    assert.equal(await under("TAPE.example.com:8080"), "200");
    assert.equal(await under("evil.example"), "403");
    assert.equal(await under("tape.example.com.evil.example"), "403");
  }, { allowedOrigins: [ALLOWED] }));

Deno.test("behind a proxy the host is the one that the proxy was asked for", () =>
  withServer(async ({ server: { port }, deck }) => {
    const origin = `origin: ${ALLOWED}`;
    const forwarded = (host: string) => [`x-forwarded-host: ${host}`, "x-forwarded-proto: https"];
    assert.match(await post(port, [origin, ...forwarded("tape.example.com")]), / 200 /);
    assert.match(await post(port, forwarded("evil.example")), / 403 /);
    assert.match(await post(port, forwarded("tape.example.com, evil.example")), / 403 /);
    deck.access().isBehindProxy = false;
    assert.match(await post(port, forwarded("evil.example")), / 200 /, "not believed, so not looked at");
  }, { allowedOrigins: [ALLOWED], isBehindProxy: true }));
