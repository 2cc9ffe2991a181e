/**
 * Looks through a log from its end, older files included. Files are read in small chunks between which everything
 * else goes on: a search of 50 MB for what is nowhere holds nobody up.
 */
import { LOG_LEVELS, type LogQuery } from "../../schemas/wire.ts";
import type { LogEntriesQuery } from "../../schemas/wire_app.ts";
import { cursorOf, lastPlace, type Place, placeOf, readAt } from "./log_cursor.ts";
import { entryOf, type LogEntry, textOf } from "./log_entry.ts";
import { LOG_LIMITS, type LogLimits, namesOf } from "./log_file.ts";

/** About 500 lines: read and looked at in about a millisecond. */
const CHUNK_BYTES = 64 * 1024;
/** What has no end for so long is no line of ours. */
const LONGEST_LINE_BYTES = 4 * CHUNK_BYTES;
/** An answer holds at most so many characters, and so fewer lines than were asked for where they are long. */
const LONGEST_ANSWER = 16_000_000;
const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

export interface FoundEntries {
  /** Oldest first. */
  entries: LogEntry[];
  /** Behind the last line that was looked at; empty where there is no file. */
  cursor: string;
  /** Whether the search ended before it had seen all that it could have. */
  more: boolean;
}

/**
 * The last `query.tail` lines of the log at `path` that fit, as text, oldest first; [] where there is no file.
 * Rejects where a file cannot be read.
 */
export async function searchLog(
  path: string,
  query: LogQuery,
  limits: LogLimits = LOG_LIMITS,
): Promise<string[]> {
  return (await searchEntries(path, query, limits)).entries.map(textOf);
}

/** The same as entries; of those behind `query.after` alone, where the log still knows that place. */
export async function searchEntries(
  path: string,
  { after, ...query }: LogEntriesQuery,
  limits: LogLimits = LOG_LIMITS,
): Promise<FoundEntries> {
  const files = openAll(path, limits);
  try {
    if (files.length === 0) return { entries: [], cursor: "", more: false };
    const end = await lastPlace(files[0]);
    const begin = after === undefined ? null : await placeOf(after, files);
    const found = await lastOf(chunksFromEnd(files, begin, end), query);
    return { ...found, cursor: await cursorOf(end) };
  } finally {
    for (const file of files) file.close();
  }
}

async function lastOf(
  chunks: AsyncGenerator<string[]>,
  query: LogQuery,
): Promise<Omit<FoundEntries, "cursor">> {
  const fits = matcher(query);
  const found: LogEntry[] = [];
  let room = LONGEST_ANSWER;
  for await (const lines of chunks) {
    for (let at = lines.length - 1; at >= 0; at--) {
      const entry = entryOf(lines[at]);
      if (entry === null) continue;
      if (found.length >= query.tail || room <= 0) return { entries: found.reverse(), more: true };
      if (!fits(entry)) continue;
      found.push(entry);
      room -= textOf(entry).length;
    }
  }
  return { entries: found.reverse(), more: false };
}

function matcher({ level, actor, text }: LogQuery): (entry: LogEntry) => boolean {
  const levels: readonly string[] = level ? LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)) : LOG_LEVELS;
  const part = actor?.replace(/\/+$/, "");
  const words = text?.toLowerCase();
  return (entry) =>
    levels.includes(entry.level) &&
    (!part || entry.actor === part || entry.actor.startsWith(`${part}/`)) &&
    (!words || entry.words.toLowerCase().includes(words));
}

/** All at once, the newest first: what is renamed meanwhile is still read once. */
function openAll(path: string, limits: LogLimits): Deno.FsFile[] {
  const files: Deno.FsFile[] = [];
  for (const name of namesOf(path, limits)) {
    try {
      files.push(Deno.openSync(name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      for (const file of files) file.close();
      throw new Error(`Cannot read the log "${name}": ${(error as Error).message}`, { cause: error });
    }
  }
  return files;
}

/** Whole lines, in the order of the file; the last ones first. Only those between two places where lines begin. */
async function* chunksFromEnd(
  files: Deno.FsFile[],
  begin: Place | null,
  end: Place,
): AsyncGenerator<string[]> {
  for (const file of files) {
    const first = begin?.file === file ? begin.offset : 0;
    let from = end.file === file ? end.offset : await file.seek(0, Deno.SeekMode.End);
    let rest: Uint8Array = NOTHING;
    while (from > first) {
      const size = Math.min(from - first, CHUNK_BYTES);
      from -= size;
      const bytes = concat(await readAt(file, from, size), rest);
      const firstEnd = from === first ? -1 : bytes.indexOf(NEWLINE);
      const isCut = firstEnd < 0 && from > first;
      rest = isCut ? bytes : bytes.subarray(0, Math.max(0, firstEnd));
      if (rest.length > LONGEST_LINE_BYTES) rest = NOTHING;
      if (!isCut) yield new TextDecoder().decode(bytes.subarray(firstEnd + 1)).split("\n");
    }
    if (begin?.file === file) return;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (b.length === 0) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
