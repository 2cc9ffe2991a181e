import assert from "node:assert/strict";
import { withServer } from "./support.ts";

const TOKEN = "correct horse/battery";
const COOKIE = `dccd_token=${encodeURIComponent(TOKEN)}`;

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("with a token set, nothing is told without it, and its absence is said as before", () =>
  withServer(async ({ origin }) => {
    const answer = await fetch(`${origin}/api/inventory`);
    assert.equal(answer.status, 401);
    assert.deepEqual(await answer.json(), { detail: "Invalid or missing token" });
    for (const path of ["/api/events", "/api/config", "/api/nothing", "/", "/jobs"]) {
      assert.equal(await statusOf(origin + path), 401, path);
    }
  }, { token: TOKEN }));

Deno.test("health and the page's files need no token", () =>
  withServer(async ({ origin }) => {
    for (const path of ["/health", "/main.js", "/style.css"]) {
      assert.equal(await statusOf(origin + path), 200, path);
    }
  }, { token: TOKEN }));

Deno.test("header, cookie and query are taken, the first that is there decides", () =>
  withServer(async ({ origin }) => {
    const path = `${origin}/api/jobs`;
    const query = `${path}?token=${encodeURIComponent(TOKEN)}`;
    assert.equal(await statusOf(path, { authorization: `Bearer ${TOKEN}` }), 200);
    assert.equal(await statusOf(path, { cookie: COOKIE }), 200);
    assert.equal(await statusOf(query), 200);
    assert.equal(await statusOf(query, { authorization: "Bearer wrong", cookie: COOKIE }), 401);
    assert.equal(await statusOf(query, { cookie: "dccd_token=wrong" }), 401);
    assert.equal(await statusOf(query, { cookie: "dccd_token=" }), 200);
    assert.equal(await statusOf(path, { cookie: "dccd_token=%E0%A4%A" }), 401);
  }, { token: TOKEN }));

Deno.test("a page opened with the token keeps it as a cookie that scripts and other sites cannot use", () =>
  withServer(async ({ origin }) => {
    const answer = await fetch(`${origin}/?token=${encodeURIComponent(TOKEN)}`);
    await answer.body?.cancel();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("set-cookie"), `${COOKIE}; Path=/; HttpOnly; SameSite=Strict`);
  }, { token: TOKEN }));

Deno.test("without a token all is open", () =>
  withServer(async ({ origin }) => assert.equal(await statusOf(`${origin}/api/jobs`), 200)));
