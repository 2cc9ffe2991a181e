/**
 * The archive's door to the file system: small, so that a test's disk can stand behind it and crash, tear or
 * fail at every step. Paths are relative to the data folder, with `/`. Everything is synchronous (the archive
 * works in Workers of its own) but for {@linkcode DiskFile.sync}, which a slow disk may hold up.
 */
export interface DiskFile {
  /** Appends all of it, or throws. */
  write(bytes: Uint8Array): void;
  /** fdatasync: what was written before is on disk when this resolves. */
  sync(): Promise<void>;
  /** The same, blocking. */
  syncNow(): void;
  close(): void;
}

export interface DiskEntry {
  name: string;
  isFolder: boolean;
}

export interface Disk {
  /** Creates a file for appending; throws if it exists. Parent folders are made; the file's entry is durable. */
  create(path: string): DiskFile;
  /** Opens a file for appending, never truncated; made as by {@linkcode Disk.create} if need be. */
  openAppend(path: string): DiskFile;
  /** The bytes of a file, or of its half-open range; shorter at the file's end. */
  read(path: string, from?: number, to?: number): Uint8Array;
  /** null: no such file. */
  size(path: string): number | null;
  /** ms; null: no such file. */
  modifiedAt(path: string): number | null;
  truncate(path: string, sizeBytes: number): void;
  /** Atomic, replaces the target; durable only after syncFolder. */
  rename(from: string, to: string): void;
  remove(path: string): void;
  syncFolder(path: string): void;
  /** Sorted by name; [] where there is no such folder. */
  list(path: string): DiskEntry[];
}
