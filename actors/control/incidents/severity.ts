/** When a case is told of as an incident, and how bad it is. Pure. */
import type { IncidentKind, Severity } from "../../../schemas/incidents.ts";
import { SEVERITIES } from "../../../schemas/incidents.ts";
import { type Case, holeCounts, openedAt, overAt } from "./case.ts";

/** A connection that is back sooner, without a hole, was nothing. */
const BLIP_MS = 15_000;
/** So long a failure of a part waits for the word that it is because of the disk. */
const DISK_ANSWERS_MS = 5_000;
const MINUTE_MS = 60_000;
const LONG_MS = 5 * MINUTE_MS;
/** Until then what is missing is on its way. */
const HEALING_MS = MINUTE_MS;
/** After so many failures in a row it is no hiccup. */
const MANY_FAILURES = 3;

/** Whether it is an incident at `now` (ms); a case that never is one is forgotten. */
export function isIncident(each: Case, now: number): boolean {
  if (holeCounts(each).opened > 0) return true;
  switch (each.kind) {
    case "venue-outage":
    case "overload":
      return each.level === "error" || lastedMs(each, now) >= BLIP_MS;
    case "fault":
    case "archiving":
      return now - openedAt(each) >= DISK_ANSWERS_MS;
    case "skipped":
    case "crash":
    case "stopped":
      return false;
    default:
      return true;
  }
}

/** The worse of what it was and what it is at `now` (ms). */
export function severityAt(each: Case, now: number): Severity {
  return worse(each.severity, worse(each.level, ofKind(each, now)));
}

export function worse(one: Severity, other: Severity): Severity {
  return SEVERITIES[Math.max(SEVERITIES.indexOf(one), SEVERITIES.indexOf(other))];
}

const BY_KIND: Partial<Record<IncidentKind, Severity>> = {
  "silent-stream": "warning",
  "ended-stream": "error",
  disk: "warning",
  rejected: "warning",
  "failed-backfill": "warning",
  damage: "error",
  archiving: "error",
  "counts-differ": "warning",
  clock: "error",
  config: "error",
  fault: "warning",
};

function ofKind(each: Case, now: number): Severity {
  switch (each.kind) {
    case "venue-outage":
      return lastedMs(each, now) >= LONG_MS ? "error" : ofOutage(each, now);
    case "asleep":
    case "crash":
    case "overload":
    case "skipped":
      return ofOutage(each, now);
    case "failed-run":
      return each.failures >= MANY_FAILURES ? "error" : "info";
    case "sync":
      return each.failures >= MANY_FAILURES ? "error" : "warning";
    default:
      return BY_KIND[each.kind] ?? "info";
  }
}

/** What was short and is filled again needs nobody. */
function ofOutage(each: Case, now: number): Severity {
  const { opened, healed, refillable } = holeCounts(each);
  const missing = opened - healed;
  const stays = missing > refillable || missing > 0 && now - openedAt(each) >= HEALING_MS;
  return stays || lastedMs(each, now) >= MINUTE_MS ? "warning" : "info";
}

function lastedMs(each: Case, now: number): number {
  return (overAt(each) ?? now) - openedAt(each);
}
