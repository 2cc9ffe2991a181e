import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { HOUSE, LOCK_PATH } from "./layout.ts";

/** Who holds a data folder. */
export interface Holder {
  pid: number;
  /** ISO time, UTC. */
  since: string;
}

export interface FolderLock {
  /** Whether the folder still stands where it was locked: not another one, nor nothing. */
  isThere(): boolean;
  release(): void;
}

/**
 * Makes this process the only writer of a data folder until `release`, or until it ends in whatever way: the
 * lock is an SQLite transaction, which the system ends with the process, so that none is ever stale.
 * Throws with the holder's pid where another process has it.
 */
export function lockFolder(root: string, holder: Holder): FolderLock {
  Deno.mkdirSync(join(root, HOUSE), { recursive: true });
  const database = new DatabaseSync(join(root, LOCK_PATH));
  try {
    database.exec("pragma busy_timeout = 0; begin exclusive");
    Deno.writeTextFileSync(holderPath(root), JSON.stringify(holder));
  } catch (error) {
    database.close();
    if (!(error instanceof Error) || !error.message.includes("locked")) throw error;
    throw new Error(
      `Cannot record into "${root}": ${describeHolder(root)}; stop it, or choose another folder`,
    );
  }
  const locked = identityOf(root);
  return { isThere: () => identityOf(root) === locked, release: () => database.close() };
}

/** For the message alone: a transaction keeps others from reading the lock's own file. */
const holderPath = (root: string) => join(root, `${LOCK_PATH}.json`);

function describeHolder(root: string): string {
  try {
    const { pid, since } = JSON.parse(Deno.readTextFileSync(holderPath(root))) as Holder;
    return `process ${pid} has been recording into it since ${since}`;
  } catch {
    return "another process is recording into it";
  }
}

/** Which file is the lock, and who is said to have it; a device's number changes when it is mounted again. */
function identityOf(root: string): string | null {
  try {
    return `${Deno.statSync(join(root, LOCK_PATH)).ino} ${Deno.readTextFileSync(holderPath(root))}`;
  } catch {
    return null; // for whatever reason it cannot be seen, it is not there
  }
}
