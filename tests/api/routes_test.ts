import assert from "node:assert/strict";
import { answersOf } from "../../api/description.ts";
import * as wire from "../../schemas/wire.ts";
import { table } from "../contract/table.ts";
import { rawRequest, withServer } from "./support.ts";

const PLAIN_GETS = table.filter(({ method, path, answers }) =>
  method === "GET" && !path.includes("{") && answers[200]?.schema && !answers[200].type &&
  path !== "/api/read"
);

for (const { path, answers, queryExample = "" } of PLAIN_GETS) {
  Deno.test(`GET ${path} answers in its documented shape`, () =>
    withServer(async ({ origin }) => {
      const response = await fetch(`${origin}${path}?${queryExample}`);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
      answers[200].schema!.parse(await response.json());
    }));
}

Deno.test("every example of the documents has the shape that it is an example of", () => {
  for (const route of table) {
    for (const [status, { schema, example, type }] of Object.entries(answersOf(route))) {
      if (!schema || example === undefined || type) continue;
      const { error } = schema.safeParse(example);
      assert.equal(error, undefined, `${route.method} ${route.path} ${status}: ${error?.message}`);
    }
    if (route.body) assert.ok(route.body.safeParse(route.bodyExample).success, route.path);
    const query = Object.fromEntries(new URLSearchParams(route.queryExample ?? ""));
    if (route.query) assert.ok(route.query.safeParse(query).success, route.path);
  }
});

Deno.test("what the deck says is answered as it is", () =>
  withServer(async ({ origin, deck }) => {
    const get = async (path: string) => await (await fetch(origin + path)).json();
    assert.deepEqual(await get("/api/config"), deck.config().value);
    assert.deepEqual(await get("/api/config/overrides"), deck.configOverrides());
    assert.deepEqual(await get("/api/inventory"), deck.inventory());
    assert.deepEqual(await get("/api/jobs"), deck.jobs());
    assert.deepEqual(await get("/api/streams"), deck.streams());
    assert.deepEqual(await get("/api/scheduler"), deck.scheduler());
    assert.deepEqual(await get("/api/metrics"), deck.metrics());
    assert.deepEqual(await get("/api/snapshot"), deck.snapshot());
    assert.deepEqual(await get("/api/storage"), deck.storage());
  }));

Deno.test("/health stays 200 while the recording has errors, and says that it has", () =>
  withServer(async ({ origin, deck, clock }) => {
    deck.publish((board) => ({
      ...board,
      startedAt: clock.now() - 90_000,
      verdict: { state: "error", sentence: "The disk is full." },
    }));
    const response = await fetch(`${origin}/health`);
    assert.equal(response.status, 200);
    const answer = { status: "ok", version: "0.1.0", verdict: "error", uptime_seconds: 90 };
    assert.deepEqual(await response.json(), answer);
  }));

Deno.test("an unknown path of the API is a 404 of JSON", () =>
  withServer(async ({ origin }) => {
    const paths = [
      "/api",
      "/api/",
      "/api/nothing",
      "/api/jobs/7",
      "/api/jobs/",
      "/api/jobs/histo/",
      "/no-such-file.js",
    ];
    for (const path of paths) {
      for (const method of ["GET", "POST", "DELETE"]) {
        const response = await fetch(origin + path, { method });
        assert.equal(response.status, 404, `${method} ${path}`);
        assert.deepEqual(await response.json(), { detail: "Not Found" });
      }
    }
  }));

Deno.test("a wrong method is a 405 that names the right ones", () =>
  withServer(async ({ origin, deck }) => {
    const allowed = {
      ...Object.fromEntries(
        ["/health", "/api/inventory", "/api/events", "/", "/main.js"].map((at) => [at, "GET, HEAD"]),
      ),
      "/api/config": "GET, HEAD, PUT",
      "/api/config/validate": "POST",
      "/api/backfill": "GET, HEAD, POST",
      "/api/backfill/7": "GET, HEAD, DELETE",
      "/api/jobs/histo": "GET, HEAD, POST",
      "/api/jobs/stream/7": "PUT, DELETE",
    };
    for (const [path, allow] of Object.entries(allowed)) {
      const response = await fetch(origin + path, { method: "PATCH" });
      assert.equal(response.status, 405, path);
      assert.equal(response.headers.get("allow"), allow, path);
      assert.deepEqual(await response.json(), { detail: "Method Not Allowed" });
    }
    assert.equal(deck.listeners(), 0);
  }));

Deno.test("HEAD gives what GET would, without the body", () =>
  withServer(async ({ server }) => {
    const answer = await rawRequest(server.port, "HEAD /api/inventory HTTP/1.1\r\nhost: localhost");
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*content-type: application\/json[^]*\r\n\r\n$/);
  }));

Deno.test("a defect is a 500 with its reason, and is reported for the log", () =>
  withServer(async ({ origin, deck }) => {
    deck.inventory = () => {
      throw new Error("the catalog is closed");
    };
    const response = await fetch(`${origin}/api/inventory`);
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), {
      detail: "Cannot answer /api/inventory: the catalog is closed",
    });
    assert.deepEqual(deck.failures, ["GET /api/inventory: the catalog is closed"]);
  }));

Deno.test("without the token no route tells anything but health, not even which there are", () =>
  withServer(async ({ origin, deck }) => {
    const methodsOf = (path: string) =>
      path === "/api/nothing" ? ["GET", "POST"] : ["GET", "POST", "PUT", "DELETE", "PATCH"];
    const closed = table.filter(({ access }) => access !== "anyone").map(({ path }) => path);
    for (const path of [...closed, "/api/nothing"]) {
      for (const method of methodsOf(path)) {
        const { status } = await discarded(fetch(origin + path.replaceAll(/\{\w+\}/g, "histo"), { method }));
        // 20 wrong tries a client are looked at; a request without credentials is none.
        assert.equal(status, 401, `${method} ${path}`);
      }
    }
    assert.equal(deck.listeners(), 0);
    assert.equal((await discarded(fetch(`${origin}/health`))).status, 200);
  }, { token: "secret" }));

Deno.test("a read-only tapedeck changes nothing, and shows everything", () =>
  withServer(async ({ origin }) => {
    for (const { method, path, access } of table) {
      const at = path.replace("{kind}", "histo").replace("{id}", "7");
      if (access !== "writer" && (path.includes("{id}") || path === "/api/events" || path === "/api/read")) {
        continue;
      }
      const { status } = await discarded(
        fetch(origin + at, { method, body: method === "POST" ? "{}" : undefined }),
      );
      assert.equal(status === 403, access === "writer", `${method} ${path}: ${status}`);
    }
  }, { isReadOnly: true }));

Deno.test("the board's texts are made once per revision", () =>
  withServer(async ({ origin, deck }) => {
    let times = 0;
    deck.publish((board) => ({ ...board, toJSON: () => ({ times: ++times }) }));
    const asked = [];
    for (let n = 0; n < 3; n++) asked.push((await (await fetch(`${origin}/api/snapshot`)).json()).times);
    assert.deepEqual(asked, [1, 1, 1]);
    deck.publish((board) => board);
    assert.equal((await (await fetch(`${origin}/api/snapshot`)).json()).times, 2);
  }));

Deno.test("what does not fit is told thing by thing, where it is, with its value", () =>
  withServer(async ({ origin }) => {
    const response = await fetch(`${origin}/api/streams/start`, {
      method: "POST",
      body: JSON.stringify({ exchange: 7, channels: ["trades", null], more: "ignored" }),
    });
    assert.equal(response.status, 422);
    assert.deepEqual(wire.ApiError.parse(await response.json()).detail, [
      { loc: ["body", "exchange"], msg: "exchange is 7: expected a text", type: "value_error" },
      { loc: ["body", "pair"], msg: "pair is missing: expected a text", type: "missing" },
      { loc: ["body", "channels", 1], msg: "channels.1 is null: expected a text", type: "value_error" },
    ]);
  }));

async function discarded(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  await response.body?.cancel();
  return response;
}
