/** How troubles change a case. */
import type { IncidentKind } from "../../../schemas/incidents.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Case } from "./case.ts";
import { worse } from "./severity.ts";
import type { Signal } from "./signals.ts";

/** Beyond, members are no longer told apart. */
const MAX_MEMBERS = 5_000;

/** Where it matters how often something failed in a row. */
const COUNTED: ReadonlySet<IncidentKind> = new Set(["failed-run", "sync"]);

export function befall(each: Case, signal: Exclude<Signal, { type: "over" }>): void {
  const { member, at, reason } = signal;
  const before = each.troubles.get(member);
  const goesOn = before?.to === null;
  const trouble = {
    from: Math.min(before?.from ?? at, at),
    to: signal.type === "begun" || goesOn ? null : Math.max(before?.to ?? at, at),
    expiresAt: signal.type === "begun" ? signal.expiresAt ?? null : before?.expiresAt ?? null,
    at: Math.max(before?.at ?? at, at),
    failures: (goesOn ? before.failures : 0) + 1,
  };
  if (before || each.troubles.size < MAX_MEMBERS) each.troubles.set(member, trouble);
  if (COUNTED.has(each.kind)) each.failures = Math.max(each.failures, trouble.failures);
  each.times += 1;
  giveReason(each, reason, at);
  if (isSeries(member)) affect(each, member);
  if (signal.type === "happened") each.rows += signal.rows ?? 0;
  else {
    each.level = worse(each.level, signal.level ?? "info");
    if (signal.advice !== undefined) each.advice = signal.advice;
  }
}

/** The newest counts; of two at once always the same one. */
export function giveReason(each: Case, words: string, at: number): void {
  const { reason } = each;
  if (words === "") return;
  if (!reason || at > reason.at || at === reason.at && words > reason.words) each.reason = { words, at };
}

/** The series is touched by it. */
export function affect(each: Case, key: string): void {
  if (!each.series.has(key)) each.series.set(key, { opened: 0, healed: 0 });
}

/** False: it was in no trouble. */
export function endTrouble(each: Case, member: string, at: number): boolean {
  const trouble = each.troubles.get(member);
  if (trouble?.to !== null) return false;
  each.troubles.set(member, { ...trouble, to: Math.max(trouble.from, at), failures: 0 });
  return true;
}

/** Ends what was not told again in time. False: there was nothing. */
export function expire(each: Case, now: number): boolean {
  const expired = [...each.troubles].filter(([, { to, expiresAt }]) =>
    to === null && (expiresAt ?? now) < now
  );
  for (const [member, { at }] of expired) endTrouble(each, member, at);
  return expired.length > 0;
}

export function isSeries(member: string): boolean {
  try {
    parseSeriesKey(member);
    return true;
  } catch {
    return false;
  }
}

/** Who it befell, where `streams` of its exchange are known. */
export function scopeOf({ exchange, troubles }: Case, streams: number): Case["scope"] {
  if (exchange !== null && troubles.has(exchange)) return "recording";
  if (troubles.size < streams || streams === 0) return "some";
  const all = [...troubles.values()];
  const lastFrom = all.reduce((last, { from }) => Math.max(last, from), -Infinity);
  const firstTo = all.reduce((first, { to }) => Math.min(first, to ?? Infinity), Infinity);
  return lastFrom <= firstTo ? "whole" : "some";
}
