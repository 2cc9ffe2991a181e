/**
 * The page's files. They are read once at the start: from the folder `ui`, which is also inside the compiled
 * binary. index.html is the answer to every page's path; main.js looks at the address.
 */
import { createHash } from "node:crypto";
import { GUARD_HEADERS } from "./answer.ts";

export interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** URL path → file. */
export type Assets = ReadonlyMap<string, Asset>;

const PAGE_PATHS = ["/", "/inventory", "/jobs", "/logs", "/config", "/storage"];

export function isPage(path: string): boolean {
  return PAGE_PATHS.includes(path);
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
  const index = files.get("/index.html");
  if (!index) throw new Error(`Cannot serve the page: ${folder.pathname} has no index.html`);
  const policy = contentPolicy(new TextDecoder().decode(index));
  const assets = new Map<string, Asset>();
  for (const [path, bytes] of files) assets.set(path, { bytes, headers: assetHeaders(path, bytes, policy) });
  for (const path of PAGE_PATHS) assets.set(path, assets.get("/index.html")!);
  return assets;
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

/**
 * Scripts from here only, and the one inline piece that index.html needs: its import map, allowed by the hash
 * of its text (browsers load no import map from a file).
 */
function contentPolicy(html: string): string {
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(html);
  const hash = map ? ` 'sha256-${createHash("sha256").update(map[1]).digest("base64")}'` : "";
  return "default-src 'none'; connect-src 'self'; img-src 'self'; style-src 'self'; " +
    `script-src 'self'${hash}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function assetHeaders(path: string, bytes: Uint8Array, policy: string): Record<string, string> {
  return {
    ...GUARD_HEADERS,
    "content-type": TYPES[extension(path)],
    "content-security-policy": policy,
    // Kept by the browser and asked about each time: a new version shows at once.
    "cache-control": "no-cache",
    "etag": `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
  };
}

/** The file at a path, or null where there is none. 304 where the browser has it already. */
export function answerAsset(assets: Assets, path: string, ifNoneMatch: string | undefined): Response | null {
  const asset = assets.get(path);
  if (!asset) return null;
  // Among several, and perhaps marked as weak by a compressing proxy.
  if (ifNoneMatch?.includes(asset.headers.etag)) {
    return new Response(null, { status: 304, headers: asset.headers });
  }
  return new Response(asset.bytes, { headers: asset.headers });
}
