/**
 * The catalog: the totals of every series, kept between runs in a small SQLite file. It is only a cache: the
 * truth is in files and ledger, and the archiver tells every total again at each start. So what cannot be read
 * is put into quarantine and made anew; what cannot be written throws, since then nothing else could be either.
 */
import type { DatabaseSync } from "node:sqlite";
import type { SeriesSummary } from "../../schemas/facts.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import { openSqlite } from "./sqlite_file.ts";

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

/** Opens the catalog at `path`, made if need be. Throws where the file cannot be opened or written. */
export function openCatalog(path: string): Catalog {
  const { database, loaded: summaries, quarantined } = openSqlite(path, {
    name: "the catalog",
    schema:
      "create table if not exists series (key text primary key, summary text not null) strict, without rowid",
    version: VERSION,
    load: readAll,
  });
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

function readAll(database: DatabaseSync): Map<string, SeriesSummary> {
  const rows = database.prepare("select key, summary from series").all() as Array<Record<string, string>>;
  return new Map(rows.map(({ key, summary }) => [key, summaryOf(key, summary)]));
}

function summaryOf(key: string, text: string): SeriesSummary {
  parseSeriesKey(key);
  const summary: SeriesSummary = JSON.parse(text);
  if (summary.key !== key) throw new Error(`the row of "${key}" holds another series`);
  return summary;
}
