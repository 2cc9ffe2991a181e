/** What ran: backfills and collects, kept between runs of the program in a small SQLite file. */
import type { DatabaseSync } from "node:sqlite";
import type { BackfillRun } from "./backfill_run.ts";
import { isOver } from "./backfill_run.ts";
import { COLLECTS_SCHEMA, type CollectStore, createCollectStore } from "./collect_store.ts";
import { openSqlite, type SqliteFile } from "./sqlite_file.ts";

export interface RunStore {
  /** Backfills, newest first; each is the object that was put last. */
  all(): BackfillRun[];
  find(id: string): BackfillRun | null;
  /** Keeps the run in place of an earlier state of it. */
  put(run: BackfillRun): void;
  /** Forgets backfills that ended before this time, ms, and the oldest of too many. */
  forgetBefore(ms: number): void;
  /** Its writes are for {@linkcode attempt}. */
  readonly collects: CollectStore;
  /** Does a write. False, and told of once, where the disk does not take it. */
  attempt(write: () => unknown): boolean;
  close(): void;
  readonly quarantined: SqliteFile<unknown>["quarantined"];
}

/** Backfills that are over and kept. */
const MAX_BACKFILLS = 2_000;

/**
 * Opens the store at `path`, made if need be. Throws where the file cannot be opened or written. A run that cannot
 * be written later is told of once, and goes on; only the end of the program would forget it.
 */
export function openRunStore(path: string, failed: (error: Error) => void = () => {}): RunStore {
  const { database, loaded: { backfills, collects }, quarantined } = openSqlite(path, {
    name: "the history of runs",
    schema:
      `create table if not exists runs (id text primary key, started_at real not null, run text not null) strict;
      ${COLLECTS_SCHEMA}`,
    // The collects came later, and a version that knows nothing of them reads the rest: the number stays.
    version: 1,
    load: (database) => ({ backfills: readAll(database), collects: createCollectStore(database) }),
  });
  const runs = new Map(backfills.map((run) => [run.id, run]));
  const insert = database.prepare("insert or replace into runs (id, started_at, run) values (?, ?, ?)");
  const remove = database.prepare("delete from runs where id = ?");
  let isFailing = false;

  function attempt(write: () => unknown): boolean {
    try {
      write();
      isFailing = false;
    } catch (error) {
      if (!isFailing) failed(error as Error);
      isFailing = true;
    }
    return !isFailing;
  }

  return {
    all: () => [...runs.values()].reverse(),
    find: (id) => runs.get(id) ?? null,
    put(run) {
      runs.set(run.id, run);
      attempt(() => insert.run(run.id, run.startedAt, JSON.stringify(run)));
    },
    forgetBefore(ms) {
      const over = [...runs.values()].filter(isOver);
      const old = over.filter(({ finishedAt, startedAt }) => (finishedAt ?? startedAt) < ms);
      for (const { id } of new Set([...old, ...over.slice(0, -MAX_BACKFILLS)])) {
        runs.delete(id);
        attempt(() => remove.run(id));
      }
    },
    collects,
    attempt,
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
