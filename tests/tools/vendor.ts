/**
 * Copies the browser libraries from their npm packages to ui/vendor, so that the page needs no build step and
 * no network. `deno task vendor` writes; `deno task vendor --check` says what differs and exits 1.
 *
 * manifest.json there lists, for each name that the page imports, which file answers to it and what it is.
 */
import { createHash } from "node:crypto";

const FOLDER = new URL("../../ui/vendor/", import.meta.url);

/** Bare name, in the page's import map or in what loads it when it is wanted → file name in ui/vendor. */
const FILES: Record<string, string> = {
  "preact": "preact.mjs",
  "preact/hooks": "preact_hooks.mjs",
  "htm": "htm.mjs",
  "htm/preact": "htm_preact.mjs",
  "@preact/signals-core": "preact_signals_core.mjs",
  "@preact/signals": "preact_signals.mjs",
  "lightweight-charts": "lightweight_charts.mjs",
};

/** Where the file that a name resolves to imports others still: the one beside it that has them inside. */
const WHOLE: Record<string, string> = {
  "lightweight-charts": "lightweight-charts.standalone.production.mjs",
};

/** What a license wants to be read by those who see the page: shown where the library draws. */
const ATTRIBUTIONS: Record<string, string> = {
  "lightweight-charts":
    "TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc. https://www.tradingview.com/",
};

interface Package {
  folder: URL;
  name: string;
  version: string;
  license: string;
}

interface ManifestEntry {
  file: string;
  from: string;
  version: string;
  license: string;
  attribution?: string;
  sha256: string;
  bytes: number;
}

/** What ui/vendor should hold: file name → text. */
async function vendored(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const manifest: Record<string, ManifestEntry> = {};
  for (const [name, file] of Object.entries(FILES)) {
    // Importing fetches the package; only then does its name resolve to a file.
    await import(name);
    const source = new URL(WHOLE[name] ?? "", import.meta.resolve(name));
    const { folder, ...owner } = await packageOf(source);
    const text = withoutSourceMap(await Deno.readTextFile(source));
    files.set(file, text);
    files.set(licenseFile(owner.name), await Deno.readTextFile(new URL("LICENSE", folder)));
    manifest[name] = {
      file,
      from: `npm:${owner.name}/${source.href.slice(folder.href.length)}`,
      version: owner.version,
      license: owner.license,
      ...(name in ATTRIBUTIONS && { attribution: ATTRIBUTIONS[name] }),
      sha256: createHash("sha256").update(text).digest("hex"),
      bytes: new TextEncoder().encode(text).length,
    };
  }
  return files.set("manifest.json", JSON.stringify(manifest, null, 2) + "\n");
}

/** The map is not shipped, and a browser's tools would ask for it in vain. */
function withoutSourceMap(text: string): string {
  return text.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");
}

function licenseFile(packageName: string): string {
  return `${packageName.replace("@", "").replace("/", "_")}.LICENSE`;
}

/** The package that a file belongs to: the nearest package.json above it that has a version. */
async function packageOf(file: URL): Promise<Package> {
  for (let folder = new URL("./", file); folder.pathname !== "/"; folder = new URL("../", folder)) {
    const text = await Deno.readTextFile(new URL("package.json", folder)).catch(() => "{}");
    const { name, version, license } = JSON.parse(text);
    if (version) return { folder, name, version, license };
  }
  throw new Error(`Cannot find the package of ${file.href}: no package.json with a version above it`);
}

async function readOrNull(file: URL): Promise<string | null> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function differences(wanted: Map<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, text] of wanted) {
    const have = await readOrNull(new URL(name, FOLDER));
    if (have !== text) found.push(have === null ? `${name} is missing` : `${name} differs from its package`);
  }
  for await (const entry of Deno.readDir(FOLDER)) {
    if (!wanted.has(entry.name)) found.push(`${entry.name} belongs to no package`);
  }
  return found;
}

async function write(wanted: Map<string, string>): Promise<void> {
  for await (const entry of Deno.readDir(FOLDER)) await Deno.remove(new URL(entry.name, FOLDER));
  for (const [name, text] of wanted) await Deno.writeTextFile(new URL(name, FOLDER), text);
}

async function main(args: string[]): Promise<number> {
  const wanted = await vendored();
  if (!args.includes("--check")) {
    await write(wanted);
    console.log(`ui/vendor: ${wanted.size} files written`);
    return 0;
  }
  const found = await differences(wanted);
  for (const line of found) console.error(`ui/vendor: ${line}; run deno task vendor`);
  if (found.length === 0) console.log(`ui/vendor: ${wanted.size} files are as their packages have them`);
  return found.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
