import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import { openLogFile } from "../../actors/control/log_file.ts";

async function inFolder(body: (path: string) => void) {
  const folder = await Deno.makeTempDir();
  try {
    Deno.mkdirSync(join(folder, "logs"));
    body(join(folder, "logs", "tapedeck.log"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const textOf = (path: string) => Deno.readTextFileSync(path);

Deno.test("the file is rotated at its limit, and the oldest goes", () =>
  inFolder((path) => {
    const file = openLogFile(path, { maxBytes: 100, maxFiles: 3 });
    for (let n = 10; n < 60; n++) file.append(`line number ${n}`);
    file.close();
    const texts = [".2", ".1", ""].map((suffix) => textOf(path + suffix));
    assert.ok(texts.every((text) => text.length <= 100 && text.length > 0));
    assert.throws(() => Deno.statSync(`${path}.3`), Deno.errors.NotFound);
    const lines = texts.join("").trimEnd().split("\n");
    assert.deepEqual(
      lines,
      Array.from({ length: lines.length }, (_, n) => `line number ${60 - lines.length + n}`),
    );
    assert.ok(lines.length >= 14);
  }));

Deno.test("a line that is longer than a whole file is kept all the same", () =>
  inFolder((path) => {
    const file = openLogFile(path, { maxBytes: 10, maxFiles: 2 });
    for (const line of ["a".repeat(30), "b".repeat(30)]) file.append(line);
    file.close();
    assert.equal(textOf(`${path}.1`) + textOf(path), `${"a".repeat(30)}\n${"b".repeat(30)}\n`);
  }));

Deno.test("after a line that was cut short by a kill the next one begins afresh", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path, 'whole\n{"time":"20');
    for (const line of ["next", "and next"]) {
      const file = openLogFile(path);
      file.append(line);
      file.close();
    }
    assert.equal(textOf(path), 'whole\n{"time":"20\nnext\nand next\n');
  }));

Deno.test("a file that is deleted or moved away is made anew, and so is its folder", () =>
  inFolder((path) => {
    const file = openLogFile(path);
    file.append("one");
    Deno.removeSync(path);
    file.append("two");
    assert.equal(textOf(path), "two\n");
    Deno.renameSync(path, `${path}.moved`);
    file.append("three");
    assert.equal(textOf(path), "three\n");
    Deno.removeSync(dirname(path), { recursive: true });
    file.append("four");
    assert.equal(textOf(path), "four\n");
    file.close();
  }));

Deno.test("where the folder above is gone, which may be an unmounted disk, nothing is made; when it is back, it goes on", () =>
  inFolder((path) => {
    const above = dirname(dirname(path));
    const file = openLogFile(path);
    file.append("one");
    Deno.renameSync(above, `${above}.gone`);
    assert.throws(() => file.append("two"), Deno.errors.NotFound);
    assert.throws(() => Deno.statSync(above), Deno.errors.NotFound);
    Deno.renameSync(`${above}.gone`, above);
    file.append("three");
    file.close();
    assert.equal(textOf(path), "one\nthree\n");
  }));
