/**
 * The table of collects: a row for each run over a series' recent history that the schedule or a person began. It is
 * beside the backfills in one SQLite file. Writing is for whoever holds the file: nothing here is caught.
 */
import type { DatabaseSync } from "node:sqlite";
import type { RunQuery, RunRecord } from "../../schemas/wire.ts";

export interface CollectRun {
  /** Unique in the file, growing. */
  id: number;
  /** The series' key. */
  key: string;
  status: Extract<RunRecord["status"], "running" | "done" | "error">;
  /** Since 1970. */
  startedUs: number;
  /** Null: it runs, or the program ended before it did. */
  finishedUs: number | null;
  rows: number;
  requests: number;
  error: string | null;
}

export interface CollectStore {
  /** The id that no run had yet. */
  readonly firstId: number;
  /** Keeps the runs, each in place of an earlier state of it, in one transaction. */
  write(runs: Iterable<CollectRun>): void;
  /** Newest first; at most `limit`. */
  list(query: RunQuery): CollectRun[];
  /** Ends the runs that the program left under way before it began with {@linkcode firstId}; this is their error. */
  endInterrupted(error: string): void;
  /** Forgets what began before this time, µs, and is over. */
  forgetBefore(us: number): void;
}

/** The oldest ones go when there are more, and that is looked at once there are a hundredth more. */
export const MAX_COLLECTS = 196_000;

/**
 * `collects_idle`: of the runs that got nothing new, a series has only its newest; an older one gives way to it.
 * The other indexes serve a list by each of what it may be filtered by.
 */
export const COLLECTS_SCHEMA = `
  create table if not exists collects (
    id integer primary key autoincrement, key text not null, exchange text not null, status text not null,
    started_us integer not null, finished_us integer, rows integer not null, requests integer not null, error text
  ) strict;
  create unique index if not exists collects_idle on collects (key) where status = 'done' and rows = 0;
  create index if not exists collects_started on collects (started_us);
  create index if not exists collects_by_exchange on collects (exchange, started_us);
  create index if not exists collects_by_status on collects (status, started_us);
  create index if not exists collects_by_both on collects (exchange, status, started_us)`;

const COLUMNS = "id, key, status, started_us as startedUs, finished_us as finishedUs, rows, requests, error";

/** Throws where the table is not what it should be. */
export function createCollectStore(database: DatabaseSync, maxRows: number = MAX_COLLECTS): CollectStore {
  const insert = database.prepare(
    "insert or replace into collects (id, key, exchange, status, started_us, finished_us, rows, requests, error)" +
      " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const count = database.prepare("select count(*) as n from collects");
  const trim = database.prepare(
    "delete from collects where id in (select id from collects where status <> 'running' order by id limit ?)",
  );
  const { lastId } = database
    .prepare("select max(seq) as lastId from sqlite_sequence where name = 'collects'")
    .get() as { lastId: number | null };
  const firstId = (lastId ?? 0) + 1;
  let atMost = (count.get() as { n: number }).n;

  function trimmed(): void {
    if (atMost < maxRows * 1.01) return;
    const { n } = count.get() as { n: number };
    if (n > maxRows) trim.run(n - maxRows);
    atMost = Math.min(n, maxRows);
  }

  function inOne(write: () => void): void {
    database.exec("begin immediate");
    try {
      write();
      database.exec("commit");
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      throw error;
    }
  }

  return {
    firstId,
    write(runs) {
      inOne(() => {
        for (const { id, key, status, startedUs, finishedUs, rows, requests, error } of runs) {
          const exchange = key.split("/")[0];
          insert.run(id, key, exchange, status, startedUs, finishedUs, rows, requests, error);
          atMost++;
        }
        trimmed();
      });
    },
    list({ limit, status, exchange, before }) {
      const wanted = [
        { sql: "exchange = ?", value: exchange },
        { sql: "status = ?", value: status },
        { sql: "started_us < ?", value: before === undefined ? undefined : Math.round(before * 1e6) },
      ].filter((each) => each.value !== undefined);
      const where = wanted.length > 0 ? `where ${wanted.map(({ sql }) => sql).join(" and ")}` : "";
      return database
        .prepare(`select ${COLUMNS} from collects ${where} order by started_us desc, id desc limit ?`)
        .all(...wanted.map(({ value }) => value!), limit) as unknown as CollectRun[];
    },
    endInterrupted: (error) =>
      Number(
        database.prepare("update collects set status = 'error', error = ? where status = 'running'").run(
          error,
        )
          .changes,
      ),
    forgetBefore: (us) =>
      void database.prepare("delete from collects where started_us < ? and status <> 'running'").run(us),
  };
}
