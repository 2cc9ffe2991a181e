/** Who gets no answer, asked of every route. */
import assert from "node:assert/strict";
import { rawRequest } from "../api/support.ts";
import type { Asker, Subject } from "./asker.ts";
import { nameOf, table } from "./table.ts";
import { until } from "./until.ts";

type Check = (asker: Asker, subject: Subject) => Promise<void>;

/** What these need to be answered. */
const QUERIES: Record<string, string> = {
  "/api/read": "?exchange=sandbox&pair=BTC/USDT&type=trades",
  "/api/series": "?key=sandbox/trades/BTC-USDT",
  "/api/chart": "?key=sandbox/trades/BTC-USDT",
};

const closed = table.filter(({ access }) => access !== "anyone");
const withBody = table.filter(({ body }) => body);
const writers = table.filter(({ access }) => access === "writer");

export const refusals: Record<string, Check> = {
  async "without credentials every route that is not for anyone is a 401, word for word"({ ask }) {
    for (const route of closed) {
      const { body } = await ask(nameOf(route), 401, { as: "nobody" });
      assert.deepEqual(body, { detail: "Invalid or missing token" });
    }
  },
  async "header, cookie and query are taken, and the first that is there decides"({ ask }, { token }) {
    const status = (status: number, headers: Record<string, string>, query = "") =>
      ask("GET /api/jobs", status, { as: "nobody", headers, query });
    await status(200, { authorization: `Bearer ${token}` });
    await status(200, { cookie: `dccd_token=${token}` });
    await status(200, {}, `token=${token}`);
    await status(200, { cookie: "dccd_token=" }, `token=${token}`);
    await status(401, { authorization: "Bearer wrong", cookie: `dccd_token=${token}` }, `token=${token}`);
    await status(401, { cookie: "dccd_token=wrong" }, `token=${token}`);
  },
  async "a page of another origin commands nothing"({ ask }) {
    for (const route of table.filter(({ method }) => method !== "GET")) {
      await ask(nameOf(route), 403, { headers: { origin: "https://elsewhere.example" } });
    }
  },
  async "a page of an allowed origin is answered, and told so"(_, { url }) {
    const preflight = await fetch(`${url}/api/config`, {
      method: "OPTIONS",
      headers: { origin: "https://tape.example", "access-control-request-method": "PUT" },
    });
    await preflight.body?.cancel();
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), "https://tape.example");
  },
  async "a foreign host name is a 403 everywhere"({ hear }, { url }) {
    for (const route of table) {
      const path = route.path.replaceAll(/\{\w+\}/g, "histo");
      const head = `${route.method} ${path} HTTP/1.1\r\nhost: rebound.example\r\ncontent-length: 0`;
      const { status } = await hear(route, responseOf(await rawRequest(Number(new URL(url).port), head)));
      assert.equal(status, 403, nameOf(route));
    }
  },
  async "what is not there is a 404, another method a 405, both as JSON"(_, { url, token }) {
    const headers = { authorization: `Bearer ${token}` };
    const missing = await fetch(`${url}/api/nothing`, { headers });
    assert.deepEqual([missing.status, await missing.json()], [404, { detail: "Not Found" }]);
    for (const { path } of table) {
      const at = url + path.replace("{kind}", "histo").replace("{id}", "7");
      const wrong = await fetch(at, { method: "PATCH", headers });
      assert.deepEqual([wrong.status, await wrong.json()], [405, { detail: "Method Not Allowed" }], path);
      const allowed = table.filter((each) => each.path === path).flatMap(({ method }) =>
        method === "GET" ? ["GET", "HEAD"] : [method]
      );
      assert.equal(wrong.headers.get("allow"), allowed.join(", "), path);
    }
  },
  async "HEAD is GET without its body"(_, { url, token }) {
    const headers = { authorization: `Bearer ${token}` };
    for (const route of table.filter(({ method, path }) => method === "GET" && !path.includes("{id}"))) {
      const at = url + route.path.replace("{kind}", "stream") + (QUERIES[route.path] ?? "");
      const response = await fetch(at, { method: "HEAD", headers });
      assert.equal(response.status, 200, route.path);
      assert.equal(await response.text(), "");
    }
  },
  async "the pages are there for who may, and a token in the address becomes a cookie"(_, { url, token }) {
    for (const path of ["/", "/inventory", "/jobs", "/logs", "/config", "/storage"]) {
      const page = await fetch(`${url}${path}?token=${token}`);
      assert.match(await page.text(), /<title>tapedeck/);
      assert.match(
        page.headers.get("set-cookie")!,
        new RegExp(`^dccd_token=${token};.*HttpOnly.*SameSite=Strict`),
      );
      const stranger = await fetch(url + path);
      assert.deepEqual([stranger.status, await stranger.json()], [401, {
        detail: "Invalid or missing token",
      }]);
      const browser = await fetch(url + path, { headers: { accept: "text/html" } });
      assert.equal(browser.status, 401);
      assert.match(await browser.text(), /<form/);
    }
  },
};

export const brokenBodies: Record<string, Check> = {
  async "a body that is not JSON is a 422 with a list"({ ask }) {
    for (const route of withBody) {
      const { body: { detail: [issue] } } = await ask(nameOf(route), 422, { body: '{"a": ' });
      assert.deepEqual([issue.loc, issue.type], [["body"], "json_invalid"], nameOf(route));
    }
  },
  async "a body that is no object is a 422 with a list"({ ask }) {
    for (const route of withBody) {
      const { body: { detail } } = await ask(nameOf(route), 422, { body: "[]" });
      assert.deepEqual(detail[0].loc, ["body"], nameOf(route));
    }
  },
  async "a body over 1 MiB is a 413"({ ask }) {
    const body = " ".repeat((1 << 20) + 1);
    for (const route of table.filter(({ method, takes }) => method !== "GET" && !takes)) {
      await ask(nameOf(route), 413, { body });
    }
  },
};

/** From here on the program answers less and less. */
export const tooMany: Record<string, Check> = {
  async "read-only, every route that changes something is a 403, and the others go on"({ ask }) {
    const { body } = await ask("GET /api/config", 200);
    const settings = { ...body.settings, ui_readonly: true, ui_rate_limit: writers.length + 2 };
    await ask("PUT /api/config", 200, { body: { ...body, settings } });
    for (const route of writers) await ask(nameOf(route), 403, { body: {} });
    await ask("GET /api/jobs", 200);
  },
  async "over the limit of requests a minute, every route of the API is a 429"({ ask, hear }, { url }) {
    for (const route of table.filter(({ path }) => path.startsWith("/api/"))) {
      const { headers } = await until(`a 429 of ${nameOf(route)}`, async () => {
        const at = url + route.path.replaceAll(/\{\w+\}/g, "histo");
        const heard = await hear(route, await fetch(at, { method: route.method }));
        return heard.status === 429 && heard; // one more is allowed every few seconds
      });
      assert.match(headers.get("retry-after")!, /^[1-9]\d*$/);
    }
    await ask("GET /health", 200);
  },
  async "wrong tokens are looked at some twenty times, then no token of that client is"(
    { ask, hear },
    { url },
  ) {
    const [route] = table.filter(({ path }) => path === "/openapi.json");
    const headers = { authorization: "Bearer wrong" };
    let looked = 0;
    while ((await hear(route, await fetch(url + route.path, { headers }))).status === 401) looked++;
    assert.ok(looked >= 8 && looked <= 30, `${looked} were looked at`);
    await ask("GET /metrics", 429);
    const { headers: told } = await ask("GET /openapi.json", 429);
    assert.match(told.get("retry-after")!, /^[1-9]\d*$/);
  },
};

/** An answer as it came over a socket. */
function responseOf(text: string): Response {
  const [head, body] = text.split("\r\n\r\n");
  const [first, ...lines] = head.split("\r\n");
  const headers = lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]);
  return new Response(body, { status: Number(first.split(" ")[1]), headers });
}
