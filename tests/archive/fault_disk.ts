/** A disk that fails at an operation, and for some operations after it, and then works again. */
import type { Disk, DiskFile } from "../../actors/archive/disk.ts";
import type { CrashDisk } from "./crash_disk.ts";

export interface Fault {
  /** The first operation that fails, counted from 1. */
  at: number;
  /** So many operations from that one on fail, if they are of a kind that can. */
  lasts: number;
  /** `EIO`: anything fails. `ENOSPC`: what needs room; half of a write's bytes fit. */
  code: "EIO" | "ENOSPC";
  /** A sync that fails: do the bytes reach the disk all the same, or never? */
  unsynced: "reach" | "spoil";
}

/** As the system gives it. */
export class DiskFault extends Error {
  constructor(readonly code: Fault["code"], operation: string, path: string) {
    super(`${code === "EIO" ? "Input/output error" : "No space left on device"}: ${operation} "${path}"`);
  }
}

export interface FaultDisk extends Disk {
  /** Operations so far, the failed ones included. */
  operations(): number;
}

const NEEDS_ROOM = ["create", "openAppend", "write", "sync", "rename"];

export function faultDisk(disk: CrashDisk, { at, lasts, code, unsynced }: Fault): FaultDisk {
  let operations = 0;

  function fails(operation: string): boolean {
    operations++;
    const isTime = operations >= at && operations < at + lasts;
    return isTime && (code === "EIO" || NEEDS_ROOM.includes(operation));
  }

  function attempt<T>(operation: string, path: string, perform: () => T): T {
    if (fails(operation)) throw new DiskFault(code, operation, path);
    return perform();
  }

  function failSync(path: string, file: DiskFile): never {
    if (unsynced === "spoil") disk.spoil(path);
    else file.syncNow();
    throw new DiskFault(code, "sync", path);
  }

  const watched = (file: DiskFile, path: string): DiskFile => ({
    write(bytes) {
      if (!fails("write")) return file.write(bytes);
      file.write(bytes.subarray(0, bytes.length >> 1));
      throw new DiskFault(code, "write", path);
    },
    sync: () => fails("sync") ? Promise.resolve().then(() => failSync(path, file)) : file.sync(),
    syncNow: () => fails("sync") ? failSync(path, file) : file.syncNow(),
    close: () => file.close(),
  });

  return {
    operations: () => operations,
    create: (path) => watched(attempt("create", path, () => disk.create(path)), path),
    openAppend: (path) => watched(attempt("openAppend", path, () => disk.openAppend(path)), path),
    read: (path, from, to) => attempt("read", path, () => disk.read(path, from, to)),
    size: (path) => attempt("size", path, () => disk.size(path)),
    modifiedAt: (path) => attempt("modifiedAt", path, () => disk.modifiedAt(path)),
    truncate: (path, sizeBytes) => attempt("truncate", path, () => disk.truncate(path, sizeBytes)),
    rename: (from, to) => attempt("rename", to, () => disk.rename(from, to)),
    remove: (path) => attempt("remove", path, () => disk.remove(path)),
    syncFolder: (path) => attempt("syncFolder", path, () => disk.syncFolder(path)),
    list: (path) => attempt("list", path, () => disk.list(path)),
  };
}
