/** All property tests with other values than those of every day. */
import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Runs the property tests `runs` times, with the seeds from `seed` on. Throws at the first that fails. */
export async function fuzzProperties(runs: number, seed: number): Promise<void> {
  const files = propertyTests(join(ROOT, "tests"));
  const options = ["--allow-all", "--no-check", "--quiet", "--preload", "tests/tools/seed.ts"];
  for (let run = 0; run < runs; run++) {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", ...options, "--config", "tests/deno.json", ...files],
      cwd: ROOT,
      env: { TAPEDECK_SEED: String(seed + run) },
      stderr: "inherit",
    }).output();
    if (success) continue;
    throw new Error(`With TAPEDECK_SEED=${seed + run}:\n${new TextDecoder().decode(stdout)}`);
  }
}

/** The tests below a folder that ask fast-check, but the fuzzers', which take their own seeds. */
function propertyTests(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory) return entry.name === "fuzz" ? [] : propertyTests(path);
    const isOne = entry.name.endsWith("_test.ts") && Deno.readTextFileSync(path).includes('"fast-check"');
    return isOne ? [path] : [];
  });
}
