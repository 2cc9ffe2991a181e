/** A deno that can compile on this machine. */
import { fromFileUrl, join } from "@std/path";
import type { Compiler } from "../tools/compile.ts";
import { inTempFolder } from "./program.ts";

/** Prints `export NAME=value` lines that give a runtime where deno's own cannot be downloaded. */
const SCRIPT = Deno.env.get("TAPEDECK_DENORT") ??
  fromFileUrl(new URL("../../../shared/tools/denort.sh", import.meta.url));

/** The one that the environment names, this very one where it gets its runtime, or the script's; else null. */
export async function findCompiler(): Promise<Compiler | null> {
  const named = Deno.env.get("DENO_FOR_COMPILE");
  if (named) return { deno: named };
  const own = { deno: Deno.execPath() };
  if (await compilesAnything(own.deno)) return own;
  return await byScript();
}

async function compilesAnything(deno: string): Promise<boolean> {
  return await inTempFolder(async (cwd) => {
    await Deno.writeTextFile(join(cwd, "empty.ts"), "");
    return (await run(deno, ["compile", "--no-config", "--output", "empty", "empty.ts"], cwd)) !== null;
  });
}

async function byScript(): Promise<Compiler | null> {
  const shown = 'eval "$("$0")" && printf "%s\\n" "$DENO_FOR_COMPILE" "$DENORT_BIN" "$DENO_TLS_CA_STORE"';
  const lines = await run("bash", ["-c", shown, SCRIPT]);
  if (lines === null) return null;
  const [deno, DENORT_BIN, DENO_TLS_CA_STORE] = lines.split("\n");
  return { deno, env: { DENORT_BIN, DENO_TLS_CA_STORE } };
}

/** What a program prints; null where it fails. */
async function run(program: string, args: string[], cwd?: string): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, cwd, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}
