/** Which changes of incidents are told, as notices in the queue: each once, and what is over once it is. */
import type { Config } from "../../../schemas/config.ts";
import type { IncidentKind, Severity } from "../../../schemas/incidents.ts";
import { SEVERITIES } from "../../../schemas/incidents.ts";
import { type Incident, type IncidentChange, recordOfIncident } from "../incidents/mod.ts";
import { type AboutIncident, type Notice, noticeOf } from "./notice.ts";
import type { AlertQueue } from "./queue.ts";

export interface IncidentSource {
  /** Newest first. */
  list(query: { limit: number; open?: boolean }): Incident[];
}

export interface Announcer {
  take(change: IncidentChange): void;
  /** Puts right what was told against what is so: after a start, or when there is somebody to tell. */
  compare(): void;
  /** Tells again what goes on for long enough. */
  repeat(): void;
  /** The next notice as it is now; null: none waits. */
  next(): Notice | null;
}

export interface AnnouncerParts {
  /** As they are now. */
  rules(): Config["alerts"];
  incidents: IncidentSource;
  queue: AlertQueue;
  /** ms. */
  now(): number;
}

/** What goes on and ends; the rest happens at one moment, and there is nothing to tell of its end. */
const GOES_ON: Record<IncidentKind, boolean> = {
  "venue-outage": true,
  "silent-stream": true,
  "ended-stream": true,
  disk: true,
  overload: true,
  "failed-run": true,
  archiving: true,
  clock: true,
  sync: true,
  config: true,
  asleep: false,
  crash: false,
  stopped: false,
  skipped: false,
  rejected: false,
  "failed-backfill": false,
  damage: false,
  "counts-differ": false,
  fault: false,
};

const MANY = 1_000;

export function createAnnouncer({ rules, incidents, queue, now }: AnnouncerParts): Announcer {
  const open = new Map<string, Incident>();
  /** Taken as over by `compare`; that it is may still come as a change. */
  const over = new Set<string>();

  function push(type: AboutIncident["type"], incident: Incident, severity: Severity): void {
    queue.push(noticeOf(type, { incident: recordOfIncident(incident), severity, at: now() }));
  }

  function goesOn(incident: Incident): void {
    open.set(incident.id, incident);
    const severity = severityOf(incident, rules());
    if (severity === null) return;
    const told = queue.told.get(incident.id);
    if (!told) push("opened", incident, severity);
    else if (isWorse(severity, told.severity)) push("worsened", incident, severity);
  }

  function isOver(incident: Incident): void {
    open.delete(incident.id);
    const told = queue.told.get(incident.id);
    const severity = severityOf(incident, rules());
    if (!told && severity !== null) push(GOES_ON[incident.kind] ? "passed" : "opened", incident, severity);
    else if (told && GOES_ON[incident.kind]) push("closed", incident, told.severity);
    queue.forget(incident.id);
  }

  /** Of the incident of this notice, those that wait behind it. */
  function behind(notice: AboutIncident): AboutIncident[] {
    return queue.waiting().filter((each): each is AboutIncident =>
      each !== notice && each.type !== "summed" && each.incident.id === notice.incident.id
    );
  }

  /** What was not sent yet is told as it is now, with its end if it has one. */
  function renewed(notice: AboutIncident): AboutIncident {
    const later = behind(notice);
    const last = later.at(-1) ?? notice;
    const now = open.get(notice.incident.id);
    const type = typeOfBoth(notice.type, last.type);
    const key = type === notice.type ? notice.key : last.key;
    const incident = now ? recordOfIncident(now) : last.incident;
    const all = { ...notice, type, key, severity: last.severity, incident };
    for (const each of later) queue.remove(each.key);
    if (later.length > 0) queue.replace(notice.key, all);
    return all;
  }

  return {
    take({ type, incident }) {
      if (type === "closed") {
        if (!over.delete(incident.id)) isOver(incident);
      } else if (incident.closedAt === null) goesOn(incident);
    },
    compare() {
      open.clear();
      incidents.list({ limit: MANY, open: true }).reverse().forEach(goesOn);
      const ended = new Map(incidents.list({ limit: MANY, open: false }).map((each) => [each.id, each]));
      for (const id of [...queue.told.keys()].filter((id) => !open.has(id))) {
        const incident = ended.get(id);
        if (!incident) queue.forget(id);
        else {
          over.add(id);
          isOver(incident);
        }
      }
    },
    repeat() {
      const afterMs = rules().repeat_after * 1_000;
      if (afterMs === 0) return;
      const unsent = new Set(queue.waiting().map((each) => each.type !== "summed" && each.incident.id));
      for (const incident of open.values()) {
        const told = queue.told.get(incident.id);
        if (!told || now() - told.at < afterMs || unsent.has(incident.id)) continue;
        if (GOES_ON[incident.kind]) push("repeated", incident, told.severity);
      }
    },
    next() {
      const [first] = queue.waiting();
      if (!first) return null;
      return first.type === "summed" ? first : renewed(first);
    },
  };
}

/** What one notice says in place of one that was not sent and the last one that waits behind it. */
function typeOfBoth(first: AboutIncident["type"], last: AboutIncident["type"]): AboutIncident["type"] {
  if (first !== "opened") return last;
  return last === "closed" ? "passed" : "opened";
}

/** How bad it is to be told; null: it is not told. */
function severityOf(
  { kind, severity, failures }: Incident,
  { min_severity, max_consecutive_errors }: Config["alerts"],
): Severity | null {
  // Runs fail for moments again and again: those are counted, and many in a row are an error.
  if (kind === "failed-run" || kind === "sync") return failures >= max_consecutive_errors ? "error" : null;
  return isWorse(min_severity, severity) ? null : severity;
}

function isWorse(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) > SEVERITIES.indexOf(other);
}
