/** A copy of what the program is made of, whose packages lie beside it, so that they can be made smaller. */
import { join } from "@std/path";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = ["main.ts", "version.ts", "schemas", "actors", "sandbox", "api", "cli", "ui", "deno.lock"];

/** Fills the folder; `deno install` there does the rest. */
export async function stageSources(folder: string): Promise<void> {
  await Promise.all(SOURCES.map((name) => copy(new URL(name, ROOT), join(folder, name))));
  const config = { nodeModulesDir: "auto", imports: await importsOfAll() };
  await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
}

async function copy(from: URL, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copy(new URL(`${from.href}/${name}`), join(to, name));
  }
}

/** The program's imports, and the page's: deno reads its modules too where they are included. */
async function importsOfAll(): Promise<Record<string, string>> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const html = await Deno.readTextFile(new URL("ui/index.html", ROOT));
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(html);
  const ofPage: Record<string, string> = map ? JSON.parse(map[1]).imports : {};
  return {
    ...imports,
    ...Object.fromEntries(Object.entries(ofPage).map(([name, path]) => [name, `./ui${path}`])),
  };
}
