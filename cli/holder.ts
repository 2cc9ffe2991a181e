/** Who records into a folder, seen without disturbing it. */
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { LOCK_PATH } from "../actors/archive/layout.ts";
import { isFileAt } from "./file_there.ts";

export interface FolderHolder {
  /** null: the lock is held, and nobody says by whom. */
  pid: number | null;
}

/** The process that holds the folder's lock (actors/archive/lock.ts); null: none does. */
export function holderOf(folder: string): FolderHolder | null {
  if (!isLocked(join(folder, LOCK_PATH))) return null;
  try {
    const { pid } = JSON.parse(Deno.readTextFileSync(join(folder, `${LOCK_PATH}.json`)));
    return { pid: Number.isSafeInteger(pid) ? pid : null };
  } catch {
    return { pid: null };
  }
}

/** An exclusive transaction keeps others from reading, and from nothing else does a read of it fail so. */
function isLocked(path: string): boolean {
  if (!isFileAt(path)) return false;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec("pragma busy_timeout = 0; select count(*) from sqlite_schema");
    return false;
  } catch (error) {
    return error instanceof Error && error.message.includes("locked");
  } finally {
    database?.close();
  }
}
