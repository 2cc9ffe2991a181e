/** A small SQLite file of tapedeck's own. What cannot be read is put into quarantine and made anew. */
import { DatabaseSync } from "node:sqlite";
import { basename, dirname, join } from "@std/path";

export interface SqliteFile<T> {
  database: DatabaseSync;
  /** What `load` gave. */
  loaded: T;
  /** Where an unreadable file was put, and why; null: all was well. */
  quarantined: { path: string; reason: string } | null;
}

export interface SqliteOptions<T> {
  /** What the file is, for messages: `the catalog`. */
  name: string;
  /** Creates its tables where they are not there yet. */
  schema: string;
  /** Raised with every change of the schema; a file of another version is unreadable. */
  version: number;
  /** Reads what is there; whatever it throws means that the file is unreadable. */
  load(database: DatabaseSync): T;
}

class Unreadable extends Error {}

/** Opens the file at `path`, made if need be. Throws where it cannot be opened or written. */
export function openSqlite<T>(path: string, options: SqliteOptions<T>): SqliteFile<T> {
  try {
    return { ...openAndLoad(path, options), quarantined: null };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const quarantined = putAside(path, (error as Error).message);
    return { ...openAndLoad(path, options), quarantined };
  }
}

function openAndLoad<T>(path: string, options: SqliteOptions<T>) {
  const database = open(path, options);
  try {
    return { database, loaded: options.load(database) };
  } catch (error) {
    database.close();
    throw new Unreadable((error as Error).message);
  }
}

function open(
  path: string,
  { name, schema, version }: Pick<SqliteOptions<unknown>, "name" | "schema" | "version">,
): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 3000");
    checkSound(database, version);
    // The version is written at each start: that shows whether the file can be written at all.
    database.exec(`${schema}; pragma user_version = ${version}`);
    return database;
  } catch (error) {
    database?.close();
    if (isUnreadable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot open ${name} "${path}": ${reason}; make its folder writable`, { cause: error });
  }
}

function checkSound(database: DatabaseSync, version: number): void {
  const { quick_check: verdict } = database.prepare("pragma quick_check(1)").get() as { quick_check: string };
  if (verdict !== "ok") throw new Unreadable(verdict);
  const { user_version: found } = database.prepare("pragma user_version").get() as { user_version: number };
  if (found !== 0 && found !== version) throw new Unreadable(`it is of version ${found}, not ${version}`);
}

/** SQLite's words for a file that is no database, or a torn one; its error numbers do not come through. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Unreadable ||
    error instanceof Error &&
      /not a database|malformed|encrypted|unsupported file format/.test(error.message);
}

/** Moves the file into `quarantine/` beside it, with a `.json` that says why; its WAL goes along. */
function putAside(path: string, reason: string): { path: string; reason: string } {
  const folder = join(dirname(path), "quarantine");
  Deno.mkdirSync(folder, { recursive: true });
  const taken = new Set([...Deno.readDirSync(folder)].map((entry) => entry.name));
  let name = basename(path);
  for (let n = 1; taken.has(name) || taken.has(`${name}.json`); n++) name = `${basename(path)}.${n}`;
  const target = join(folder, name);
  Deno.writeTextFileSync(`${target}.json`, JSON.stringify({ path, reason }, null, 2) + "\n");
  Deno.renameSync(path, target);
  for (const suffix of ["-wal", "-shm"]) {
    if (exists(path + suffix)) Deno.renameSync(path + suffix, target + suffix);
  }
  return { path: target, reason };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
