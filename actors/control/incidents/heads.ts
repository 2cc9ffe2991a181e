/** What happened, and when: the first part of an incident's sentence, without its full stop. */
import type { IncidentKind } from "../../../schemas/incidents.ts";
import { countWords } from "../phrases.ts";
import { type Case, inTrouble, openedAt, overAt } from "./case.ts";
import { isSeries } from "./case_troubles.ts";
import { atWords, spanWords, whoOf } from "./names.ts";

/** What a head is made of. */
interface Parts {
  each: Case;
  isOver: boolean;
  /** `since 14:03 UTC`, `from 14:03 to 14:09 UTC`. */
  when: string;
  /** `at 14:03 UTC`: when it began. */
  at: string;
  /** The series in trouble, once it is over those that were; what stands after one of them, or many. */
  who: string;
  has: "has" | "have";
  was: "was" | "were";
  /** The newest error in brackets, with a space before; else nothing. */
  why: string;
}

/** `now`, ms: days that are not its day are named. */
export function headOf(each: Case, now: number): string {
  const end = overAt(each);
  const begin = openedAt(each);
  const keys = end === null ? inTrouble(each).filter(isSeries) : [...each.series.keys()];
  const isOne = keys.length === 1;
  return HEADS[each.kind]({
    each,
    isOver: end !== null,
    when: spanWords(begin, end, now),
    at: atWords(begin, now),
    who: whoOf(keys, each.exchange),
    has: isOne ? "has" : "have",
    was: isOne ? "was" : "were",
    why: each.reason ? ` (${bare(each.reason.words)})` : "",
  });
}

const HEADS: Record<IncidentKind, (parts: Parts) => string> = {
  "venue-outage": outage,
  "silent-stream": ({ isOver, who, has, when }) =>
    `${who} ${isOver ? "" : `${has} `}sent no row ${when}, longer than is usual`,
  "ended-stream": ({ isOver, who, has, was, when, why }) =>
    `${who} ${isOver ? was : `${has} ended and ${has} not been`} recorded ${when}${why}`,
  disk,
  asleep: ({ each, at }) => `${capital(reasonOf(each))}, noticed ${at}`,
  crash: ({ when }) => `tapedeck was not running ${when}, after it had ended without being stopped`,
  stopped: ({ when }) => `tapedeck was not running ${when}`,
  overload: ({ isOver, who, has, was, when, why }) =>
    `${who} ${isOver ? was : `${has} been`} paused ${when}${why}`,
  skipped: ({ who, when }) => `Rows of ${who} did not arrive ${when}`,
  rejected: ({ each, when, why }) => {
    const what = each.rows === 0 ? "something" : countWords(each.rows, "row");
    return `${each.exchange} sent ${what} that could not be believed ${when}${why}`;
  },
  "failed-run": ({ isOver, who, when, why }) =>
    `Recent history of ${who} ${isOver ? "could not" : "cannot"} be collected ${when}${why}`,
  "failed-backfill": ({ who, when, why }) => `A backfill of ${who} failed ${when}${why}`,
  damage: ({ each, when }) =>
    foundOnDisk(each, "Things on disk were found that are not as they were written", when),
  archiving: ({ each, isOver, when, why }) =>
    `${whatOf(each)} ${isOver ? "could not" : "cannot"} be sealed or merged ${when}${why}`,
  "counts-differ": ({ each, when }) =>
    foundOnDisk(each, "Candles count other trades than were recorded", when),
  clock: ({ each, isOver, when }) =>
    `This machine's clock ${isOver ? "was" : "has been"} ${reasonOf(each)} that of ${whatOf(each)} ${when}`,
  sync: ({ each, isOver, when, why }) =>
    isOver
      ? `Syncs to ${each.subject} failed ${when}${why}`
      : `Nothing could be synced to ${each.subject} ${when}${why}`,
  config: ({ isOver, when, why }) =>
    `The config file ${isOver ? "had" : "has"} an error and ${isOver ? "was" : "is"} not taken ${when}${why}`,
  fault: ({ each, when, why }) => {
    const times = each.times === 1 ? "" : ` ${countWords(each.times, "time")}`;
    return `A part of tapedeck failed${times} ${when} and was started again${why}`;
  },
};

function outage({ each, isOver, who, when, why }: Parts): string {
  const { exchange, scope, troubles } = each;
  if (scope === "recording") {
    return `${exchange} ${isOver ? "was not" : "has not been"} recorded ${when}${why}`;
  }
  if (scope === "whole") return `${exchange} ${isOver ? "was not" : "has not been"} reachable ${when}`;
  // The rows around a hole do not say how long the socket was closed.
  if (troubles.size === 0) return `The connection to ${exchange} broke for ${who} at some time ${when}`;
  return `The connection to ${exchange} ${isOver ? "was" : "has been"} down for ${who} ${when}`;
}

function disk({ each, isOver, when, why }: Parts): string {
  if (each.level === "error") return `The disk ${isOver ? "took" : "has taken"} no rows ${when}${why}`;
  return `The disk ${isOver ? "was" : "has been"} short of space ${when}${why}; history ${
    isOver ? "waited" : "waits"
  }`;
}

/** One thing speaks for itself. */
function foundOnDisk(each: Case, many: string, when: string): string {
  const { times } = each;
  const words = reasonOf(each);
  return times <= 1
    ? `${capital(words)}; found ${when}`
    : `${many} ${when}, ${times} in all, the last one: ${words}`;
}

/** Files, exchanges, remotes: the one in trouble, or how many. */
function whatOf({ troubles }: Case): string {
  const [first, ...rest] = troubles.keys();
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

const reasonOf = ({ reason }: Case) => bare(reason?.words ?? "no reason was given");

const bare = (words: string) => words.replace(/\.$/, "");

const capital = (words: string) => words[0].toUpperCase() + words.slice(1);
