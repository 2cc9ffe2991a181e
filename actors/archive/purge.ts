/** Purging: a file that a remote holds for sure is removed here; what it proves stays on record. */
import type { Archive } from "./archive.ts";
import { folderOf, parseFilePath } from "./layout.ts";

/** What was verified: `remote` holds the file whose bytes have this SHA-256. */
export interface Purge {
  path: string;
  sha256: string;
  remote: string;
}

/**
 * Removes a period's file after it was verified on a remote. Throws where the ledger does not have it as it was
 * verified, and where it is to be merged first; then nothing has changed. A crash before the file is gone leaves it
 * here: the next start says so.
 */
export function purgeFile(archive: Archive, { path, sha256, remote }: Purge): void {
  const { disk, ledgers } = archive;
  const { key, period, part } = parseFilePath(path);
  const { files } = ledgers.of(key);
  const line = files.get(path);
  if (part) throw new Error(`Cannot purge "${path}": it is a part, which is merged here first`);
  if (!line || disk.size(path) !== line.bytes) {
    throw new Error(`Cannot purge "${path}": it is not as the ledger has it; run tapedeck verify`);
  }
  if (line.sha256 !== sha256) {
    throw new Error(`Cannot purge "${path}": it was merged anew since "${remote}" was looked at; sync again`);
  }
  if ([...files.keys()].map(parseFilePath).some((file) => file.part && file.period.name === period.name)) {
    throw new Error(`Cannot purge "${path}": late rows of ${period.name} are merged into it first`);
  }
  ledgers.append(key, [{ kind: "moved", from: line.from, to: line.to, path, remote }]);
  disk.remove(path);
  disk.syncFolder(folderOf(path));
  archive.changed(key);
}
