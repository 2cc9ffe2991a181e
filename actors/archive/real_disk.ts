import { dirname, join } from "@std/path";
import type { Disk, DiskFile } from "./disk.ts";
import { HOUSE } from "./layout.ts";

/**
 * The disk below `root` (an absolute path of an existing folder). Throws on paths that would leave it, and makes
 * nothing in a folder that is not the one it was opened on: where a disk was unmounted, an empty one stands.
 */
export function openRealDisk(root: string): Disk {
  const at = (path: string) => join(root, confined(path));
  const opened = houseOf(root);
  const create = (path: string) => {
    if (opened !== null && houseOf(root) !== opened) {
      const gone = new Error(`Cannot make "${path}": the data folder "${root}" is gone; bring it back`);
      throw Object.assign(gone, { code: "ENODEV" }); // a fault of the disk, as the system's own are
    }
    makeFolders(dirname(at(path)));
    const file = Deno.openSync(at(path), { createNew: true, append: true });
    syncFolder(dirname(at(path)));
    return realFile(file);
  };
  return {
    create,
    openAppend: (path) =>
      exists(at(path)) ? realFile(Deno.openSync(at(path), { append: true })) : create(path),
    read: (path, from, to) => readRange(at(path), from, to),
    size: (path) => stat(at(path))?.size ?? null,
    modifiedAt: (path) => stat(at(path))?.mtime?.getTime() ?? null,
    truncate: (path, sizeBytes) => truncate(at(path), sizeBytes),
    rename(from, to) {
      makeFolders(dirname(at(to)));
      Deno.renameSync(at(from), at(to));
    },
    remove: (path) => Deno.removeSync(at(path)),
    syncFolder: (path) => syncFolder(at(path)),
    list: (path) => list(at(path)),
  };
}

/** Which folder holds the archive's own files; null: there is none yet. */
function houseOf(root: string): string | null {
  const house = stat(join(root, HOUSE));
  return house && `${house.ino}`;
}

function confined(path: string): string {
  const steps = path.split("/");
  if (path.startsWith("/") || path.includes("\\") || path.includes("\0") || steps.includes("..")) {
    throw new Error(`Cannot open "${path}": it is not a path inside the data folder`);
  }
  return path;
}

function realFile(file: Deno.FsFile): DiskFile {
  return {
    write(bytes) {
      // The system may take less than it was given.
      for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    },
    sync: () => file.syncData(),
    syncNow: () => file.syncDataSync(),
    close: () => file.close(),
  };
}

function readRange(path: string, from = 0, to?: number): Uint8Array {
  if (from === 0 && to === undefined) return Deno.readFileSync(path);
  using file = Deno.openSync(path);
  const end = Math.min(to ?? Infinity, file.statSync().size);
  const bytes = new Uint8Array(Math.max(0, end - from));
  file.seekSync(from, Deno.SeekMode.Start);
  let done = 0;
  while (done < bytes.length) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function truncate(path: string, sizeBytes: number): void {
  using file = Deno.openSync(path, { write: true });
  file.truncateSync(sizeBytes);
  file.syncSync();
}

/** Makes a folder and those above it, each one's entry synced. */
function makeFolders(path: string): void {
  if (exists(path)) return;
  makeFolders(dirname(path));
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  // Windows opens no folders; its file system journals their entries by itself.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path);
  folder.syncSync();
}

function list(path: string): Array<{ name: string; isFolder: boolean }> {
  if (!exists(path)) return [];
  const entries = [...Deno.readDirSync(path)].map(({ name, isDirectory }) => ({
    name,
    isFolder: isDirectory,
  }));
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}

function stat(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    // ENOTDIR: a file stands where a folder would have to be.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

const exists = (path: string) => stat(path) !== null;
