/** The data folder: looked at before it is touched, then locked. */
import { dirname, join } from "@std/path";
import { HOUSE } from "../actors/archive/layout.ts";
import { lockFolder } from "../actors/archive/lock.ts";

export interface ClaimedFolder {
  path: string;
  logs: string;
  catalog: string;
  release(): void;
}

/**
 * Makes this process the only writer of the folder at `path` (absolute), which is made if need be; the folder
 * above it must be there, since a disk that is not mounted would be written beside. Throws, and has written
 * nothing, where it cannot be had.
 * @param startedAt ms since 1970.
 */
export function claimFolder(path: string, startedAt: number): ClaimedFolder {
  const obstacle = obstacleAt(path);
  if (obstacle) throw new Error(`Cannot record into "${path}": ${obstacle}`);
  const { release } = lock(path, { pid: Deno.pid, since: new Date(startedAt).toISOString() });
  return { path, logs: join(path, HOUSE, "logs"), catalog: join(path, HOUSE, "catalog.sqlite"), release };
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

function lock(path: string, holder: { pid: number; since: string }): { release(): void } {
  try {
    return lockFolder(path, holder);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith("Cannot record into")) throw error;
    const advice = "make the folder writable, or choose another with --data";
    throw new Error(`Cannot record into "${path}": ${message}; ${advice}`, { cause: error });
  }
}
