/**
 * The log: a short line for who watches the terminal, the same with its date, as JSON, for the file. No secret is
 * in either. A library would do the writing, yet not what this is about: a full disk, a file that is removed, what
 * a line may show, and looking through it; and loading it would take a third of the whole start.
 */
import { join } from "@std/path";
import type { LogQuery } from "../../schemas/wire.ts";
import type { LogEntriesQuery } from "../../schemas/wire_app.ts";
import type { Clock } from "../kernel/clock.ts";
import { inOneLine, lineOf, type LogEntry, type LogLevel, shortTextOf } from "./log_entry.ts";
import { type LogFile, openLogFile } from "./log_file.ts";
import { type FoundEntries, searchEntries, searchLog } from "./log_search.ts";
import { createRedactor } from "./redact.ts";

/** `where`: the exchange, series or part that it is about. */
type Write = (where: string, words: string) => void;

export interface Log extends Record<LogLevel, Write> {
  /**
   * From now on lines go to `tapedeck.log` in `folder` too. Throws where it cannot be opened; a disk that
   * fills up later only costs lines.
   */
  open(folder: string): void;
  /**
   * The last lines of the file that fit, as text, oldest first; none before it is open. One search runs at a time,
   * others wait for it. Rejects where the file cannot be read.
   */
  tail(query: LogQuery): Promise<string[]>;
  /** The same, as entries, and the place from which a later question can go on. */
  entries(query: LogEntriesQuery): Promise<FoundEntries>;
  close(): void;
}

export interface LogOptions {
  clock: Clock;
  /** Takes a line without its end. */
  terminal(line: string): void;
  colour: boolean;
  /** What no line may show; asked for each. None by default. */
  secrets?(): string[];
}

const COLOURS: Record<LogLevel, string> = { info: "\x1b[2m", warning: "\x1b[33m", error: "\x1b[31m" };
const RESET = "\x1b[0m";
const NOTHING_YET: FoundEntries = { entries: [], cursor: "", more: false };

export function createLog({ clock, terminal, colour, secrets = () => [] }: LogOptions): Log {
  const redact = createRedactor(secrets);
  let path: string | null = null;
  let file: LogFile | null = null;
  let isFailing = false;
  let searched: Promise<unknown> = Promise.resolve();

  function show(entry: LogEntry): void {
    terminal(shortTextOf(entry, (level) => colour ? COLOURS[entry.level] + level + RESET : level));
  }

  /** Says once that lines are lost, and again only after a line could be written. */
  function keep(entry: LogEntry): void {
    try {
      file?.append(lineOf(entry));
      isFailing = false;
    } catch (error) {
      const words = clean(`Cannot write "${path}": ${(error as Error).message}`);
      if (!isFailing) show({ ...entry, level: "error", actor: "log", words });
      isFailing = true;
    }
  }

  /** Again at the end: a line's end that is taken out may have parted a secret. */
  const clean = (text: string) => redact(inOneLine(redact(text)));

  const writeAt = (level: LogLevel): Write => (where, words) => {
    const time = new Date(clock.now()).toISOString();
    const entry = { time, level, actor: clean(where), words: clean(words) };
    show(entry);
    keep(entry);
  };

  function search<T>(without: T, work: (path: string) => Promise<T>): Promise<T> {
    const name = path;
    if (name === null) return Promise.resolve(without);
    const found = searched.then(() => work(name));
    searched = found.catch(() => {});
    return found;
  }

  return {
    info: writeAt("info"),
    warning: writeAt("warning"),
    error: writeAt("error"),
    open(folder) {
      Deno.mkdirSync(folder, { recursive: true });
      const name: string = join(folder, "tapedeck.log");
      file = openLogFile(name);
      path = name;
    },
    tail: (query) => search<string[]>([], (name) => searchLog(name, query)),
    entries: (query) => search<FoundEntries>(NOTHING_YET, (name) => searchEntries(name, query)),
    close() {
      file?.close();
      file = null;
    },
  };
}
