/** The data folder: looked at before it is touched, then locked, and looked after. */
import { dirname, join } from "@std/path";
import { statfs } from "node:fs"; // its promises have none on Deno 2.4
import { promisify } from "node:util";
import { isDiskFull } from "../actors/archive/disk_fault.ts";
import { HOUSE } from "../actors/archive/layout.ts";
import { type FolderLock, lockFolder } from "../actors/archive/lock.ts";
import type { FolderLook } from "../actors/control/disk_report.ts";

export interface ClaimedFolder {
  path: string;
  logs: string;
  catalog: string;
  runs: string;
  incidents: string;
  /** Whether it is still there, has room and can be written. */
  look(): Promise<FolderLook>;
  release(): void;
}

/** Enough that a file system cannot keep it in the file's own entry. */
const TRIAL_BYTES = 64 * 1024;

/**
 * Makes this process the only writer of the folder at `path` (absolute), which is made if need be; the folder
 * above it must be there, since a disk that is not mounted would be written beside. Throws, and has written
 * nothing, where it cannot be had.
 * @param startedAt ms since 1970.
 */
export function claimFolder(path: string, startedAt: number): ClaimedFolder {
  const obstacle = obstacleAt(path);
  if (obstacle) throw new Error(`Cannot record into "${path}": ${obstacle}`);
  const { release, isThere } = lock(path, { pid: Deno.pid, since: new Date(startedAt).toISOString() });
  return {
    path,
    logs: join(path, HOUSE, "logs"),
    catalog: join(path, HOUSE, "catalog.sqlite"),
    runs: join(path, HOUSE, "runs.sqlite"),
    incidents: join(path, HOUSE, "incidents.sqlite"),
    async look() {
      if (!isThere()) return { isThere: false, freeBytes: null, fault: null };
      const [freeBytes, fault] = [await freeBytesAt(path), await faultAt(path)];
      return { isThere: true, freeBytes, fault };
    },
    release,
  };
}

/** What one who is not root may still write there; null where the system does not say. */
export async function freeBytesAt(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await promisify(statfs)(path);
    return Number(bavail) * Number(bsize);
  } catch {
    return null;
  }
}

/** Why nothing can be written there: free space is one thing, a quota or a disk that went read-only another. */
async function faultAt(path: string): Promise<FolderLook["fault"]> {
  const trial = join(path, HOUSE, "trial");
  try {
    using file = await Deno.open(trial, { create: true, truncate: true, write: true });
    for (let done = 0; done < TRIAL_BYTES;) done += await file.write(new Uint8Array(TRIAL_BYTES - done));
    await file.syncData();
    return null;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { isFull: isDiskFull(error), words };
  } finally {
    await Deno.remove(trial).catch(() => {}); // then the next one says it
  }
}

function obstacleAt(path: string): string | null {
  const parent = dirname(path);
  const above = kindOf(parent);
  if (above === "nothing") {
    return `there is no folder "${parent}"; make it, or mount its disk, or choose another with --data`;
  }
  const here = kindOf(path);
  return here === "file" || above === "file"
    ? `"${
      here === "file" ? path : parent
    }" is a file; choose another folder with --data or storage.local_path`
    : null;
}

function kindOf(path: string): "folder" | "file" | "nothing" {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "file";
  } catch (error) {
    // NotADirectory: a file stands somewhere above.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return "nothing";
    throw error;
  }
}

function lock(path: string, holder: { pid: number; since: string }): FolderLock {
  try {
    return lockFolder(path, holder);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith("Cannot record into")) throw error;
    const advice = isDiskFull(error) ? "free space" : "make the folder writable";
    const what = `Cannot record into "${path}": ${message}; ${advice}, or choose another with --data`;
    throw new Error(what, { cause: error });
  }
}
