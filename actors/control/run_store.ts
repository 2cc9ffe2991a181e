/** The history of backfills, kept between runs of the program in a small SQLite file. */
import type { DatabaseSync } from "node:sqlite";
import type { BackfillRun } from "./backfill_run.ts";
import { isOver } from "./backfill_run.ts";
import { openSqlite, type SqliteFile } from "./sqlite_file.ts";

export interface RunStore {
  /** Newest first; each is the object that was put last. */
  all(): BackfillRun[];
  find(id: string): BackfillRun | null;
  /** Keeps the run in place of an earlier state of it. */
  put(run: BackfillRun): void;
  /** Forgets what ended before this time, ms. */
  forgetBefore(ms: number): void;
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

/**
 * Opens the store at `path`, made if need be. Throws where the file cannot be opened or written. A run that cannot
 * be written later is told of once, and goes on; only the end of the program would forget it.
 */
export function openRunStore(path: string, failed: (error: Error) => void = () => {}): RunStore {
  const { database, loaded, quarantined } = openSqlite(path, {
    name: "the history of runs",
    schema:
      "create table if not exists runs (id text primary key, started_at real not null, run text not null) strict",
    version: 1,
    load: readAll,
  });
  const runs = new Map(loaded.map((run) => [run.id, run]));
  const insert = database.prepare("insert or replace into runs (id, started_at, run) values (?, ?, ?)");
  const remove = database.prepare("delete from runs where id = ?");
  let isFailing = false;

  function keep(write: () => unknown): void {
    try {
      write();
      isFailing = false;
    } catch (error) {
      if (!isFailing) failed(error as Error);
      isFailing = true;
    }
  }

  return {
    all: () => [...runs.values()].reverse(),
    find: (id) => runs.get(id) ?? null,
    put(run) {
      runs.set(run.id, run);
      keep(() => insert.run(run.id, run.startedAt, JSON.stringify(run)));
    },
    forgetBefore(ms) {
      const old = [...runs.values()].filter((run) => isOver(run) && (run.finishedAt ?? run.startedAt) < ms);
      for (const { id } of old) {
        runs.delete(id);
        keep(() => remove.run(id));
      }
    },
    close: () => database.close(),
    quarantined,
  };
}

function readAll(database: DatabaseSync): BackfillRun[] {
  const rows = database.prepare("select run from runs order by started_at, rowid").all() as Array<
    { run: string }
  >;
  return rows.map(({ run }) => JSON.parse(run) as BackfillRun);
}
