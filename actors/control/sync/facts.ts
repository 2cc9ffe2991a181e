/** What the syncs to remotes tell, as lines of the log. */
import type { SyncFact } from "../../../schemas/sync.ts";
import type { LogLine } from "../fact_words.ts";
import { countWords } from "../phrases.ts";

export type { SyncFact, SyncProgress } from "../../../schemas/sync.ts";

/** null: too frequent for a log. */
export function syncLogLine(fact: SyncFact): LogLine | null {
  switch (fact.type) {
    case "sync-started":
    case "sync-progressed":
      return null;
    case "sync-finished":
      return finishedLine(fact);
    case "purge-finished":
      return movedLine(fact, fact.remote, "removed here; every remote was seen to hold what went");
    case "restore-finished":
      return movedLine(
        fact,
        fact.series,
        fact.why === "asked" ? "brought back" : "brought back, for rows that came late",
      );
    default:
      throw fact satisfies never;
  }
}

function movedLine(
  { files, bytes, error }: { files: number; bytes: number; error: string | null },
  where: string,
  what: string,
): LogLine | null {
  const words = `${countWords(files, "file")} (${countWords(bytes, "byte")}) ${what}`;
  if (error !== null) {
    return { level: "error", where, words: files > 0 ? `${error}; ${words} before` : error };
  }
  return files > 0 ? { level: "info", where, words } : null;
}

function finishedLine(fact: Extract<SyncFact, { type: "sync-finished" }>): LogLine | null {
  const { remote: where, outcome, files, bytes, removed, error, retryAt } = fact;
  const copied = `${countWords(files, "file")} (${countWords(bytes, "byte")}) copied and checked`;
  switch (outcome) {
    case "done": {
      const parts = removed > 0 ? `, ${countWords(removed, "merged part")} removed there` : "";
      const level = error === null ? "info" : "warning";
      return { level, where, words: `${copied}${parts}${error === null ? "" : `; ${error}`}` };
    }
    case "failed": {
      const again = retryAt === null ? "" : `; again at ${new Date(retryAt).toISOString()}`;
      return { level: "error", where, words: `${error}; ${copied} before${again}` };
    }
    case "stopped":
      return files > 0 ? { level: "info", where, words: `sync stopped: ${copied} before` } : null;
    default:
      throw outcome satisfies never;
  }
}
