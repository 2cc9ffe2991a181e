import assert from "node:assert/strict";
import type { ZodType } from "zod";
import * as wire from "../../schemas/wire.ts";
import { withServer } from "./support.ts";

const SHAPES: Record<string, ZodType> = {
  "/health": wire.Health,
  "/api/inventory": wire.Inventory,
  "/api/jobs": wire.Jobs,
  "/api/streams": wire.Streams,
  "/api/scheduler": wire.Scheduler,
  "/api/metrics": wire.Metrics,
  "/api/logs": wire.Logs,
  "/api/config/overrides": wire.ConfigOverrides,
};

for (const [path, shape] of Object.entries(SHAPES)) {
  Deno.test(`GET ${path} answers in its documented shape`, () =>
    withServer(async ({ origin }) => {
      const response = await fetch(origin + path);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
      shape.parse(await response.json());
    }));
}

Deno.test("what the deck says is answered as it is", () =>
  withServer(async ({ origin, deck }) => {
    const get = async (path: string) => await (await fetch(origin + path)).json();
    assert.deepEqual(await get("/api/config"), deck.config());
    assert.deepEqual(await get("/api/config/overrides"), deck.configOverrides());
    assert.deepEqual(await get("/api/inventory"), deck.inventory());
    assert.deepEqual(await get("/api/jobs"), deck.jobs());
    assert.deepEqual(await get("/api/streams"), deck.streams());
    assert.deepEqual(await get("/api/scheduler"), deck.scheduler());
    assert.deepEqual(await get("/api/metrics"), deck.metrics());
    assert.deepEqual(await get("/api/snapshot"), deck.snapshot());
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

Deno.test("/api/logs gives the last lines asked for, 200 by default", () =>
  withServer(async ({ origin }) => {
    const lines = async (query: string) => (await (await fetch(`${origin}/api/logs${query}`)).json()).lines;
    assert.equal((await lines("")).length, 200);
    assert.deepEqual(await lines("?tail=2"), ["line 298", "line 299"]);
    assert.deepEqual(await lines("?tail=0"), []);
  }));

for (const tail of ["-1", "1.5", "many", "", "1e99"]) {
  Deno.test(`/api/logs refuses tail=${tail} and names it`, () =>
    withServer(async ({ origin }) => {
      const response = await fetch(`${origin}/api/logs?tail=${tail}`);
      assert.equal(response.status, 422);
      const { detail } = wire.ApiError.parse(await response.json());
      assert.ok(Array.isArray(detail));
      assert.deepEqual(detail[0].loc, ["query", "tail"]);
      assert.ok(detail[0].msg.includes(JSON.stringify(tail)), detail[0].msg);
    }));
}

Deno.test("an unknown path of the API is a 404 of JSON", () =>
  withServer(async ({ origin }) => {
    for (const path of ["/api", "/api/", "/api/nothing", "/api/jobs/7", "/no-such-file.js"]) {
      const response = await fetch(origin + path);
      assert.equal(response.status, 404, path);
      assert.deepEqual(await response.json(), { detail: "Not Found" });
    }
  }));

Deno.test("a wrong method is a 405 that names the right ones", () =>
  withServer(async ({ origin, deck }) => {
    for (const path of [...Object.keys(SHAPES), "/api/config", "/api/snapshot", "/api/events", "/"]) {
      const response = await fetch(origin + path, { method: "DELETE" });
      assert.equal(response.status, 405, path);
      assert.equal(response.headers.get("allow"), "GET, HEAD");
      assert.deepEqual(await response.json(), { detail: "Method Not Allowed" });
    }
    assert.equal(deck.listeners(), 0);
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

Deno.test("the snapshot is turned into JSON once per revision", () =>
  withServer(async ({ origin, deck }) => {
    let times = 0;
    deck.publish((board) => ({ ...board, toJSON: () => ({ times: ++times }) }));
    const times3 = [];
    for (let n = 0; n < 3; n++) times3.push((await (await fetch(`${origin}/api/snapshot`)).json()).times);
    assert.deepEqual(times3, [1, 1, 1]);
    deck.publish((board) => board);
    assert.equal((await (await fetch(`${origin}/api/snapshot`)).json()).times, 2);
  }));
