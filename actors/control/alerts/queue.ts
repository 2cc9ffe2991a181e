/**
 * Notices that wait to be sent, in order, and which incidents were told of. In memory, and in a small SQLite file, so
 * that they survive a kill; a disk that takes nothing stops no alert, least of all the one about that disk.
 */
import type { DatabaseSync } from "node:sqlite";
import { SEVERITIES } from "../../../schemas/incidents.ts";
import { z } from "zod";
import { openSqlite, type SqliteFile } from "../sqlite_file.ts";
import { Notice, sumUp } from "./notice.ts";

const Told = z.strictObject({
  /** The worst that was told. */
  severity: z.enum(SEVERITIES),
  /** When it was last told, or put into the queue for it, ms. */
  at: z.number(),
});
export type Told = z.infer<typeof Told>;

export interface AlertQueue {
  /** In order. */
  waiting(): Notice[];
  readonly length: number;
  /** Afterwards its incident was told of; with a `closed` one it is forgotten. */
  push(notice: Notice): void;
  /** It stands where the one of that key stood. */
  replace(key: string, notice: Notice): void;
  remove(key: string): void;
  /** Incidents that are open and were told of, by id. */
  readonly told: ReadonlyMap<string, Told>;
  forget(incident: string): void;
  clear(): void;
  /** Tries again what could not be written. */
  catchUp(): void;
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

/** Beyond, the oldest are summed up in one. */
export const MAX_WAITING = 1_000;

const SCHEMA = `
create table if not exists waiting (place integer primary key, notice text not null) strict;
create table if not exists told (incident text primary key, told text not null) strict, without rowid`;

type Write = (database: DatabaseSync) => unknown;

/** Opens the queue at `path`, made if need be. Throws where the file cannot be opened or written. */
export function openAlertQueue(path: string, failed: (error: Error) => void = () => {}): AlertQueue {
  const { database, loaded, quarantined } = openSqlite(path, {
    name: "the queue of alerts",
    schema: SCHEMA,
    version: 1,
    load: (database) => ({ waiting: readWaiting(database), told: readTold(database) }),
  });
  const { waiting, told } = loaded;
  let last = Math.max(0, ...waiting.keys());
  /** Something is not on disk as it is here. */
  let isBehind = false;

  function keep(write: Write): void {
    try {
      inOne(database, isBehind ? rewrite : write);
      isBehind = false;
    } catch (error) {
      if (!isBehind) failed(error as Error);
      isBehind = true;
    }
  }

  function rewrite(): void {
    deleteAll(database);
    for (const [place, notice] of waiting) putNotice(database, place, notice);
    for (const [incident, each] of told) putTold(database, incident, each);
  }

  function placeOf(key: string): number | undefined {
    for (const [place, notice] of waiting) if (notice.key === key) return place;
  }

  /** The first one may be on its way. */
  function shorten(): void {
    while (waiting.size > MAX_WAITING) {
      const [, [gone, one], [place, other]] = waiting;
      const summed = sumUp(one, other);
      waiting.delete(gone);
      waiting.set(place, summed);
      keep((database) => {
        deletePlace(database, gone);
        putNotice(database, place, summed);
      });
    }
  }

  return {
    waiting: () => [...waiting.values()],
    get length() {
      return waiting.size;
    },
    push(notice) {
      const place = ++last;
      waiting.set(place, notice);
      noteTold(told, notice);
      keep((database) => {
        putNotice(database, place, notice);
        if (notice.type !== "summed") putTold(database, notice.incident.id, told.get(notice.incident.id));
      });
      shorten();
    },
    replace(key, notice) {
      const place = placeOf(key);
      if (place === undefined) return;
      waiting.set(place, notice);
      keep((database) => putNotice(database, place, notice));
    },
    remove(key) {
      const place = placeOf(key);
      if (place === undefined) return;
      waiting.delete(place);
      keep((database) => deletePlace(database, place));
    },
    told,
    forget(incident) {
      if (!told.delete(incident)) return;
      keep((database) => putTold(database, incident, undefined));
    },
    clear() {
      if (waiting.size + told.size === 0) return;
      waiting.clear();
      told.clear();
      keep(deleteAll);
    },
    catchUp: () => isBehind && keep(() => {}),
    close: () => database.close(),
    quarantined,
  };
}

function inOne(database: DatabaseSync, write: Write): void {
  database.exec("begin immediate");
  try {
    write(database);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function putNotice(database: DatabaseSync, place: number, notice: Notice): void {
  database.prepare("insert or replace into waiting values (?, ?)").run(place, JSON.stringify(notice));
}

function putTold(database: DatabaseSync, incident: string, told: Told | undefined): void {
  if (told === undefined) database.prepare("delete from told where incident = ?").run(incident);
  else database.prepare("insert or replace into told values (?, ?)").run(incident, JSON.stringify(told));
}

function noteTold(told: Map<string, Told>, notice: Notice): void {
  switch (notice.type) {
    case "opened":
    case "worsened":
    case "repeated":
      return void told.set(notice.incident.id, { severity: notice.severity, at: notice.at });
    case "closed":
    case "passed":
      return void told.delete(notice.incident.id);
    case "summed":
      return;
    default:
      notice satisfies never;
  }
}

function deletePlace(database: DatabaseSync, place: number): void {
  database.prepare("delete from waiting where place = ?").run(place);
}

function deleteAll(database: DatabaseSync): void {
  database.exec("delete from waiting; delete from told");
}

function readWaiting(database: DatabaseSync): Map<number, Notice> {
  const rows = database.prepare("select place, notice from waiting order by place").all();
  return new Map(rows.map(({ place, notice }) => [Number(place), Notice.parse(JSON.parse(String(notice)))]));
}

function readTold(database: DatabaseSync): Map<string, Told> {
  const rows = database.prepare("select incident, told from told").all();
  return new Map(rows.map(({ incident, told }) => [String(incident), Told.parse(JSON.parse(String(told)))]));
}
