/** What is known of one incident, folded from facts, and what follows from it. Times are ms, those of holes µs. */
import { z } from "zod";
import { INCIDENT_KINDS, type IncidentKind, SEVERITIES } from "../../../schemas/incidents.ts";

/** What goes wrong for one member: a series by its key, an exchange, a file, a remote, a part of the program. */
const Trouble = z.object({
  from: z.number(),
  /** Null: it goes on. */
  to: z.number().nullable(),
  /** Over by then if it is not told again; null: until it is told to be over. */
  expiresAt: z.number().nullable(),
  /** When it was told last. */
  at: z.number(),
  /** In a row. */
  failures: z.number(),
});
export type Trouble = z.infer<typeof Trouble>;

/** A hole of which something is missing. Half-open, µs. */
const Missing = z.object({
  key: z.string(),
  from: z.number(),
  to: z.number(),
  /** What of it is not filled. */
  left: z.array(z.object({ from: z.number(), to: z.number() })),
  /** It was among the gaps that the ledger has: from then on its absence there means that it was filled. */
  isOnRecord: z.boolean(),
});
export type Missing = z.infer<typeof Missing>;

const Troubles = z.array(z.tuple([z.string(), Trouble])).transform((entries) => new Map(entries));
const Touched = z.array(z.tuple([z.string(), z.object({ opened: z.number(), healed: z.number() })]))
  .transform((entries) => new Map(entries));

/** As it is kept on disk; `Case` is what it is read as. */
export const StoredCase = z.object({
  /** Unique in the file, growing. Null: it is not an incident yet. */
  id: z.number().nullable(),
  kind: z.enum(INCIDENT_KINDS),
  exchange: z.string().nullable(),
  /** What the cause is of, within its kind. */
  subject: z.string(),
  troubles: Troubles,
  /** Every series touched, with its holes. */
  series: Touched,
  /** Holes that are followed until they are filled. */
  missing: z.array(Missing),
  /** The newest, with its time. */
  reason: z.object({ words: z.string(), at: z.number() }).nullable(),
  advice: z.string().nullable(),
  /** What befell: the whole of an exchange, its recording, or some of its series. */
  scope: z.enum(["whole", "recording", "some"]),
  times: z.number(),
  rows: z.number(),
  failures: z.number(),
  /** At least so bad, by what the facts say. */
  level: z.enum(SEVERITIES),
  severity: z.enum(SEVERITIES),
  /** When the first hole began, the last one, and when the last one ended, ms. */
  holesFrom: z.number().nullable(),
  lastHoleFrom: z.number().nullable(),
  holesTo: z.number().nullable(),
  touchedAt: z.number(),
  closedAt: z.number().nullable(),
  /** `cut`: the program ended before its cause did. */
  ending: z.enum(["over", "cut"]),
});
export type Case = z.output<typeof StoredCase>;

/** One cause has one open case at most. */
export interface Cause {
  kind: IncidentKind;
  exchange: string | null;
  subject: string;
}

export function newCase({ kind, exchange, subject }: Cause, at: number): Case {
  return {
    id: null,
    kind,
    exchange,
    subject,
    troubles: new Map(),
    series: new Map(),
    missing: [],
    reason: null,
    advice: null,
    scope: "some",
    times: 0,
    rows: 0,
    failures: 0,
    level: "info",
    severity: "info",
    holesFrom: null,
    lastHoleFrom: null,
    holesTo: null,
    touchedAt: at,
    closedAt: null,
    ending: "over",
  };
}

/** The case as JSON; {@linkcode StoredCase} reads it back. */
export function caseText(each: Case): string {
  return JSON.stringify({ ...each, troubles: [...each.troubles], series: [...each.series] });
}

/** Troubles say when it began; only without any do the holes. */
export function openedAt({ troubles, holesFrom, touchedAt }: Case): number {
  if (troubles.size === 0) return holesFrom ?? touchedAt;
  return lowest([...troubles.values()].map(({ from }) => from));
}

/** When the last trouble was over; null: one goes on. */
export function overAt({ troubles, holesTo, touchedAt }: Case): number | null {
  if (troubles.size === 0) return holesTo ?? touchedAt;
  const ends = [...troubles.values()].map(({ to }) => to);
  return ends.includes(null) ? null : -lowest(ends.map((to) => -to!));
}

/** Members that are in trouble now. */
export function inTrouble({ troubles }: Case): string[] {
  return [...troubles].filter(([, { to }]) => to === null).map(([member]) => member);
}

export interface HoleCounts {
  opened: number;
  healed: number;
  refillable: number;
  /** Series with a hole, and those of them that have none any more. */
  series: number;
  refilled: number;
}

export function holeCounts({ series }: Case): HoleCounts {
  const counts = { opened: 0, healed: 0, refillable: 0, series: 0, refilled: 0 };
  for (const [key, { opened, healed }] of series) {
    if (opened === 0) continue;
    counts.opened += opened;
    counts.healed += healed;
    if (isRefillable(key)) counts.refillable += opened - healed;
    counts.series += 1;
    if (opened === healed) counts.refilled += 1;
  }
  return counts;
}

/** An order book's past cannot be fetched. */
export function isRefillable(key: string): boolean {
  return key.split("/")[1] !== "orderbook";
}

/** Works for lists that are too long to be arguments. */
function lowest(times: number[]): number {
  return times.reduce((low, time) => Math.min(low, time), Infinity);
}
