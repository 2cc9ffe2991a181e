/**
 * Folds facts into cases, and says which of them are incidents. It has no clock and no disk: the same facts and the
 * same moments give the same incidents, in whatever order the facts of different series come between two moments.
 */
import { type Case, inTrouble, overAt } from "./case.ts";
import { endTrouble, expire, scopeOf } from "./case_troubles.ts";
import { type Cases, createCases } from "./cases.ts";
import { createFolding, type Folding } from "./folding.ts";
import { APART_MS } from "./hole_causes.ts";
import type { Life } from "./life.ts";
import { createRhythms } from "./rhythms.ts";
import { isIncident, severityAt } from "./severity.ts";
import { exchangeOf, ofExchange } from "./signals.ts";

export interface CaseChange {
  type: "opened" | "changed" | "closed";
  each: Case;
}

export interface Casebook extends Pick<Cases, "forgetBefore">, Pick<Folding, "fold" | "recording"> {
  /** To be called often: takes in what is so at `now`, ms. Gives what has changed since the last call. */
  pass(now: number): CaseChange[];
  /** Open or not. */
  incidents(): Case[];
}

export interface CasebookOptions {
  life: Life;
  /** Incidents of earlier lives. */
  known: Case[];
  nextId(): number;
}

export function createCasebook({ life, known, nextId }: CasebookOptions): Casebook {
  const cases = createCases(known);
  const rhythms = createRhythms();
  const { fold, take, recording } = createFolding(cases, rhythms, life);
  for (const each of cases.open) {
    cutShort(each, life.aliveAt ?? each.touchedAt);
    cases.close(each);
  }

  function noteSilence(now: number): void {
    for (const { key, since } of rhythms.silent(now)) {
      const cause = ofExchange("silent-stream", exchangeOf(key));
      take({ type: "begun", cause, member: key, at: since, reason: "" });
    }
  }

  function look(each: Case, now: number): void {
    const { kind, exchange } = each;
    if (expire(each, now)) cases.note(each);
    if (kind === "venue-outage") each.scope = scopeOf(each, rhythms.countOf(exchange!));
    each.touchedAt = Math.min(each.touchedAt, now); // the machine's clock may have been set back
    const isQuiet = now - each.touchedAt >= APART_MS;
    if (isQuiet && overAt(each) !== null) cases.close(each);
  }

  function judge(each: Case, now: number): void {
    const severity = severityAt(each, now);
    if (severity !== each.severity) cases.note(each);
    each.severity = severity;
  }

  function changeOf(each: Case, now: number, isClosing: boolean): CaseChange["type"][] {
    const isNew = each.id === null && isIncident(each, now);
    if (isNew) each.id = nextId();
    if (each.id === null && isClosing) cases.forget(each);
    if (each.id === null) return [];
    if (isClosing) return isNew ? ["opened", "closed"] : ["closed"];
    return isNew ? ["opened"] : ["changed"];
  }

  return {
    fold,
    recording,
    pass(now) {
      noteSilence(now);
      for (const each of cases.open) look(each, now);
      for (const each of new Set([...cases.open, ...cases.pending()])) judge(each, now);
      const { pending, closed } = cases.takePending();
      return pending.flatMap((each) =>
        changeOf(each, now, closed.has(each)).map((type): CaseChange => ({ type, each }))
      );
    },
    incidents: () => [...cases.all].filter(({ id }) => id !== null),
    forgetBefore: cases.forgetBefore,
  };
}

/** The program ended before its cause did, and nobody saw how it went on. */
function cutShort(each: Case, at: number): void {
  const troubled = inTrouble(each);
  for (const member of troubled) endTrouble(each, member, at);
  if (troubled.length > 0) each.ending = "cut";
}
