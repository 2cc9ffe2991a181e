/** Figures that stand in two places say the same. */
import assert from "node:assert/strict";
import { VERSION } from "../../version.ts";

async function read(path: string): Promise<{ version?: string; imports: Record<string, string> }> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../${path}`, import.meta.url)));
}

Deno.test("tests run with the packages that the program has", async () => {
  const [program, tests] = await Promise.all([read("deno.json"), read("tests/deno.json")]);
  for (const [name, address] of Object.entries(program.imports)) {
    assert.equal(tests.imports[name], address, name);
  }
});

Deno.test("every package is pinned", async () => {
  const { imports } = await read("tests/deno.json");
  for (const address of Object.values(imports)) {
    assert.match(address, /^npm:\/?(@[^/]+\/)?[^@/]+@\d+\.\d+\.\d+/);
  }
});

Deno.test("the program and its config name one version", async () => {
  assert.equal((await read("deno.json")).version, VERSION);
});
