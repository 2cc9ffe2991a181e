/**
 * Which modules a page begins with. A browser would learn of an import only once it has the file that imports, and ask
 * for one after the other; so each page's head names them all.
 */

/** `import {…} from "…"`, `import "…"` and `export … from "…"`. */
const STATIC_IMPORT = /\b(?:import|export)\b(?:[^"'`;()]*?\bfrom)?\s*["']([^"']+)["']/g;
const IMPORT_MAP = /<script type="importmap">([^]*?)<\/script>/;

/** The text of the import map, as it stands in a page; empty where it has none. */
export function importMapOf(html: string): string {
  return IMPORT_MAP.exec(html)?.[1] ?? "";
}

/**
 * Gives the modules that some others need: their paths, those themselves among them, the nearest first.
 *
 * @param textAt The text at a URL path; undefined where there is none.
 * @param importMap JSON; empty for none.
 *
 * @example
 * ```ts
 * const modulesOf = moduleGraph((path) => texts.get(path), importMapOf(html));
 * modulesOf(["/main.js"]); // ["/main.js", "/vendor/preact.mjs", …]
 * ```
 */
export function moduleGraph(
  textAt: (path: string) => string | undefined,
  importMap: string,
): (entries: string[]) => string[] {
  const names: Record<string, string> = importMap ? JSON.parse(importMap).imports : {};
  const known = new Map<string, string[] | null>();

  /** Null: there is no such file. */
  function importsOf(path: string): string[] | null {
    if (!known.has(path)) known.set(path, readImports(path));
    return known.get(path)!;
  }

  function readImports(path: string): string[] | null {
    const imports = textAt(path)?.matchAll(STATIC_IMPORT);
    if (!imports) return null;
    return [...imports].map(([, name]) => names[name] ?? new URL(name, `http://page${path}`).pathname);
  }

  return (entries) => {
    const found = new Set(entries);
    for (const path of found) importsOf(path)?.forEach((imported) => found.add(imported));
    return [...found].filter(importsOf);
  };
}

/**
 * The page with links to its sheets and modules (paths) at the end of its head. Modules come after styles: without the
 * low priority, the first paint waits for them (by 150 ms on a slow processor, measured).
 */
export function withLinks(
  html: string,
  { sheets, modules }: { sheets: string[]; modules: string[] },
): string {
  const links = [
    ...sheets.map((path) => `<link rel="stylesheet" href="${path}">`),
    ...modules.map((path) => `<link rel="modulepreload" fetchpriority="low" href="${path}">`),
  ];
  return html.replace("  </head>", () => links.map((link) => `    ${link}\n`).join("") + "  </head>");
}
