/** Incidents: holes and troubles of many series that have one cause, opened and closed, each with a sentence. */
import type { IncidentKind, Severity } from "../../../schemas/incidents.ts";

/** As it is told to people and alerts. Times are ms since 1970. */
export interface Incident {
  /** Stays the same; unique in the data folder. */
  id: string;
  kind: IncidentKind;
  /** The worst so far: it may rise while the incident is open, and never falls. */
  severity: Severity;
  /** Null: its cause is not of one exchange. */
  exchange: string | null;
  /** Keys of the series that it touches, sorted; the first 50. */
  series: string[];
  seriesCount: number;
  openedAt: number;
  /** When its cause was over; known a minute later, since what comes back within a minute belongs to it. */
  closedAt: number | null;
  /** What happened and what is missing because of it. */
  sentence: string;
  /** What to do, in a sentence; null: nothing. */
  advice: string | null;
  /** The newest error as it came; null: there was none. */
  reason: string | null;
  /** Counts. `refillable`: of those that are not healed, how many the exchange may still be asked for. */
  holes: { opened: number; healed: number; refillable: number };
  /** Of a job or a sync: the most failures in a row. */
  failures: number;
}

export type IncidentChange = { type: "opened" | "changed" | "closed"; incident: Incident };
