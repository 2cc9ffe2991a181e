/** Reading a file by its path while it may be replaced or removed: the bytes of two files are never mixed. */
import type { Disk } from "../disk.ts";
import { type Footer, readFooter } from "../footer.ts";

/** A file is not what the snapshot says: the archiver was at work, and a new snapshot will do, or it is gone for good. */
export class Outdated extends Error {
  constructor(readonly path: string, readonly finding: "changed" | "gone") {
    super(`"${path}" is ${finding}`);
  }
}

/** By which a file is known to be the same. */
export interface Stamp {
  sizeBytes: number;
  /** ms; null where the disk does not say. */
  changedAt: number | null;
}

/** null: there is no such file. */
export function stampOf(disk: Disk, path: string): Stamp | null {
  const sizeBytes = disk.size(path);
  return sizeBytes === null ? null : { sizeBytes, changedAt: disk.modifiedAt(path) };
}

/** The disk, for reading this file as long as it has the stamp; {@linkcode Outdated} is thrown from then on. */
export function whileSame(disk: Disk, path: string, { sizeBytes, changedAt }: Stamp): Disk {
  const check = () => {
    const now = stampOf(disk, path);
    if (!now) throw new Outdated(path, "gone");
    if (now.sizeBytes !== sizeBytes || now.changedAt !== changedAt) throw new Outdated(path, "changed");
  };
  const read: Disk["read"] = (...range) => {
    try {
      const bytes = disk.read(...range);
      check();
      return bytes;
    } catch (error) {
      check();
      throw error;
    }
  };
  return { ...disk, read, size: () => sizeBytes };
}

/** Throws as `readFooter` does, and {@linkcode Outdated}. */
export function footerOf(disk: Disk, path: string, stamp: Stamp): Footer {
  try {
    return readFooter(whileSame(disk, path, stamp), path);
  } catch (error) {
    throw (error as Error).cause instanceof Outdated ? (error as Error).cause : error;
  }
}
