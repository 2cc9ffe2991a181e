/** Restoring: a file that was moved to a remote is put back in its place, byte for byte what it was. */
import type { Archive } from "./archive.ts";
import { parseFilePath } from "./layout.ts";
import { publish, temporaryPath } from "./parquet.ts";
import { hashFile } from "./row_tally.ts";

/**
 * Puts `{path}.tmp`, which somebody brought from the remote, in its place, and on record that it is here again. Throws
 * where the ledger does not call it moved, or has it with other bytes; then nothing has changed. A crash before the
 * record leaves it moved, or where it is in its place, the next start says so.
 */
export function restoreFile(archive: Archive, path: string): void {
  const { disk, ledgers } = archive;
  const { key } = parseFilePath(path);
  const moved = ledgers.of(key).moved.get(path);
  if (!moved) throw new Error(`Cannot restore "${path}": the ledger does not say that it was moved`);
  const { remote, ...line } = moved;
  const come = temporaryPath(path);
  if (disk.size(come) !== line.bytes || hashFile(disk, come) !== line.sha256) {
    throw new Error(`Cannot restore "${path}": what came from "${remote}" has other bytes; restore it again`);
  }
  syncFile(archive, come);
  publish(disk, path);
  ledgers.append(key, [line]);
  archive.changed(key);
}

/**
 * Puts on record that files are here which the ledger calls moved: a purge or a restore was interrupted, or somebody
 * brought the folder back from a remote. Nothing is removed because of the ledger alone: what lies here may be the
 * only copy that is left.
 */
export function takeReturned(archive: Archive, key: string): void {
  const { disk, ledgers } = archive;
  const returned = [...ledgers.of(key).moved.values()].filter(({ path, bytes, sha256 }) =>
    disk.size(path) === bytes && hashFile(disk, path) === sha256
  );
  if (returned.length > 0) disk.syncFolder(key);
  ledgers.append(key, returned.map(({ remote: _, ...line }) => line));
}

/** Whoever brought it did not wait until the disk had it. */
function syncFile({ disk }: Archive, path: string): void {
  const file = disk.openAppend(path);
  try {
    file.syncNow();
  } finally {
    file.close();
  }
}
