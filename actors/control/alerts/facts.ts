/** What the alerts tell of themselves: plain data, for the log. */
import type { LogLine } from "../fact_words.ts";

/** `what`: alerts, or the heartbeat. `at`, ms. */
export type AlertFact =
  /** `title`: which. `tries`: how many it took. */
  | { type: "alert-sent"; title: string; tries: number; at: number }
  /** Told when it begins, and when the error is another one. */
  | {
    type: "alert-failed";
    what: "alert" | "heartbeat";
    error: string;
    /** The receiver will not take it, whatever is tried: somebody has to look. */
    isRefused: boolean;
    at: number;
  }
  /** It did not arrive, and does again. */
  | { type: "heartbeat-back"; at: number }
  /** It is not sent since then, and why. */
  | { type: "heartbeat-held"; why: string; at: number };

export function alertLogLine(fact: AlertFact): LogLine {
  const line = (level: LogLine["level"], where: string, words: string): LogLine => ({ level, where, words });
  switch (fact.type) {
    case "alert-sent":
      return line(
        "info",
        "alerts",
        `sent: ${fact.title}${fact.tries > 1 ? `, after ${fact.tries} tries` : ""}`,
      );
    case "alert-failed": {
      const where = fact.what === "alert" ? "alerts" : "heartbeat";
      const then = fact.isRefused
        ? "look at its address; it is tried again now and then"
        : "it is tried again";
      return line(fact.isRefused ? "error" : "warning", where, `${fact.error}; ${then}`);
    }
    case "heartbeat-back":
      return line("info", "heartbeat", "sent again");
    case "heartbeat-held":
      // What is wrong has a line of its own.
      return line("info", "heartbeat", `not sent: ${fact.why}`);
    default:
      throw fact satisfies never;
  }
}
