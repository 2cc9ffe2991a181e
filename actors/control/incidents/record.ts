/** An incident as the API answers it. */
import type { IncidentRecord } from "../../../schemas/incidents.ts";
import type { Incident } from "./incident.ts";

export function recordOfIncident({ openedAt, closedAt, seriesCount, ...incident }: Incident): IncidentRecord {
  return {
    ...incident,
    series_count: seriesCount,
    opened_at: openedAt / 1_000,
    closed_at: closedAt === null ? null : closedAt / 1_000,
  };
}
