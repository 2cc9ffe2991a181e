import assert from "node:assert/strict";
import { join } from "@std/path";
import { announceApp, readAppAddress } from "../../cli/app_address.ts";

async function inDataFolder(body: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  await Deno.mkdir(join(folder, ".tapedeck"));
  try {
    body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string) => [...Deno.readDirSync(join(folder, ".tapedeck"))].map(({ name }) => name);

Deno.test("who answers for a folder is found there, at its newest address, until it ends", () =>
  inDataFolder((folder) => {
    assert.equal(readAppAddress(folder), null);
    const announced = announceApp(folder, Date.UTC(2024, 0, 1));
    announced.at("http://127.0.0.1:1");
    announced.at("http://127.0.0.1:2");
    assert.deepEqual(readAppAddress(folder), {
      url: "http://127.0.0.1:2",
      pid: Deno.pid,
      since: "2024-01-01T00:00:00.000Z",
    });
    assert.deepEqual(namesIn(folder), ["app.json"]);
    announced.withdraw();
    announced.withdraw();
    assert.deepEqual([readAppAddress(folder), namesIn(folder)], [null, []]);
  }));

Deno.test("what is no such note counts as none", () =>
  inDataFolder((folder) => {
    for (const text of ["", "{", "null", '{"url":"http://127.0.0.1:1"}']) {
      Deno.writeTextFileSync(join(folder, ".tapedeck/app.json"), text);
      assert.equal(readAppAddress(folder), null, text);
    }
  }));

Deno.test("a folder that is gone keeps nobody from going on", () => {
  const announced = announceApp("/nowhere/at/all", 0);
  announced.at("http://127.0.0.1:1");
  announced.withdraw();
});
