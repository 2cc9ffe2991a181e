import assert from "node:assert/strict";
import type { Disk } from "../../actors/archive/disk.ts";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import { createCrashDisk } from "./crash_disk.ts";
import { temporaryDisk } from "./samples.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function write(disk: Disk, path: string, ...texts: string[]): void {
  const file = disk.create(path);
  for (const text of texts) file.write(bytes(text));
  file.syncNow();
  file.close();
}

/** What every disk does; the crash disk stands for the real one in other tests. */
const CONTRACT: Record<string, (disk: Disk) => void | Promise<void>> = {
  "a created file is appended to, and read in whole and in part": async (disk) => {
    write(disk, "a/b/c.txt", "hello", " world");
    const file = disk.openAppend("a/b/c.txt");
    file.write(bytes("!"));
    await file.sync();
    file.close();
    assert.equal(text(disk.read("a/b/c.txt")), "hello world!");
    assert.equal(text(disk.read("a/b/c.txt", 6)), "world!");
    assert.equal(text(disk.read("a/b/c.txt", 6, 8)), "wo");
    assert.equal(text(disk.read("a/b/c.txt", 11, 99)), "!");
    assert.equal(disk.size("a/b/c.txt"), 12);
  },

  "a file is created once": (disk) => {
    write(disk, "a.txt", "1");
    assert.throws(() => disk.create("a.txt"));
    assert.equal(text(disk.read("a.txt")), "1");
  },

  "opening to append makes the file": (disk) => {
    disk.openAppend("x/y.txt").close();
    assert.equal(disk.size("x/y.txt"), 0);
  },

  "a rename replaces its target": (disk) => {
    write(disk, "f/a", "1");
    write(disk, "f/b", "2");
    disk.rename("f/a", "f/b");
    disk.syncFolder("f");
    assert.deepEqual(disk.list("f"), [{ name: "b", isFolder: false }]);
    assert.equal(text(disk.read("f/b")), "1");
  },

  "files are cut and removed": (disk) => {
    write(disk, "f/a", "12345");
    disk.truncate("f/a", 2);
    assert.equal(text(disk.read("f/a")), "12");
    disk.remove("f/a");
    assert.equal(disk.size("f/a"), null);
    assert.equal(disk.modifiedAt("f/a"), null);
    assert.throws(() => disk.remove("f/a"));
    assert.throws(() => disk.read("f/a"));
  },

  "folders are listed by name, and one that is not there is empty": (disk) => {
    for (const path of ["d/z", "d/a/x", "d/M"]) write(disk, path, "");
    assert.deepEqual(disk.list("d"), [
      { name: "M", isFolder: false },
      { name: "a", isFolder: true },
      { name: "z", isFolder: false },
    ]);
    assert.deepEqual(disk.list("nowhere"), []);
  },
};

for (const [sentence, holds] of Object.entries(CONTRACT)) {
  Deno.test(`real disk: ${sentence}`, async () => {
    using folder = temporaryDisk();
    await holds(folder.disk);
  });
  Deno.test(`crash disk: ${sentence}`, () => holds(createCrashDisk()));
}

Deno.test("a real disk opens nothing outside its folder", () => {
  const disk = openRealDisk(Deno.cwd());
  for (const path of ["../x", "a/../../x", "/etc/passwd", "a\\..\\b", "a\0b"]) {
    assert.throws(() => disk.read(path), /is not a path inside the data folder/);
    assert.throws(() => disk.create(path), /is not a path inside the data folder/);
  }
});
