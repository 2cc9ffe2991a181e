/**
 * A disk in memory that stops at an operation. What a crash may do to what was not synced: of appended bytes a
 * prefix remains, or some pages of one and zeros for the others; of renames and removals in a folder the first
 * few. What was synced remains whole. Of bytes whose sync failed nothing is known: they are read back until the
 * crash, later syncs pass over them, and then they are zeros.
 */
import { concatBytes } from "../../actors/archive/codec.ts";
import type { Disk, DiskFile } from "../../actors/archive/disk.ts";
import type { Random } from "../../actors/kernel/mod.ts";

export class Crash extends Error {}

interface Inode {
  content: Uint8Array;
  syncedBytes: number;
  /** Half-open ranges of bytes that no sync will bring to the disk any more. */
  spoiled: Array<[number, number]>;
}

type Names = Map<string, Inode>;

/** A change of names that a crash may undo, in its folder's order. */
interface Change {
  folder: string;
  apply(names: Names): unknown;
}

export type Tearing = "prefix" | "pages";

export interface CrashDisk extends Disk {
  /** Operations so far that changed anything. */
  operations(): number;
  /** A sync of this file fails: what was not synced yet never will be. */
  spoil(path: string): void;
  /** What a machine finds after the crash, on a disk that stops at another operation. */
  afterCrash(random: Random, stopAt?: number, tearing?: Tearing): CrashDisk;
}

export function createCrashDisk(stopAt = Infinity, durable: Names = new Map()): CrashDisk {
  const folders = createFolders(durable);
  let operations = 0;

  /** Counts an operation; the one to stop at does only what `partly` does. */
  function step(partly: () => void = () => {}): void {
    if (operations >= stopAt) throw new Crash("the machine has stopped");
    if (++operations < stopAt) return;
    partly();
    throw new Crash(`the machine stops at operation ${stopAt}`);
  }

  function create(path: string): DiskFile {
    step();
    return appendTo(folders.create(path), step);
  }

  return {
    operations: () => operations,
    spoil(path) {
      const inode = folders.inode(path);
      inode.spoiled.push([inode.syncedBytes, inode.content.length]);
    },
    afterCrash: (random, nextStop, tearing = "prefix") =>
      createCrashDisk(nextStop, folders.afterCrash(random, tearing)),
    create,
    openAppend: (path) => folders.has(path) ? appendTo(folders.inode(path), step) : create(path),
    read: (path, from, to) => folders.inode(path).content.slice(from, to),
    size: (path) => folders.has(path) ? folders.inode(path).content.length : null,
    modifiedAt: () => null,
    truncate(path, sizeBytes) {
      step();
      const inode = folders.inode(path);
      const spoiled = inode.spoiled.map(([from, to]): [number, number] => [from, Math.min(to, sizeBytes)]);
      Object.assign(inode, { content: inode.content.slice(0, sizeBytes), syncedBytes: sizeBytes, spoiled });
    },
    rename(from, to) {
      step();
      folders.rename(from, to);
    },
    remove(path) {
      step();
      folders.remove(path);
    },
    syncFolder(path) {
      step();
      folders.sync(path);
    },
    list: folders.list,
  };
}

function appendTo(inode: Inode, step: (partly?: () => void) => void): DiskFile {
  const append = (bytes: Uint8Array) => inode.content = concatBytes([inode.content, bytes]);
  const syncNow = () => {
    step();
    inode.syncedBytes = inode.content.length;
  };
  return {
    write(bytes) {
      step(() => append(bytes.subarray(0, bytes.length >> 1)));
      append(bytes);
    },
    syncNow,
    sync: () => Promise.resolve().then(syncNow),
    close() {},
  };
}

/** Names as they are, and as a crash may leave them. */
function createFolders(durable: Names) {
  const names: Names = new Map(durable);
  let changes: Change[] = [];

  function inode(path: string): Inode {
    const inode = names.get(path);
    if (!inode) throw new Error(`Cannot open "${path}": there is no such file`);
    return inode;
  }

  function change(folder: string, apply: Change["apply"]): void {
    apply(names);
    changes.push({ folder, apply });
  }

  return {
    inode,
    has: (path: string) => names.has(path),
    list: (path: string) => listOf(names, path),
    create(path: string): Inode {
      if (names.has(path)) throw new Error(`Cannot create "${path}": it exists`);
      const inode = { content: new Uint8Array(), syncedBytes: 0, spoiled: [] };
      for (const each of [names, durable]) each.set(path, inode);
      return inode;
    },
    rename(from: string, to: string): void {
      const moved = inode(from);
      change(folderOf(to), (names) => (names.delete(from), names.set(to, moved)));
    },
    remove(path: string): void {
      inode(path);
      change(folderOf(path), (names) => names.delete(path));
    },
    sync(path: string): void {
      for (const { folder, apply } of changes) if (folder === path) apply(durable);
      changes = changes.filter(({ folder }) => folder !== path);
    },
    afterCrash(random: Random, tearing: Tearing): Names {
      const found = new Map(durable);
      for (const folder of new Set(changes.map(({ folder }) => folder))) {
        const inFolder = changes.filter((change) => change.folder === folder);
        const kept = Math.floor(random() * (inFolder.length + 1));
        for (const { apply } of inFolder.slice(0, kept)) apply(found);
      }
      return new Map(Array.from(found, ([path, inode]) => [path, tear(inode, random, tearing)]));
    },
  };
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

const PAGE_BYTES = 512;

function tear({ content, syncedBytes, spoiled }: Inode, random: Random, tearing: Tearing): Inode {
  const bytes = syncedBytes + Math.floor(random() * (content.length - syncedBytes + 1));
  const left = content.slice(0, bytes);
  for (const [from, to] of spoiled) left.fill(0, from, to);
  for (let at = syncedBytes; tearing === "pages" && at < bytes; at += PAGE_BYTES) {
    if (random() < 0.5) left.fill(0, at, at + PAGE_BYTES);
  }
  return { content: left, syncedBytes: bytes, spoiled: [] };
}

function listOf(names: Names, folder: string): ReturnType<Disk["list"]> {
  const entries = new Map<string, boolean>();
  for (const path of names.keys()) {
    if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
    const [name, ...rest] = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
    entries.set(name, rest.length > 0);
  }
  return [...entries].map(([name, isFolder]) => ({ name, isFolder })).sort((a, b) =>
    a.name < b.name ? -1 : 1
  );
}
