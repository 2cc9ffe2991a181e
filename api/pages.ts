/**
 * The page's files. They are read once at the start: from the folder `ui`, which is also inside the compiled
 * binary. index.html is the answer to every page's path, with links to what this page begins with; main.js looks
 * at the address.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { GUARD_HEADERS } from "./answer.ts";
import { importMapOf, moduleGraph, withLinks } from "./page_modules.ts";
import { sentScript, sentStyle } from "./page_text.ts";

export interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  /** The same, for browsers that take it: a page comes in a third of the time over a slow line. */
  gzipped(): Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** URL path → file. */
export type Assets = ReadonlyMap<string, Asset>;

/** A page a series: what follows is its key. */
const SERIES_PATH = "/series/";
/** What stands for all of them among the assets. */
const ANY_SERIES = "/series/*";
/** Path → the module of `ui/pages` that shows it. */
const PAGES = new Map([
  ["/", "dashboard"],
  ["/inventory", "inventory"],
  ["/jobs", "jobs"],
  ["/logs", "logs"],
  ["/config", "config"],
  ["/storage", "storage"],
  ["/incidents", "incidents"],
  [ANY_SERIES, "series"],
]);
const INDEX = "/index.html";

const encoder = new TextEncoder();
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export function isPage(path: string): boolean {
  return path.startsWith(SERIES_PATH) ? path.length > SERIES_PATH.length : PAGES.has(path);
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Reads the files that a browser may ask for.
 * @param folder With a slash at its end: `new URL("../ui/", import.meta.url)`.
 */
export async function loadAssets(folder: URL): Promise<Assets> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  await readInto(files, folder, "/");
  const index = files.get(INDEX);
  if (!index) throw new Error(`Cannot serve the page: ${folder.pathname} has no index.html`);
  const html = textOf(index);
  const importMap = importMapOf(html);
  const policy = contentPolicy(importMap);
  const assets = new Map<string, Asset>();
  for (const [path, read] of files) assets.set(path, assetOf(path, sentBytes(path, read, files), policy));
  const modulesOf = moduleGraph(
    (path) => assets.has(path) ? textOf(assets.get(path)!.bytes) : undefined,
    importMap,
  );
  for (const [path, name] of PAGES) {
    const modules = modulesOf(["/main.js", `/pages/${name}.js`]);
    const sheets = [`/style_${name}.css`].filter((sheet) => files.has(sheet));
    assets.set(path, assetOf(INDEX, encoder.encode(withLinks(html, { sheets, modules })), policy));
  }
  return assets;
}

function assetOf(path: string, bytes: Uint8Array<ArrayBuffer>, policy: string): Asset {
  return { bytes, gzipped: onceAsked(bytes), headers: assetHeaders(path, bytes, policy) };
}

/** All of them take 20 ms, for which the start need not wait. */
function onceAsked(bytes: Uint8Array): () => Uint8Array<ArrayBuffer> {
  let gzipped: Uint8Array<ArrayBuffer> | null = null;
  return () => gzipped ??= new Uint8Array(gzipSync(bytes, { level: 9 }));
}

function sentBytes(path: string, bytes: Uint8Array<ArrayBuffer>, files: Map<string, Uint8Array>) {
  switch (extension(path)) {
    case ".js":
      return encoder.encode(sentScript(textOf(bytes)));
    case ".css": {
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      return encoder.encode(sentStyle(textOf(bytes), folder, (path) => {
        const imported = files.get(path);
        if (!imported) throw new Error(`Cannot serve the page: there is no ${path} to import`);
        return textOf(imported);
      }));
    }
    default:
      return bytes;
  }
}

async function readInto(files: Map<string, Uint8Array>, folder: URL, path: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) {
      await readInto(files, new URL(`${entry.name}/`, folder), `${path}${entry.name}/`);
    } else if (extension(entry.name) in TYPES) {
      files.set(path + entry.name, await Deno.readFile(new URL(entry.name, folder)));
    }
  }
}

function extension(name: string): string {
  return name.slice(name.lastIndexOf("."));
}

/** Of whatever is no page: only a worker's script has a policy of its own, and asks for the board and its modules. */
const FILE_POLICY = "default-src 'none'; connect-src 'self'; script-src 'self'";

/**
 * Scripts from here only, and the one inline piece that index.html needs: its import map, allowed by the hash
 * of its text (browsers load no import map from a file).
 */
function contentPolicy(importMap: string): string {
  const hash = importMap ? ` 'sha256-${createHash("sha256").update(importMap).digest("base64")}'` : "";
  return "default-src 'none'; connect-src 'self'; img-src 'self'; style-src 'self'; " +
    `script-src 'self'${hash}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function assetHeaders(path: string, bytes: Uint8Array, policy: string): Record<string, string> {
  return {
    ...GUARD_HEADERS,
    "content-type": TYPES[extension(path)],
    // Seventy files a page: what they need not say is left out.
    "content-security-policy": extension(path) === ".html" ? policy : FILE_POLICY,
    // Kept by the browser and asked about each time: a new version shows at once.
    "cache-control": "no-cache",
    "vary": "accept-encoding",
    "etag": `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
  };
}

/** The file at a path, or null where there is none. 304 where the browser has it already. */
export function answerAsset(assets: Assets, path: string, asked: Headers): Response | null {
  const asset = assets.get(path.startsWith(SERIES_PATH) && isPage(path) ? ANY_SERIES : path);
  if (!asset) return null;
  // Among several, and perhaps marked as weak: by us, or by a compressing proxy.
  if (asked.get("if-none-match")?.includes(asset.headers.etag)) {
    return new Response(null, { status: 304, headers: asset.headers });
  }
  if (!takesGzip(asked)) return new Response(asset.bytes, { headers: asset.headers });
  const headers = { ...asset.headers, "content-encoding": "gzip", "etag": `W/${asset.headers.etag}` };
  return new Response(asset.gzipped(), { headers });
}

function takesGzip(asked: Headers): boolean {
  const ways = asked.get("accept-encoding")?.split(",") ?? [];
  return ways.some((way) => /^\s*gzip\b/i.test(way) && !/;\s*q=0(\.0+)?\s*$/.test(way));
}
