import type { Disk, DiskFile } from "../../actors/archive/disk.ts";

export type Operation = "create" | "write" | "sync" | "rename" | "remove";

/** A disk whose operations fail, as long as `fails` says so; a failed write leaves half of its bytes. */
export function failingDisk(disk: Disk, fails: (operation: Operation, path: string) => boolean): Disk {
  const attempt = (operation: Operation, path: string) => {
    if (fails(operation, path)) throw new Error(`no space left on device (${operation} ${path})`);
  };
  const watched = (file: DiskFile, path: string): DiskFile => ({
    ...file,
    write(bytes) {
      if (fails("write", path)) file.write(bytes.subarray(0, bytes.length >> 1));
      attempt("write", path);
      file.write(bytes);
    },
    sync: () => Promise.resolve().then(() => attempt("sync", path)).then(file.sync),
    syncNow() {
      attempt("sync", path);
      file.syncNow();
    },
  });
  return {
    ...disk,
    create(path) {
      attempt("create", path);
      return watched(disk.create(path), path);
    },
    openAppend: (path) => watched(disk.openAppend(path), path),
    rename(from, to) {
      attempt("rename", to);
      disk.rename(from, to);
    },
    remove(path) {
      attempt("remove", path);
      disk.remove(path);
    },
  };
}
