/**
 * What each remote was seen to hold, file by file, and when its syncs succeeded: a small SQLite file. It saves work,
 * and is what "is there" means on the pages. Without it everything on the remotes is compared anew, and nothing
 * is lost.
 */
import type { DatabaseSync } from "node:sqlite";
import { openSqlite, type SqliteFile } from "../sqlite_file.ts";

/** `hash`: rclone gave the remote's own hash, and it is that of the bytes here; `size`: the remote has no hashes. */
export type Proof = "hash" | "size";

export interface HeldThere {
  path: string;
  /** Of a sealed file its SHA-256 in the ledger; of others whatever tells one content from the next. */
  version: string;
  bytes: number;
  proof: Proof;
}

export interface Totals {
  files: number;
  bytes: number;
  /** Files that only their size speaks for. */
  bySize: number;
}

/** Times are in ms; null: never. */
export interface RemoteRecord {
  lastSuccessAt: number | null;
  lastError: string | null;
}

export interface SyncStore {
  /** By path. */
  held(remote: string): Map<string, HeldThere>;
  hold(remote: string, files: HeldThere[], at: number): void;
  forget(remote: string, paths: Iterable<string>): void;
  /** Of Parquet files. */
  totals(remote: string): Totals;
  record(remote: string): RemoteRecord;
  note(remote: string, record: RemoteRecord): void;
  /** Files that were brought back on demand, by path and SHA-256 with a space between; when, ms. */
  restored(): Map<string, number>;
  noteRestored(file: { path: string; sha256: string }, at: number): void;
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

const SCHEMA = `
create table if not exists held (
  remote text not null, path text not null, version text not null, bytes integer not null, proof text not null,
  verified_at real not null, primary key (remote, path)) strict, without rowid;
create table if not exists remotes (
  remote text primary key, last_success_at real, last_error text) strict, without rowid;
create table if not exists restored (
  path text primary key, version text not null, restored_at real not null) strict, without rowid`;

/** Opens the store at `path`, made if need be. Throws where the file cannot be opened or written. */
export function openSyncStore(path: string): SyncStore {
  const { database, quarantined } = openSqlite(path, {
    name: "the record of syncs",
    schema: SCHEMA,
    version: 1,
    load: (database) => database.prepare("select count(*) from held").get(),
  });
  const insert = database.prepare("insert or replace into held values (?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("delete from held where remote = ? and path = ?");
  return {
    held: (remote) => new Map(rowsOf(database, remote).map((row) => [row.path, row])),
    hold: (remote, files, at) =>
      inOne(database, () => {
        for (const { path, version, bytes, proof } of files) {
          insert.run(remote, path, version, bytes, proof, at);
        }
      }),
    forget: (remote, paths) =>
      inOne(database, () => {
        for (const path of paths) remove.run(remote, path);
      }),
    totals: (remote) => totalsOf(database, remote),
    record: (remote) => recordOf(database, remote),
    note: (remote, { lastSuccessAt, lastError }) =>
      void database.prepare("insert or replace into remotes values (?, ?, ?)")
        .run(remote, lastSuccessAt, lastError),
    restored: () =>
      new Map(
        database.prepare("select path || ' ' || version as file, restored_at as at from restored").all()
          .map(({ file, at }) => [file as string, at as number]),
      ),
    noteRestored: ({ path, sha256 }, at) =>
      void database.prepare("insert or replace into restored values (?, ?, ?)").run(path, sha256, at),
    close: () => database.close(),
    quarantined,
  };
}

function inOne(database: DatabaseSync, write: () => void): void {
  database.exec("begin immediate");
  try {
    write();
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}

const rowsOf = (database: DatabaseSync, remote: string) =>
  database.prepare("select path, version, bytes, proof from held where remote = ?").all(remote)
    .map((row) => ({ ...row }) as unknown as HeldThere);

function totalsOf(database: DatabaseSync, remote: string): Totals {
  const row = database.prepare(
    `select count(*) as files, coalesce(sum(bytes), 0) as bytes, coalesce(sum(proof = 'size'), 0) as bySize
     from held where remote = ? and path like '%.parquet' and path not like '.tapedeck/%'`,
  ).get(remote);
  return { ...row } as unknown as Totals;
}

function recordOf(database: DatabaseSync, remote: string): RemoteRecord {
  const row = database.prepare(
    "select last_success_at as lastSuccessAt, last_error as lastError from remotes where remote = ?",
  ).get(remote);
  return row ? { ...row } as unknown as RemoteRecord : { lastSuccessAt: null, lastError: null };
}
