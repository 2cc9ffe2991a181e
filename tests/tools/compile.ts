/**
 * `deno task compile`: makes dist/tapedeck, one file that holds the runtime, the Workers, the wasm and the page.
 * Where `DENO_FOR_COMPILE` is set, that deno does it; `DENORT_BIN` gives a runtime that need not be downloaded.
 */
import { fromFileUrl, join } from "@std/path";

const ROOT = new URL("../../", import.meta.url);
const WORKERS = [
  "actors/venue/worker.ts",
  "actors/archive/worker.ts",
  "actors/archive/reader/worker.ts",
  "sandbox/worker.ts",
];

export interface Compiler {
  /** Path of a deno. */
  deno: string;
  /** Besides this process's own variables. */
  env?: Record<string, string>;
}

/** Compiles the program into one executable at `output`. Throws with deno's words where that fails. */
export async function compile(output: string, { deno, env }: Compiler): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const config = join(folder, "deno.json");
    await Deno.writeTextFile(
      config,
      JSON.stringify({ nodeModulesDir: "none", imports: await importsOfAll() }),
    );
    const args = [
      ...["compile", "--allow-all", "--no-check", "--config", config],
      ...["--lock", inRoot("deno.lock"), "--frozen", "--node-modules-dir=none"],
      ...[...WORKERS, "ui"].flatMap((path) => ["--include", inRoot(path)]),
      ...["--exclude", await commonJsOfCcxt(), "--output", output, inRoot("main.ts")],
    ];
    const { success, stderr } = await new Deno.Command(deno, {
      args,
      env: { ...env, NO_COLOR: "1" },
      stdout: "null",
    }).output();
    if (!success) throw new Error(`Cannot compile ${output}: ${new TextDecoder().decode(stderr).trim()}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The program's imports, and the page's: deno reads its modules too where they are included. */
async function importsOfAll(): Promise<Record<string, string>> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const html = await Deno.readTextFile(new URL("ui/index.html", ROOT));
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(html);
  const ofPage: Record<string, string> = map ? JSON.parse(map[1]).imports : {};
  const files = Object.entries(ofPage).map(([name, path]) => [name, new URL(`ui${path}`, ROOT).href]);
  return { ...imports, ...Object.fromEntries(files) };
}

/** A second copy of all exchanges, 30 MB that nothing imports. */
async function commonJsOfCcxt(): Promise<string> {
  await import("ccxt"); // fetches it; only then does its name resolve to a file
  return fromFileUrl(new URL("../dist", import.meta.resolve("ccxt")));
}

function inRoot(path: string): string {
  return fromFileUrl(new URL(path, ROOT));
}

async function main(): Promise<number> {
  const output = inRoot(Deno.build.os === "windows" ? "dist/tapedeck.exe" : "dist/tapedeck");
  try {
    await compile(output, { deno: Deno.env.get("DENO_FOR_COMPILE") ?? Deno.execPath() });
    console.log(`${output}: ${((await Deno.stat(output)).size / 1e6).toFixed(0)} MB`);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main());
