/** A notice in words: a title of a few, and a text that says all. */
import type { Severity } from "../../../schemas/incidents.ts";
import { countWords } from "../phrases.ts";
import type { Sendable } from "./notice.ts";

const SEVERITY_WORDS: Record<Severity, string> = { info: "Note", warning: "Warning", error: "Error" };

/** ASCII alone: it may go into a header. */
export function titleOf(notice: Sendable): string {
  switch (notice.type) {
    case "opened":
      return SEVERITY_WORDS[notice.severity];
    case "worsened":
      return notice.severity === "error" ? "Now an error" : "Now a warning";
    case "repeated":
      return "Still so";
    case "closed":
      return "Over";
    case "passed":
      return `${SEVERITY_WORDS[notice.severity]}, over by now`;
    case "summed":
      return countWords(notice.count, "more alert");
    case "test":
      return "Test";
    default:
      throw notice satisfies never;
  }
}

/** Without the title. */
export function textOf(notice: Sendable): string {
  switch (notice.type) {
    case "test":
      return "This is a test: alerts of tapedeck arrive here.";
    case "summed": {
      const [from, to] = [notice.from, notice.to].map((ms) => new Date(ms).toISOString().slice(0, 16));
      return `... and ${countWords(notice.count, "more alert")} from ${spaced(from)} to ${
        spaced(to)
      } UTC, too many ` +
        "to be sent one by one. The incidents in tapedeck have what they were about.";
    }
    case "closed":
    case "passed":
      return notice.incident.sentence;
    default: {
      const { sentence, advice } = notice.incident;
      return advice === null ? sentence : `${sentence} ${advice}`;
    }
  }
}

export function severityIn(notice: Sendable): Severity {
  switch (notice.type) {
    case "test":
      return "info";
    case "summed":
      return "warning";
    default:
      return notice.severity;
  }
}

const spaced = (moment: string) => moment.replace("T", " ");
