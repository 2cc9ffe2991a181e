/** Imports point one way: a stage knows those before it, and none behind it. */
import assert from "node:assert/strict";
import { relative } from "@std/path";

const ROOT = new URL("../../", import.meta.url);
const SERVER = ["schemas", "actors/kernel", "actors/archive", "actors/venue", "actors/control", "api", "cli"];
/** What each folder may import besides itself. `sandbox` is an exchange like any other: the recorder knows only its wire. */
const ALLOWED: Record<string, string[]> = {
  "schemas": [],
  "actors/kernel": [],
  "actors/archive": ["schemas", "actors/kernel"],
  "actors/venue": ["schemas", "actors/kernel", "actors/archive"],
  "actors/control": ["schemas", "actors/kernel", "actors/archive", "actors/venue"],
  // Of the page only lib/board_changes.js: both ends of the stream work out differences.
  "api": ["schemas", "actors/kernel", "actors/archive", "actors/venue", "actors/control", "ui"],
  "sandbox": [],
  "cli": [...SERVER, "sandbox"],
  // Only types, in comments: nothing of it reaches the browser.
  "ui": ["schemas"],
};

Deno.test("imports point one way", async () => {
  const wrong: string[] = [];
  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    for await (const { path, text } of sources(folder)) {
      for (const target of importsOf(path, text)) {
        const into = Object.keys(ALLOWED).find((each) => target.startsWith(each + "/"));
        if (into && into !== folder && !allowed.includes(into)) wrong.push(`${path} imports ${target}`);
      }
    }
  }
  if (wrong.length) throw new Error(wrong.join("\n"));
});

async function* sources(folder: string): AsyncGenerator<{ path: string; text: string }> {
  for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "vendor") yield* sources(path);
    else if (/\.(ts|js)$/.test(entry.name)) {
      yield { path, text: await Deno.readTextFile(new URL(path, ROOT)) };
    }
  }
}

/** Relative imports, as paths from the root. */
function importsOf(path: string, text: string): string[] {
  const base = new URL(path, ROOT);
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, target]) => relative(ROOT.pathname, new URL(target, base).pathname));
}

Deno.test("the page uses nothing of Deno", async () => {
  for await (const { path, text } of sources("ui")) {
    if (/\bDeno\b/.test(text)) throw new Error(`${path} names Deno, which a browser has not`);
  }
});

Deno.test("the main isolate holds nothing of Parquet: Workers do", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "info",
      "--json",
      "--config",
      new URL("deno.json", ROOT).pathname,
      new URL("cli/recording.ts", ROOT).pathname,
    ],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: InfoModule[] };
  const loaded = new Set<string>();
  const add = (url: string): void => {
    if (loaded.has(url)) return;
    loaded.add(url);
    const found = modules.find(({ specifier }) => specifier === url);
    for (const { code, isDynamic } of found?.dependencies ?? []) {
      if (code?.specifier && !isDynamic) add(code.specifier);
    }
  };
  add(new URL("cli/recording.ts", ROOT).href);
  assert.ok(loaded.size > 50);
  assert.deepEqual([...loaded].filter((url) => /apache-arrow|parquet-wasm|hyparquet/.test(url)), []);
});

interface InfoModule {
  specifier: string;
  dependencies?: Array<{ code?: { specifier?: string }; isDynamic?: boolean }>;
}
