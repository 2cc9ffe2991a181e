import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { answersOf } from "../../api/description.ts";
import { createSchemaBook } from "../../api/json_schema.ts";
import { jsonText, shapeText } from "../../api/shape_text.ts";
import * as wire from "../../schemas/wire.ts";
import { z } from "zod";
import { nameOf, table } from "../contract/table.ts";
import { shapesOf } from "../fuzz/api_document.ts";
import { withServer } from "./support.ts";

Deno.test("/openapi.json names every route, its parameters, its bodies and its answers", () =>
  withServer(async ({ origin }) => {
    const api = await (await fetch(`${origin}/openapi.json`)).json();
    assert.equal(api.openapi, "3.1.0");
    const named = Object.entries<Record<string, unknown>>(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
    );
    assert.deepEqual(named.toSorted(), table.map(nameOf).toSorted());
    const ids = new Set<string>();
    for (const route of table) {
      const operation = api.paths[route.path][route.method.toLowerCase()];
      ids.add(operation.operationId);
      assert.deepEqual(Object.keys(operation.responses), Object.keys(answersOf(route)), nameOf(route));
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const told = (operation.parameters ?? []) as Array<{ name: string; in: string; required: boolean }>;
      assert.deepEqual(told.filter((each) => each.in === "path").map(({ name }) => name), inPath);
      assert.deepEqual(
        told.filter((each) => each.in === "query").map(({ name }) => name),
        Object.keys(route.query?.shape ?? {}),
      );
      assert.equal(operation.requestBody !== undefined, Boolean(route.body ?? route.takes), nameOf(route));
      assert.equal(operation.security?.length === 0, route.access === "anyone");
    }
    assert.equal(ids.size, table.length, "each has a name of its own");
  }));

Deno.test("the shapes of /openapi.json can be resolved, and are those that the routes answer", () =>
  withServer(async ({ origin, deck }) => {
    const api = await (await fetch(`${origin}/openapi.json`)).json();
    const names = Object.keys(api.components.schemas);
    for (const [, name] of JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)) {
      assert.ok(names.includes(name.replace("#/components/schemas/", "")), name);
    }
    const shapes = shapesOf(api);
    const board = JSON.parse(JSON.stringify(deck.snapshot()));
    const { name, operation } = shapes.operationAt("GET", "/api/snapshot")!;
    shapes.check(name, operation, 200, board);
    assert.throws(() => shapes.check(name, operation, 200, { ...board, revision: "7" }));
    assert.throws(() => shapes.check(name, operation, 200, { ...board, more: 1 }));
  }));

Deno.test("the page names every route, and runs no script", () =>
  withServer(async ({ origin }) => {
    const response = await fetch(`${origin}/api/docs`);
    const html = await response.text();
    const policy = response.headers.get("content-security-policy")!;
    for (const { method, path, summary } of table) {
      assert.ok(html.includes(`${method}</b> <span>${path}</span></a></h2>`), path);
      assert.ok(html.includes(summary.replaceAll('"', "&quot;")), summary);
    }
    assert.doesNotMatch(html, /<script|style="|onclick|http-equiv/);
    const style = /<style>([^]*?)<\/style>/.exec(html)![1];
    const hash = createHash("sha256").update(style).digest("base64");
    assert.ok(policy.includes(`style-src 'self' 'sha256-${hash}'`));
    assert.ok(policy.startsWith("default-src 'none'") && !policy.includes("unsafe"), policy);
    const anchors = [...html.matchAll(/<article id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(anchors).size, table.length);
    for (const anchor of anchors) assert.ok(html.includes(`<li><a href="#${anchor}">`), anchor);
  }));

Deno.test("the documents quote the sentences that are really said", () =>
  withServer(async ({ origin }) => {
    const route = table.find((each) => nameOf(each) === "POST /api/collect")!;
    const said = async (headers: Record<string, string>, body?: string) => {
      const response = await fetch(`${origin}/api/collect`, { method: "POST", headers, body });
      return [response.status, (await response.json()).detail];
    };
    const bearer = { authorization: "Bearer secret" };
    const heard = [
      await said({}),
      await said(bearer),
      await said(bearer, " ".repeat((1 << 20) + 1)).then(() =>
        said({ ...bearer, origin: "https://x.example" })
      ),
    ];
    const written = [401, 403].map((status) => (answersOf(route)[status].example as wire.ApiError).detail);
    assert.deepEqual(heard[0], [401, written[0]]);
    assert.deepEqual(heard[1], [403, written[1]], "read-only");
    const reader = table.find((each) => nameOf(each) === "GET /api/jobs")!;
    assert.deepEqual(
      heard[2],
      [403, (answersOf(reader)[403].example as wire.ApiError).detail],
      "another origin",
    );
  }, { token: "secret", isReadOnly: true }));

Deno.test("a shape is written as one would write a type, a short one on one line", () => {
  const book = createSchemaBook("#/");
  const text = (schema: z.ZodType) => shapeText(book.of(schema, "output"), book.named);
  assert.equal(text(wire.StreamStopped), '{ status: "stopping" | "not_running", key: string }');
  assert.equal(text(z.array(z.union([z.string(), z.number()]))), "(string | number)[]");
  assert.equal(text(z.record(z.string(), z.strictObject({ id: z.string() }))), "{ [key]: { id: string } }");
  assert.equal(
    text(z.looseObject({ a: z.int().optional(), b: z.unknown() })),
    "{ a?: whole number, b: anything, … }",
  );
  assert.match(text(wire.Inventory), /^\{\n {2}exchange: string\n[^]*\n {2}gaps: whole number\n\}\[\]$/);
  assert.equal(jsonText({ id: "x", list: [] }), '{ "id": "x", "list": [] }');
  assert.match(
    jsonText({ long: "x".repeat(60), other: "y".repeat(60) }),
    /^\{\n {2}"long": "x+",\n {2}"other": "y+"\n\}$/,
  );
});
