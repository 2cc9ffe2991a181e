/** Purging: a file that a remote holds for sure is removed here; what it proves stays on record. */
import type { Archive } from "./archive.ts";
import { folderOf, parseFilePath } from "./layout.ts";

/**
 * Removes a period's file after `remote` was verified to hold it byte by byte. Throws where the ledger does not
 * know the file, or does not know it as it is.
 */
export function purgeFile(archive: Archive, path: string, remote: string): void {
  const { disk, ledgers } = archive;
  const { key, part } = parseFilePath(path);
  const line = ledgers.of(key).files.get(path);
  if (part) throw new Error(`Cannot purge "${path}": it is a part, which is merged here first`);
  if (!line || disk.size(path) !== line.bytes) {
    throw new Error(`Cannot purge "${path}": it is not as the ledger has it; run tapedeck verify`);
  }
  ledgers.append(key, [{ kind: "moved", from: line.from, to: line.to, path, remote }]);
  remove(archive, path);
  archive.changed(key);
}

/**
 * Removes files whose purge was interrupted after it was put on record. That is said again before: the line that is
 * read may be one whose sync failed, which the next crash takes away.
 */
export function finishPurges(archive: Archive, key: string): void {
  const { disk, ledgers } = archive;
  for (const { remote, ...line } of [...ledgers.of(key).moved.values()]) {
    const { path, from, to, bytes } = line;
    if (disk.size(path) !== bytes) continue;
    ledgers.append(key, [line, { kind: "moved", from, to, path, remote }]);
    remove(archive, path);
  }
}

function remove({ disk }: Archive, path: string): void {
  disk.remove(path);
  disk.syncFolder(folderOf(path));
}
