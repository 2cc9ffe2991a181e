import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { loadAssets } from "../../api/pages.ts";
import { UI_FOLDER, withServer } from "./support.ts";

const GUARDS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

Deno.test("the address of every page gives index.html", () =>
  withServer(async ({ origin }) => {
    const index = await Deno.readTextFile(new URL("index.html", UI_FOLDER));
    for (const path of ["/", "/inventory", "/jobs", "/logs", "/config", "/storage", "/?show=attention"]) {
      const response = await fetch(origin + path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
      assert.equal(await response.text(), index);
    }
  }));

Deno.test("the page's policy allows its import map by hash and nothing else inline", () =>
  withServer(async ({ origin }) => {
    const response = await fetch(origin);
    const html = await response.text();
    const inline = [...html.matchAll(/<script(?![^>]* src=)[^>]*>([^]*?)<\/script>/g)].map((match) =>
      match[1]
    );
    assert.equal(inline.length, 1);
    const hash = createHash("sha256").update(inline[0]).digest("base64");
    const policy = response.headers.get("content-security-policy")!;
    assert.ok(policy.includes(`script-src 'self' 'sha256-${hash}'`), policy);
    assert.ok(policy.startsWith("default-src 'none'"));
    assert.ok(!policy.includes("unsafe"));
  }));

Deno.test("every answer carries the guarding headers", () =>
  withServer(async ({ origin }) => {
    for (const path of ["/", "/main.js", "/health", "/api/nothing", "/api/config"]) {
      const response = await fetch(origin + path);
      await response.body?.cancel();
      for (const [name, value] of Object.entries(GUARDS)) {
        assert.equal(response.headers.get(name), value, path);
      }
      assert.match(response.headers.get("content-security-policy")!, /^default-src 'none'/);
    }
  }));

Deno.test("a file that the browser has is not sent again", () =>
  withServer(async ({ origin }) => {
    const first = await fetch(`${origin}/vendor/preact.mjs`);
    assert.equal(first.headers.get("content-type"), "text/javascript; charset=utf-8");
    await first.body?.cancel();
    const headers = { "if-none-match": first.headers.get("etag")! };
    for (const etag of [headers["if-none-match"], `"other", W/${headers["if-none-match"]}`]) {
      const again = await fetch(`${origin}/vendor/preact.mjs`, { headers: { "if-none-match": etag } });
      assert.equal(again.status, 304, etag);
      assert.equal(await again.text(), "");
    }
    const other = await fetch(`${origin}/vendor/htm.mjs`, { headers });
    assert.equal(other.status, 200);
    await other.body?.cancel();
  }));

Deno.test("only what a browser needs is served, and nothing outside the folder", async () => {
  const assets = await loadAssets(UI_FOLDER);
  assert.ok(assets.has("/style.css") && assets.has("/favicon.svg"));
  assert.deepEqual([...assets.keys()].filter((path) => /deno\.json|manifest|LICENSE/.test(path)), []);
  await withServer(async ({ origin }) => {
    for (const path of ["/..%2fdeno.json", "/%2e%2e/main.ts", "/deno.json"]) {
      const response = await fetch(origin + path);
      await response.body?.cancel();
      assert.equal(response.status, 404, path);
    }
  });
});

Deno.test("a folder without index.html is refused by name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const message = `Cannot serve the page: ${folder}/ has no index.html`;
    await assert.rejects(loadAssets(new URL(`file://${folder}/`)), { message });
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("the import map names exactly the vendored files", async () => {
  const html = await Deno.readTextFile(new URL("index.html", UI_FOLDER));
  const map = JSON.parse(/<script type="importmap">([^]*?)<\/script>/.exec(html)![1]);
  const manifest = JSON.parse(await Deno.readTextFile(new URL("vendor/manifest.json", UI_FOLDER)));
  const files = Object.entries<{ file: string }>(manifest).map((
    [name, { file }],
  ) => [name, `/vendor/${file}`]);
  assert.deepEqual(map.imports, Object.fromEntries(files));
});

Deno.test("the vendored files are those of the manifest, byte for byte", async () => {
  const manifest = JSON.parse(await Deno.readTextFile(new URL("vendor/manifest.json", UI_FOLDER)));
  for (
    const { file, sha256, bytes } of Object.values<{ file: string; sha256: string; bytes: number }>(manifest)
  ) {
    const content = await Deno.readFile(new URL(`vendor/${file}`, UI_FOLDER));
    assert.equal(content.length, bytes, file);
    assert.equal(createHash("sha256").update(content).digest("hex"), sha256, file);
  }
});
