/** A notice: an alert that is to be sent, as it waits on disk. */
import { z } from "zod";
import { IncidentRecord, SEVERITIES, type Severity } from "../../../schemas/incidents.ts";

/** What a notice says of an incident. */
const OF_INCIDENTS = ["opened", "worsened", "repeated", "closed", "passed"] as const;

const Ms = z.number();

const AboutIncident = z.strictObject({
  type: z.enum(OF_INCIDENTS),
  key: z.string(),
  /** When it was to be told, ms. */
  at: Ms,
  severity: z.enum(SEVERITIES),
  incident: IncidentRecord,
});
export type AboutIncident = z.infer<typeof AboutIncident>;

const Summed = z.strictObject({
  type: z.literal("summed"),
  key: z.string(),
  at: Ms,
  /** How many notices it stands for, and when the first and last of them were to be told, ms. */
  count: z.int().positive(),
  from: Ms,
  to: Ms,
});
export type Summed = z.infer<typeof Summed>;

/** As it is kept. */
export const Notice = z.discriminatedUnion("type", [AboutIncident, Summed]);
export type Notice = z.infer<typeof Notice>;

/** A test is sent at once and waits nowhere. */
export type Sendable = Notice | { type: "test"; key: string; at: number };

/** `at`, ms: a key is of one notice alone, also where incidents are numbered anew. */
export function noticeOf(
  type: AboutIncident["type"],
  { incident, severity, at }: { incident: IncidentRecord; severity: Severity; at: number },
): AboutIncident {
  return { type, key: `${incident.id}/${type}/${at}`, at, severity, incident };
}

/** One notice for two that follow each other. */
export function sumUp(one: Notice, other: Notice): Summed {
  const [first, last] = [one, other].map(spanOf);
  const count = first.count + last.count;
  return { type: "summed", key: `summed/${first.from}`, at: other.at, count, from: first.from, to: last.to };
}

function spanOf(notice: Notice): { count: number; from: number; to: number } {
  return notice.type === "summed" ? notice : { count: 1, from: notice.at, to: notice.at };
}
