/**
 * `deno task compile`: makes dist/tapedeck, one file that holds the runtime, the Workers, the wasm and the page.
 * `--target aarch64-unknown-linux-gnu` and the like go on to `deno compile`. Where `DENO_FOR_COMPILE` is set, that
 * deno does it; `DENORT_BIN` gives a runtime that need not be downloaded.
 */
import { fromFileUrl, join } from "@std/path";
import { stageSources } from "./staging.ts";

const ROOT = new URL("../../", import.meta.url);
const INCLUDED = [
  "actors/venue/worker.ts",
  "actors/archive/worker.ts",
  "actors/archive/reader/worker.ts",
  "actors/control/lookups/worker.ts",
  "sandbox/worker.ts",
  "ui",
];

export interface Compiler {
  /** Path of a deno. */
  deno: string;
  /** Besides this process's own variables. */
  env?: Record<string, string>;
}

/** Compiles the program into one executable at `output`. Throws with deno's words where that fails. */
export async function compile(output: string, { deno, env }: Compiler, more: string[] = []): Promise<void> {
  const stage = await Deno.makeTempDir({ prefix: "tapedeck-" });
  const run = async (program: string, args: string[]) => {
    const { success, stderr } = await new Deno.Command(program, {
      args,
      cwd: stage,
      // deno follows packages that import each other in a circle, one frame for each: its usual 2 MB may not do
      env: { ...env, NO_COLOR: "1", RUST_MIN_STACK: `${16 * 1024 ** 2}` },
      stdin: "null",
      stdout: "null",
    }).output();
    if (!success) throw new Error(`Cannot compile ${output}: ${new TextDecoder().decode(stderr).trim()}`);
  };
  try {
    await stageSources(stage);
    await run(deno, ["install", "--frozen"]);
    await run(Deno.execPath(), [
      ...["run", "--allow-all", "--config", inRoot("tests/deno.json")],
      ...[inRoot("tests/tools/slim.ts"), join(stage, "node_modules")],
    ]);
    const included = INCLUDED.flatMap((path) => ["--include", path]);
    const flags = ["--allow-all", "--no-check", "--frozen", ...included, ...more];
    await run(deno, ["compile", ...flags, "--output", output, "main.ts"]);
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

function inRoot(path: string): string {
  return fromFileUrl(new URL(path, ROOT));
}

async function main(args: string[]): Promise<number> {
  const isForWindows = args.join().includes("windows") || (args.length === 0 && Deno.build.os === "windows");
  const output = inRoot(isForWindows ? "dist/tapedeck.exe" : "dist/tapedeck");
  try {
    await compile(output, { deno: Deno.env.get("DENO_FOR_COMPILE") ?? Deno.execPath() }, args);
    console.log(`${output}: ${((await Deno.stat(output)).size / 1e6).toFixed(0)} MB`);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
