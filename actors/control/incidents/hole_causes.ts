/** Which incident a hole belongs to. Pure. */
import type { Fact } from "../../../schemas/facts.ts";
import { NOT_RECORDING } from "../../venue/continuity.ts";
import { type Case, type Cause, openedAt, overAt } from "./case.ts";
import { exchangeOf, ofAll, ofExchange, outageCause } from "./signals.ts";

export type OpenedHole = Extract<Fact, { type: "gap-opened" }>;

/** What is so far apart has not one cause. */
export const APART_MS = 60_000;

/** How stops.ts says that somebody wanted it so: then nothing went wrong. */
const AS_WANTED: ReadonlySet<string> = new Set(["stopped by hand", "no job named it"]);

export interface HoleCauses {
  /** It belongs to the first of these that was there at its time. */
  known: Cause[];
  /** Else to the one of this cause that is open, or to one that it begins; null: it is nobody's fault. */
  otherwise: Cause | null;
}

export interface Life {
  /** When the program began, ms. */
  startedAt: number;
  /** Why it was not running before. */
  away: Cause;
}

export function causesOf({ key, cause, reason, from }: OpenedHole, { startedAt, away }: Life): HoleCauses {
  const exchange = exchangeOf(key);
  const one = (found: Cause): HoleCauses => ({ known: [found], otherwise: found });
  switch (cause) {
    case "rejected":
      return one(ofExchange("rejected", exchange));
    case "id-hole":
      return one(ofExchange("skipped", exchange));
    case "lost":
      return one(ofAll("damage"));
    case "overload": {
      const overload = ofExchange("overload", exchange);
      return { known: [ofAll("disk"), overload], otherwise: overload };
    }
    case "venue-halt":
    case "outage":
      if (AS_WANTED.has(reason)) return { known: [], otherwise: null };
      if (reason !== NOT_RECORDING) return one(outageCause(exchange, reason));
      if (from / 1_000 < startedAt) return one(away);
      // Its recording began anew: something had failed, or the config had changed.
      return {
        known: [ofAll("disk"), ofExchange("venue-outage", exchange), ofAll("fault")],
        otherwise: null,
      };
    default:
      throw cause satisfies never;
  }
}

/** The case that `hole` belongs to, of those of one cause: one that has its series, else the newest. */
export function caseOf(hole: OpenedHole, ofCause: Case[]): Case | null {
  const there = ofCause.filter((each) => wasThere(each, hole));
  const known = there.filter(({ series, troubles }) => series.has(hole.key) || troubles.has(hole.key));
  const among = known.length > 0 ? known : there;
  return among.reduce<Case | null>(
    (newest, each) => newest === null || openedAt(each) > openedAt(newest) ? each : newest,
    null,
  );
}

/** A disk that is only short of space keeps nothing from being recorded. */
function wasThere(each: Case, { from, to }: OpenedHole): boolean {
  if (each.kind === "disk" && each.level !== "error") return false;
  const end = overAt(each) ?? Infinity;
  return from / 1_000 <= end + APART_MS && to / 1_000 >= openedAt(each) - APART_MS;
}
