/**
 * Whose archive a remote holds. `.tapedeck/origin.json` names a data folder by a random id, and goes to its remotes:
 * two folders that were given one remote would otherwise take each other's files for their own. A folder that is
 * brought back from a remote has the id with it, and goes on.
 */
import { z } from "zod";
import type { Disk } from "../../archive/disk.ts";
import { folderOf, HOUSE, LOCK_PATH } from "../../archive/layout.ts";
import { type Entry, readThere, type Remote, RemoteFault } from "./remote.ts";

export const ORIGIN_PATH = `${HOUSE}/origin.json`;

const Origin = z.object({ id: z.string(), since: z.string() });

/**
 * The id of the data folder, made at its first sync, and durable before any remote has it. All at once, since several
 * remotes may ask. Throws where the folder is not there.
 */
export function originOf(disk: Disk, now: number): string {
  if (disk.size(ORIGIN_PATH) !== null) {
    return parseOrigin(new TextDecoder().decode(disk.read(ORIGIN_PATH)), ORIGIN_PATH);
  }
  // The lock is never opened here: closing it would take this process's lock from it.
  if (disk.size(LOCK_PATH) === null) {
    throw new Error("Cannot sync: the data folder is gone, or its disk is not mounted; bring it back");
  }
  const origin = { id: crypto.randomUUID(), since: new Date(now).toISOString() };
  writeAnew(disk, ORIGIN_PATH, `${JSON.stringify(origin)}\n`);
  return origin.id;
}

function writeAnew(disk: Disk, path: string, text: string): void {
  const temporary = `${path}.tmp`;
  if (disk.size(temporary) !== null) disk.remove(temporary);
  const file = disk.create(temporary);
  try {
    file.write(new TextEncoder().encode(text));
    file.syncNow();
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  disk.syncFolder(folderOf(path));
}

/** Throws where the remote holds the archive of another data folder. */
export async function expectOurs(remote: Remote, listing: Map<string, Entry>, id: string): Promise<void> {
  if (!listing.has(ORIGIN_PATH)) return;
  const found = parseOrigin(await readThere(remote, ORIGIN_PATH), `${remote.name}/${ORIGIN_PATH}`);
  if (found === id) return;
  throw new RemoteFault(
    `Cannot sync to "${remote.name}": it holds the archive of another data folder; give each folder a path of its ` +
      `own, like "${remote.name.replace(/\/$/, "")}-2", or remove "${ORIGIN_PATH}" there to have it replaced`,
  );
}

function parseOrigin(text: string, where: string): string {
  try {
    return Origin.parse(JSON.parse(text)).id;
  } catch {
    throw new Error(`Cannot read "${where}": it does not say whose archive this is; remove it to begin anew`);
  }
}
