/** What cannot be read is kept under `.tapedeck/quarantine`, with a `.json` beside it that says what it was. */
import type { Archive } from "./archive.ts";
import { folderOf, QUARANTINE } from "./layout.ts";

/** Moves a file there. Returns its new path. */
export function moveAway(archive: Archive, path: string, reason: string): string {
  const { disk } = archive;
  const target = explain(archive, path, 0, reason);
  disk.rename(path, target);
  for (const folder of [folderOf(target), folderOf(path)]) disk.syncFolder(folder);
  return target;
}

/** Copies what a file holds from some byte on. Returns the copy's path. */
export function keepRest(archive: Archive, path: string, fromByte: number, reason: string): string {
  const { disk } = archive;
  const target = explain(archive, path, fromByte, reason);
  const file = disk.create(target);
  file.write(disk.read(path, fromByte));
  file.syncNow();
  file.close();
  return target;
}

/** Writes the `.json` of what will be kept, under a name that is free. */
function explain(archive: Archive, path: string, fromByte: number, reason: string): string {
  const { disk, clock } = archive;
  const at = clock.now();
  const target = freeName(archive, `${QUARANTINE}/${path.replace(/^\.tapedeck\//, "")}`);
  const file = disk.create(`${target}.json`);
  const note = { path, fromByte, reason, at: new Date(at).toISOString() };
  file.write(new TextEncoder().encode(JSON.stringify(note, null, 2) + "\n"));
  file.syncNow();
  file.close();
  archive.tell({ type: "quarantined", path: target, reason, at });
  return target;
}

function freeName({ disk }: Archive, wanted: string): string {
  const isTaken = (path: string) => disk.size(path) !== null || disk.size(`${path}.json`) !== null;
  for (let n = 0;; n++) {
    const path = n === 0 ? wanted : `${wanted}.${n}`;
    if (!isTaken(path)) return path;
  }
}
