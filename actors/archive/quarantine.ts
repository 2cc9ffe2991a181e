/** What cannot be read is kept under `.tapedeck/quarantine`, with a `.json` beside it that says what it was. */
import type { Archive } from "./archive.ts";
import type { Disk } from "./disk.ts";
import { folderOf, QUARANTINE } from "./layout.ts";

/** Moves a file there. Returns its new path. */
export function moveAway(archive: Archive, path: string, reason: string): string {
  const { disk } = archive;
  const target = freeName(archive, path);
  explain(archive, { path, fromByte: 0, reason, target });
  disk.rename(path, target);
  for (const folder of [folderOf(target), folderOf(path)]) disk.syncFolder(folder);
  return target;
}

/** Copies what a file holds from some byte on. Returns the copy's path. */
export function keepRest(archive: Archive, path: string, fromByte: number, reason: string): string {
  const { disk } = archive;
  const target = freeName(archive, path);
  writeAnew(disk, `${target}.tmp`, disk.read(path, fromByte));
  explain(archive, { path, fromByte, reason, target });
  disk.rename(`${target}.tmp`, target);
  disk.syncFolder(folderOf(target));
  return target;
}

/** Writes the `.json` of what will be kept: a file has one always, and what has only that was interrupted. */
function explain(
  { disk, clock, tell }: Archive,
  { target, ...about }: { path: string; fromByte: number; reason: string; target: string },
): void {
  const at = clock.now();
  const note = { ...about, at: new Date(at).toISOString() };
  writeAnew(disk, `${target}.json`, new TextEncoder().encode(JSON.stringify(note, null, 2) + "\n"));
  tell({ type: "quarantined", path: target, reason: about.reason, at });
}

function writeAnew(disk: Disk, path: string, bytes: Uint8Array): void {
  if (disk.size(path) !== null) disk.remove(path);
  const file = disk.create(path);
  try {
    file.write(bytes);
    file.syncNow();
  } finally {
    file.close();
  }
}

function freeName({ disk }: Archive, path: string): string {
  const wanted = `${QUARANTINE}/${path.replace(/^\.tapedeck\//, "")}`;
  for (let n = 0;; n++) {
    const name = n === 0 ? wanted : `${wanted}.${n}`;
    if (disk.size(name) === null) return name;
  }
}
