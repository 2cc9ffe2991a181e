/** A single file that is mounted into a container cannot be replaced, only written. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { inConfigFolder, JOB } from "./folder.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

async function mayMount(): Promise<boolean> {
  try {
    return (await new Deno.Command("unshare", { args: ["-m", "true"], stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

const isAllowed = await mayMount();
if (!isAllowed) console.log("mounted_test is skipped: nothing may be mounted here");

Deno.test({
  name: "a config that is mounted as a single file is written in place",
  ignore: !isAllowed,
  fn: () =>
    inConfigFolder(JOB, async ({ folder, text, names }) => {
      const host = join(folder, "host.yaml");
      await Deno.writeTextFile(host, `${JOB}alerts: { max_consecutive_errors: 1234567 }\n`);
      const save = `${ROOT}tests/cli/config/saving_program.ts once`;
      const run = `${Deno.execPath()} run -A --no-check --config ${ROOT}tests/deno.json ${save}`;
      const { success, stderr } = await new Deno.Command("unshare", {
        args: ["-m", "sh", "-c", `mount --bind host.yaml tapedeck.yaml && ${run}`],
        cwd: folder,
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      assert.equal(await Deno.readTextFile(host), `${JOB}alerts: { max_consecutive_errors: 1 }\n`);
      assert.equal(await text(), JOB);
      assert.deepEqual(names(), ["host.yaml", "tapedeck.yaml"]);
    }),
});
