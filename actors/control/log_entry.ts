/** A line of the log: JSON in the file, text for people. */
import { LOG_LEVELS } from "../../schemas/wire.ts";

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogEntry {
  /** ISO 8601 with ms, UTC. */
  time: string;
  level: LogLevel;
  /** The exchange, series or part that it is about. */
  actor: string;
  words: string;
}

/** Where the field is longer, its end is cut off: a line of the file takes less than 64 KiB, whatever is in it. */
const LONGEST_WORDS = 15_000;
const LONGEST_ACTOR = 1_000;
const LONGEST_LEVEL = Math.max(...LOG_LEVELS.map((level) => level.length));

/** Text in one line, without codes that a terminal would obey. */
export function inOneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.trim().replace(/\s*\n\s*/g, " | ").replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, " ").trimEnd()
    .toWellFormed();
}

/** The entry as a line of the file, without its end. */
export function lineOf({ time, level, actor, words }: LogEntry): string {
  return JSON.stringify({ time, level, actor: cut(actor, LONGEST_ACTOR), words: cut(words, LONGEST_WORDS) });
}

/** The entry that a line of the file holds; null: it is torn, or nothing of ours. */
export function entryOf(line: string): LogEntry | null {
  if (!line.startsWith("{")) return entryOfText(line);
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

/** `2026-11-28T22:03:40.123Z warning binance/trades/BTC-USDT: words` */
export function textOf({ time, level, actor, words }: LogEntry): string {
  return `${time} ${level} ${actor}: ${words}`;
}

/** `22:03:40 warning binance/trades/BTC-USDT: words`, the level through `paint`. */
export function shortTextOf({ time, level, actor, words }: LogEntry, paint = (text: string) => text): string {
  return `${time.slice(11, 19)} ${paint(level.padEnd(LONGEST_LEVEL))} ${actor}: ${words}`;
}

/** A line as files had it before they were JSON. */
function entryOfText(line: string): LogEntry | null {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (info|warning|error) +(.*?): (.*)$/.exec(line);
  if (!match) return null;
  const [, time, level, actor, words] = match;
  return { time, level: level as LogLevel, actor, words };
}

function isEntry(value: unknown): value is LogEntry {
  const { time, level, actor, words } = value as Record<keyof LogEntry, unknown>;
  return [time, actor, words].every((field) => typeof field === "string") &&
    LOG_LEVELS.includes(level as LogLevel);
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).toWellFormed()}… (${text.length - longest} more characters)`;
}
