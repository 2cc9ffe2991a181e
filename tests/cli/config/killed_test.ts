import assert from "node:assert/strict";
import { join } from "@std/path";
import { configOf } from "./samples.ts";
import { inConfigFolder, JOB } from "./folder.ts";
import { parseYaml } from "../../../cli/config/yaml.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
/** Long enough to be most of the file: a tear would show. */
const COMMENTS = Array.from({ length: 500 }, (_, i) => `# comment ${i}, which is to be kept\n`).join("");

async function killWhileSaving(folder: string, afterMs: number): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--config",
      `${ROOT}tests/deno.json`,
      `${ROOT}tests/cli/config/saving_program.ts`,
    ],
    cwd: folder,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  await child.stdout.getReader().read();
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill("SIGKILL");
  await child.status;
}

Deno.test("a program that is killed while it saves leaves a whole file, and what it left beside is removed", () =>
  inConfigFolder(COMMENTS + JOB, async ({ folder, text, names, open }) => {
    for (const afterMs of [0, 3, 7, 20, 33]) {
      await killWhileSaving(folder, afterMs);
      const left = await text();
      assert.ok(left.startsWith(COMMENTS + JOB));
      assert.ok(configOf(parseYaml(left)).alerts.max_consecutive_errors >= 1);
    }
    const half = join(folder, ".tapedeck.yaml.99.new");
    await Deno.writeTextFile(half, "stream_jo");
    const other = join(folder, ".tapedeck.yaml.99.old");
    await Deno.writeTextFile(other, "of somebody else");
    for (const name of names()) await Deno.utime(join(folder, name), 1, 1);
    const settings = await open();
    await settings.keep();
    assert.deepEqual(names(), [".tapedeck.yaml.99.old", "tapedeck.yaml"]);
  }));
