/**
 * What was imported already: `.tapedeck/imports.jsonl`, a JSON object a line, appended after the rows that it
 * speaks of are durable. It saves work and proves nothing: a line that is lost or torn only means that a source
 * is looked at again.
 */
import type { Disk } from "../disk.ts";
import { HOUSE } from "../layout.ts";
import type { Takings } from "./takings.ts";

const LOG_PATH = `${HOUSE}/imports.jsonl`;

export interface ImportedSource {
  /** Where it was found: absolute. */
  source: string;
  key: string;
  /** The same for two states of a source that hold the same rows. */
  content: string;
  /** Size and time of a file; equal ones are taken for the same content, unread. */
  stamp: string;
  takings: Takings;
  /** Of candles: the last close, by which the next file's filled ones are known. null: there is none. */
  lastClose: number | null;
  /** Of books: each session's number there, and the one that it has here. */
  sessions?: Array<[number, number]>;
  /** ISO time, UTC. */
  at: string;
}

export interface ImportLog {
  /** The same source, looking as it did. */
  unchanged(source: string, stamp: string): ImportedSource | null;
  /** The same rows, wherever they were. */
  same(key: string, content: string): ImportedSource | null;
  add(imported: ImportedSource): void;
}

export function openImportLog(disk: Disk): ImportLog {
  const bySource = new Map<string, ImportedSource>();
  const byContent = new Map<string, ImportedSource>();
  const remember = (imported: ImportedSource) => {
    bySource.set(imported.source, imported);
    byContent.set(`${imported.key} ${imported.content}`, imported);
  };
  readLines(disk).forEach(remember);
  return {
    unchanged(source, stamp) {
      const known = bySource.get(source);
      return known?.stamp === stamp ? known : null;
    },
    same: (key, content) => byContent.get(`${key} ${content}`) ?? null,
    add(imported) {
      append(disk, imported);
      remember(imported);
    },
  };
}

function readLines(disk: Disk): ImportedSource[] {
  if (disk.size(LOG_PATH) === null) return [];
  return new TextDecoder().decode(disk.read(LOG_PATH)).split("\n").flatMap((line) => {
    try {
      const read = JSON.parse(line) as ImportedSource;
      return read.source && read.key && read.content && read.takings ? [read] : [];
    } catch {
      return [];
    }
  });
}

function append(disk: Disk, imported: ImportedSource): void {
  const sizeBytes = disk.size(LOG_PATH) ?? 0;
  const isTorn = sizeBytes > 0 && disk.read(LOG_PATH, sizeBytes - 1)[0] !== "\n".charCodeAt(0);
  const file = disk.openAppend(LOG_PATH);
  try {
    file.write(new TextEncoder().encode(`${isTorn ? "\n" : ""}${JSON.stringify(imported)}\n`));
    file.syncNow();
  } finally {
    file.close();
  }
}
