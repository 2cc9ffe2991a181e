import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { HOUSE, LOCK_PATH } from "./layout.ts";

/** Who holds a data folder. */
export interface Holder {
  pid: number;
  /** ISO time, UTC. */
  since: string;
}

/**
 * Makes this process the only writer of a data folder until `release`, or until it ends in whatever way: the
 * lock is an SQLite transaction, which the system ends with the process, so that none is ever stale.
 * Throws with the holder's pid where another process has it.
 */
export function lockFolder(root: string, holder: Holder): { release(): void } {
  Deno.mkdirSync(join(root, HOUSE), { recursive: true });
  const database = new DatabaseSync(join(root, LOCK_PATH));
  try {
    database.exec("pragma busy_timeout = 0; begin exclusive");
  } catch (error) {
    database.close();
    if (!(error instanceof Error) || !error.message.includes("locked")) throw error;
    throw new Error(
      `Cannot record into "${root}": ${describeHolder(root)}; stop it, or choose another folder`,
    );
  }
  Deno.writeTextFileSync(holderPath(root), JSON.stringify(holder));
  return { release: () => database.close() };
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
