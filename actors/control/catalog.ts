/**
 * The catalog: the totals of every series, kept between runs in a small SQLite file. It is only a cache: the
 * truth is in files and ledger, and the archiver tells every total again at each start. So what cannot be read
 * is put into quarantine and made anew; what cannot be written throws, since then nothing else could be either.
 */
import { DatabaseSync } from "node:sqlite";
import { basename, dirname, join } from "@std/path";
import type { SeriesSummary } from "../../schemas/facts.ts";
import { parseSeriesKey } from "../../schemas/series.ts";

export interface Catalog {
  /** Keeps a series' totals in place of earlier ones. */
  put(summary: SeriesSummary): void;
  /** Holds these totals and no others. */
  replace(summaries: SeriesSummary[]): void;
  all(): SeriesSummary[];
  drop(key: string): void;
  close(): void;
  /** Where an unreadable catalog was put when this one was opened, and why; null: all was well. */
  readonly quarantined: { path: string; reason: string } | null;
}

/** Raised with every change of the table; a catalog of another version is made anew. */
const VERSION = 2;

class Unreadable extends Error {}

/** Opens the catalog at `path`, made if need be. Throws where the file cannot be opened or written. */
export function openCatalog(path: string): Catalog {
  try {
    return catalogOn(openDatabase(path), null);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const quarantined = putAside(path, (error as Error).message);
    return catalogOn(openDatabase(path), quarantined);
  }
}

function catalogOn(database: DatabaseSync, quarantined: Catalog["quarantined"]): Catalog {
  const summaries = readAll(database);
  const insert = database.prepare("insert or replace into series (key, summary) values (?, ?)");
  const remove = database.prepare("delete from series where key = ?");

  function put(summary: SeriesSummary): void {
    insert.run(summary.key, JSON.stringify(summary));
    summaries.set(summary.key, summary);
  }

  return {
    put,
    replace(all) {
      database.exec("begin; delete from series");
      summaries.clear();
      all.forEach(put);
      database.exec("commit");
    },
    drop(key) {
      remove.run(key);
      summaries.delete(key);
    },
    all: () => [...summaries.values()],
    close: () => database.close(),
    quarantined,
  };
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 3000");
    checkSound(database);
    // The version is written at each start: that shows whether the file can be written at all.
    database.exec(
      `create table if not exists series (key text primary key, summary text not null) strict, without rowid;
       pragma user_version = ${VERSION}`,
    );
    return database;
  } catch (error) {
    database?.close();
    if (isUnreadable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot open the catalog "${path}": ${reason}; make its folder writable`, {
      cause: error,
    });
  }
}

function checkSound(database: DatabaseSync): void {
  const { quick_check: verdict } = database.prepare("pragma quick_check(1)").get() as { quick_check: string };
  if (verdict !== "ok") throw new Unreadable(verdict);
  const { user_version: version } = database.prepare("pragma user_version").get() as { user_version: number };
  if (version !== 0 && version !== VERSION) {
    throw new Unreadable(`it is of version ${version}, not ${VERSION}`);
  }
}

function readAll(database: DatabaseSync): Map<string, SeriesSummary> {
  try {
    const rows = database.prepare("select key, summary from series").all() as Array<Record<string, string>>;
    return new Map(rows.map(({ key, summary }) => [key, summaryOf(key, summary)]));
  } catch (error) {
    database.close();
    throw new Unreadable((error as Error).message);
  }
}

function summaryOf(key: string, text: string): SeriesSummary {
  parseSeriesKey(key);
  const summary: SeriesSummary = JSON.parse(text);
  if (summary.key !== key) throw new Error(`the row of "${key}" holds another series`);
  return summary;
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
