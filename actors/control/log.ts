/** The log: a short line for who watches the terminal, the same with its date for the file. */
import type { Clock } from "../kernel/mod.ts";
import { type LogFile, openLogFile, tailOf } from "./log_file.ts";

export type Level = "info" | "warn" | "error";

export interface Log {
  /** `where`: the exchange, series or part that it is about. */
  write(level: Level, where: string, words: string): void;
  /** The last `n` lines of the file, oldest first. */
  tail(n: number): string[];
  close(): void;
}

export interface LogOptions {
  clock: Clock;
  /** The file; null logs to the terminal only. Its folder must be there. */
  path: string | null;
  /** Takes a line without its end. */
  terminal(line: string): void;
  colour: boolean;
}

const COLOURS: Record<Level, string> = { info: "\x1b[2m", warn: "\x1b[33m", error: "\x1b[31m" };
const RESET = "\x1b[0m";

/** Opens the log. Throws where the file cannot be opened; a disk that fills up later only costs lines. */
export function openLog({ clock, path, terminal, colour }: LogOptions): Log {
  const file = path === null ? null : openLogFile(path);
  let isFailing = false;

  function show(level: Level, time: string, where: string, words: string): void {
    const name = level.toUpperCase().padEnd(5);
    terminal(`${time.slice(11, 19)} ${colour ? COLOURS[level] + name + RESET : name} ${where}: ${words}`);
  }

  /** Says once that lines are lost, and again only after a line could be written. */
  function keep(file: LogFile, level: Level, time: string, where: string, words: string): void {
    try {
      file.append(`${time} ${level.toUpperCase().padEnd(5)} ${where}: ${words}`);
      isFailing = false;
    } catch (error) {
      if (!isFailing) show("error", time, "log", `Cannot write "${path}": ${(error as Error).message}`);
      isFailing = true;
    }
  }

  return {
    write(level, where, words) {
      const time = new Date(clock.now()).toISOString();
      const line = inOneLine(words);
      show(level, time, where, line);
      if (file) keep(file, level, time, where, line);
    },
    tail: (n) => path === null ? [] : tailOf(path, n),
    close: () => file?.close(),
  };
}

/** Words from outside may hold line ends, or codes that a terminal would obey. */
function inOneLine(words: string): string {
  // deno-lint-ignore no-control-regex
  return words.trim().replace(/\s*\n\s*/g, " | ").replace(/[\x00-\x1f\x7f-\x9f]/g, " ");
}
