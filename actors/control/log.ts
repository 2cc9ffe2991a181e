/** The log: a short line for who watches the terminal, the same with its date for the file. */
import { join } from "@std/path";
import type { Clock } from "../kernel/mod.ts";
import { type LogFile, openLogFile, tailOf } from "./log_file.ts";

type Level = "info" | "warning" | "error";
/** `where`: the exchange, series or part that it is about. */
type Write = (where: string, words: string) => void;

export interface Log extends Record<Level, Write> {
  /**
   * From now on lines go to `tapedeck.log` in `folder` too. Throws where it cannot be opened; a disk that
   * fills up later only costs lines.
   */
  open(folder: string): void;
  /** The last `n` lines of the file, oldest first; none before it is open. */
  tail(n: number): string[];
  close(): void;
}

export interface LogOptions {
  clock: Clock;
  /** Takes a line without its end. */
  terminal(line: string): void;
  colour: boolean;
}

const COLOURS: Record<Level, string> = { info: "\x1b[2m", warning: "\x1b[33m", error: "\x1b[31m" };
const RESET = "\x1b[0m";
const LONGEST_LEVEL = "warning".length;

export function createLog({ clock, terminal, colour }: LogOptions): Log {
  let path: string | null = null;
  let file: LogFile | null = null;
  let isFailing = false;

  function show(level: Level, at: string, words: string): void {
    const name = level.padEnd(LONGEST_LEVEL);
    terminal(`${at.slice(11, 19)} ${colour ? COLOURS[level] + name + RESET : name} ${words}`);
  }

  /** Says once that lines are lost, and again only after a line could be written. */
  function keep(level: Level, at: string, words: string): void {
    try {
      file?.append(`${at} ${level.padEnd(LONGEST_LEVEL)} ${words}`);
      isFailing = false;
    } catch (error) {
      if (!isFailing) show("error", at, `log: Cannot write "${path}": ${(error as Error).message}`);
      isFailing = true;
    }
  }

  const writeAt = (level: Level): Write => (where, words) => {
    const at = new Date(clock.now()).toISOString();
    const line = `${where}: ${inOneLine(words)}`;
    show(level, at, line);
    keep(level, at, line);
  };

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
    tail: (n) => path === null ? [] : tailOf(path, n),
    close() {
      file?.close();
      file = null;
    },
  };
}

/** Words from outside may hold line ends, or codes that a terminal would obey. */
function inOneLine(words: string): string {
  // deno-lint-ignore no-control-regex
  return words.trim().replace(/\s*\n\s*/g, " | ").replace(/[\x00-\x1f\x7f-\x9f]/g, " ").trimEnd();
}
