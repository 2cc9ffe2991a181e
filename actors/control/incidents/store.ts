/** Incidents, and until when the program ran: a small SQLite file, so that a kill makes nobody forget them. */
import type { DatabaseSync } from "node:sqlite";
import { openSqlite, type SqliteFile } from "../sqlite_file.ts";
import { type Case, caseText, openedAt, StoredCase } from "./case.ts";
import type { Life } from "./life.ts";

export interface IncidentStore {
  /** Those of earlier lives, oldest first. */
  readonly known: Case[];
  /** How the program ended before; null: nobody knows, this file is new. */
  readonly before: Pick<Life, "aliveAt" | "ended"> | null;
  /** The id that no incident had yet. */
  readonly firstId: number;
  /** One transaction: keeps these, forgets those, and notes that the program runs at `aliveAt`, ms. */
  write(batch: { kept: Iterable<Case>; gone: Iterable<number>; aliveAt: number }): void;
  /** The program was stopped at this time, ms. */
  stopped(at: number): void;
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

const SCHEMA = `
create table if not exists incidents (
  id integer primary key autoincrement, opened_at real not null, incident text not null
) strict;
create table if not exists life (one integer primary key check (one = 1), alive_at real not null, ended text not null)
strict`;

/** Opens the store at `path`, made if need be. Throws where the file cannot be opened or written. */
export function openIncidentStore(path: string): IncidentStore {
  const { database, loaded, quarantined } = openSqlite(path, {
    name: "the record of incidents",
    schema: SCHEMA,
    version: 1,
    load: (database) => ({
      known: readAll(database),
      before: lifeBefore(database),
      firstId: lastId(database) + 1,
    }),
  });
  const insert = database.prepare(
    `insert into incidents (id, opened_at, incident) values (?, ?, ?)
     on conflict (id) do update set opened_at = excluded.opened_at, incident = excluded.incident`,
  );
  const remove = database.prepare("delete from incidents where id = ?");
  const live = database.prepare("insert or replace into life values (1, ?, ?)");
  return {
    ...loaded,
    write({ kept, gone, aliveAt }) {
      database.exec("begin immediate");
      try {
        for (const each of kept) insert.run(each.id!, openedAt(each), caseText(each));
        for (const id of gone) remove.run(id);
        live.run(aliveAt, "killed");
        database.exec("commit");
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
    },
    stopped: (at) => void live.run(at, "stopped"),
    close: () => database.close(),
    quarantined,
  };
}

function readAll(database: DatabaseSync): Case[] {
  const rows = database.prepare("select incident from incidents order by opened_at, id").all();
  return rows.map(({ incident }) => StoredCase.parse(JSON.parse(String(incident))));
}

function lifeBefore(database: DatabaseSync): IncidentStore["before"] {
  const row = database.prepare("select alive_at as aliveAt, ended from life").get();
  return row ? { aliveAt: Number(row.aliveAt), ended: row.ended === "stopped" ? "stopped" : "killed" } : null;
}

function lastId(database: DatabaseSync): number {
  const row = database.prepare("select max(seq) as last from sqlite_sequence where name = 'incidents'").get();
  return Number(row?.last ?? 0);
}
