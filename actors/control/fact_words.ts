/** Facts as lines of the log: those that a person would want to read later. */
import type { Fact } from "../../schemas/facts.ts";
import { countWords } from "./phrases.ts";
import { syncLogLine } from "./sync/facts.ts";

export interface LogLine {
  level: "info" | "warning" | "error";
  /** The series, exchange or file that it is about. */
  where: string;
  words: string;
}

/** null: too frequent, or told elsewhere. */
export function logLineOf(fact: Fact): LogLine | null {
  const line = (level: LogLine["level"], where: string, words: string): LogLine => ({ level, where, words });
  switch (fact.type) {
    case "venue-opened":
      return line("info", fact.exchange, "markets loaded");
    case "markets-noted":
      return line(fact.level, fact.exchange, fact.words);
    case "venue-failed":
      return line("error", fact.exchange, `${fact.error}${again(fact.retryAt)}`);
    case "stream-connected":
      return line("info", fact.key, "subscribed");
    case "stream-dropped":
      return line("warning", fact.key, `connection lost: ${fact.error}${again(fact.retryAt)}`);
    case "stream-paused":
      return line("warning", fact.key, `paused: ${fact.reason}`);
    case "stream-ended":
      return line("error", fact.key, fact.reason);
    case "rows-rejected":
      return line("warning", fact.key, `${fact.rows} not believed: ${fact.reason}`);
    case "gap-opened":
      return line("warning", fact.key, `gap ${range(fact.from, fact.to)}, ${fact.cause}: ${fact.reason}`);
    case "gap-healed":
      return line("info", fact.key, `gap ${range(fact.from, fact.to)} filled`);
    case "collect-finished":
      if (fact.error) return line("error", fact.key, `collecting failed: ${fact.error}`);
      return fact.rows > 1 ? line("info", fact.key, `${countWords(fact.rows, "row")} collected`) : null;
    case "backfill-finished": {
      const got = `${countWords(fact.rows, "row")} in ${countWords(fact.requests, "request")}`;
      if (fact.outcome === "failed") {
        return line("error", fact.key, `backfill failed: ${fact.reason}; ${got}`);
      }
      return line("info", fact.key, `backfill ${fact.outcome}, ${got}`);
    }
    case "budget-changed":
      return fact.waitUntil
        ? line("warning", fact.exchange, `told to wait until ${iso(fact.waitUntil)}`)
        : null;
    case "segment-sealed":
      return line("info", fact.path, `sealed ${Object.keys(fact.rowsByKey).length} series`);
    case "period-merged":
      return line(
        "info",
        fact.path,
        `merged ${countWords(fact.rows, "row")}, ${countWords(fact.bytes, "byte")}`,
      );
    case "archiving-failed":
      return line("error", fact.what, `${fact.error}; it is tried again in a minute`);
    case "damage-found":
    case "counts-differ":
      return line("error", fact.what, fact.words);
    case "disk-changed":
      if (fact.was === fact.state) return null;
      if (fact.problem === null) return line("info", "disk", "it has room again, and can be written");
      return line(fact.state === "low" ? "warning" : "error", "disk", fact.problem);
    case "quarantined":
      return line("error", fact.path, `quarantined: ${fact.reason}`);
    case "actor-failed":
      return line("error", fact.path, `${fact.error} (restart ${fact.restarts})`);
    case "config-refused":
      return line("error", "config", `${fact.error}; going on as before`);
    case "sync-started":
    case "sync-progressed":
    case "sync-finished":
    case "purge-finished":
    case "restore-finished":
      return syncLogLine(fact);
    case "config-taken":
    case "clock-compared":
    case "backfill-progressed":
    case "stream-connecting":
    case "rows-recorded":
    case "duplicates-dropped":
    case "collect-started":
    case "segment-closed":
    case "part-sealed":
    case "series-changed":
    case "job-scheduled":
      return null;
    default:
      throw fact satisfies never;
  }
}

function again(retryAt: number | null): string {
  return retryAt === null ? "" : `; again at ${iso(retryAt)}`;
}

const iso = (ms: number) => new Date(ms).toISOString();

function range(fromUs: number, toUs: number): string {
  return `${iso(fromUs / 1_000)} to ${iso(toUs / 1_000)}`;
}
