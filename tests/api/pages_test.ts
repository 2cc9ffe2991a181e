import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { get } from "node:http";
import { gunzipSync } from "node:zlib";
import { toFileUrl } from "@std/path";
import { sentScript } from "../../api/page_text.ts";
import { loadAssets } from "../../api/pages.ts";
import { UI_FOLDER, withServer } from "./support.ts";

const GUARDS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/** Of `ui/pages`, but shown with every page. */
const FRAME = ["app", "pages", "page_view", "no_page", "waiting"].map((name) => `/pages/${name}.js`);

async function exists(name: string): Promise<boolean> {
  return await Deno.stat(new URL(name, UI_FOLDER)).then(() => true, () => false);
}

Deno.test("the address of every page gives index.html, with links to what this page begins with", () =>
  withServer(async ({ origin }) => {
    const index = await Deno.readTextFile(new URL("index.html", UI_FOLDER));
    const pages = {
      "/": "dashboard",
      "/inventory": "inventory",
      "/jobs": "jobs",
      "/logs": "logs",
      "/config": "config",
      "/storage": "storage",
      "/incidents": "incidents",
      "/?show=attention": "dashboard",
      "/series/okx/trades/BTC-USDT+USDT": "series",
    };
    for (const [path, name] of Object.entries(pages)) {
      const response = await fetch(origin + path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
      const text = await response.text();
      const linked = [...text.matchAll(/<link rel="modulepreload" .*href="(.+)">/g)].map(([, href]) => href);
      assert.deepEqual(linked.filter((href) => href.startsWith("/pages/") && !FRAME.includes(href)), [
        `/pages/${name}.js`,
      ]);
      for (const href of ["/main.js", "/vendor/preact.mjs"]) assert.ok(linked.includes(href), href);
      const sheets = [...text.matchAll(/<link rel="stylesheet" href="(.+)">/g)].map(([, href]) => href);
      const own = `style_${name}.css`;
      assert.deepEqual(sheets, ["/style.css", ...await exists(own) ? [`/${own}`] : []]);
      assert.equal(
        text.replaceAll(/^ *<link rel="(modulepreload|stylesheet)" .*href="(?!\/style.css).*\n/gm, ""),
        index,
      );
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

Deno.test("a series' page is a page to every method, and the folder of series is none", () =>
  withServer(async ({ origin }) => {
    const posted = await fetch(`${origin}/series/okx/trades/BTC-USDT`, { method: "POST" });
    assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "GET, HEAD"]);
    await posted.body?.cancel();
    const folder = await fetch(`${origin}/series/`);
    assert.equal(folder.status, 404);
    await folder.body?.cancel();
  }));

Deno.test("the styles come in one piece, and an import of what there is not is refused by name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/styles`);
    await Deno.writeTextFile(`${folder}/index.html`, "");
    await Deno.writeTextFile(`${folder}/style.css`, `/* All. */\n@import "styles/a.css";\np {\n}\n`);
    await Deno.writeTextFile(
      `${folder}/styles/a.css`,
      "/* A\n * comment. */\na {\n  color: red; /* stays */\n}\n",
    );
    const assets = await loadAssets(toFileUrl(`${folder}/`));
    const sent = new TextDecoder().decode(assets.get("/style.css")!.bytes);
    assert.equal(sent, "a {\n  color: red; /* stays */\n}\np {\n}\n");
    await Deno.remove(`${folder}/styles/a.css`);
    await assert.rejects(loadAssets(toFileUrl(`${folder}/`)), /there is no \/styles\/a\.css to import/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("scripts are sent without the comments that stand alone, and with all else as it is", () => {
  const sent = (...lines: string[]) => sentScript(lines.map((line) => line + "\n").join(""));
  assert.equal(
    sent("// @ts-check", "/**", " * Says it.", " */", "a();", "  /* too */", "  // and this"),
    "a();\n",
  );
  for (
    const kept of ['a("/* no */ // no"); // stays', "/** @type {A} */ a();\nb();\n/** @type {B} */ c();"]
  ) {
    assert.equal(sent(kept), kept + "\n");
  }
});

Deno.test("every style is sent to all pages or to one, and once", async () => {
  const imported: string[] = [];
  const names = (await Array.fromAsync(Deno.readDir(UI_FOLDER))).map(({ name }) => name);
  for (const name of names.filter((name) => name.endsWith(".css"))) {
    const sheet = await Deno.readTextFile(new URL(name, UI_FOLDER));
    imported.push(...[...sheet.matchAll(/@import "styles\/(.+)";/g)].map(([, name]) => name));
  }
  const files = (await Array.fromAsync(Deno.readDir(new URL("styles/", UI_FOLDER)))).map(({ name }) => name);
  assert.deepEqual(imported.sort(), files.sort());
});

Deno.test("a file is sent compressed to whom takes it so, and plain to whom does not", () =>
  withServer(async ({ origin }) => {
    const plain = await Deno.readFile(new URL("favicon.svg", UI_FOLDER));
    const encodings = new Map([
      ...["gzip, br", "br;q=1.0, gzip;q=0.8", "GZIP"].map((accepted) => [accepted, "gzip"] as const),
      ...["identity", "gzip;q=0", "br"].map((accepted) => [accepted, undefined] as const),
    ]);
    for (const [accepted, expected] of encodings) {
      const { encoding, body } = await undecoded(`${origin}/favicon.svg`, accepted);
      assert.equal(encoding, expected, accepted);
      assert.ok(Buffer.from(plain).equals(encoding === "gzip" ? gunzipSync(body) : body), accepted);
    }
  }));

/** `fetch` would unpack it. */
function undecoded(url: string, accepted: string): Promise<{ encoding?: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { "accept-encoding": accepted } }, async (response) => {
      const body = Buffer.concat(await Array.fromAsync(response));
      resolve({ encoding: response.headers["content-encoding"], body });
    });
    request.on("error", reject);
  });
}

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
