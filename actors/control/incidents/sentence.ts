/** An incident in a sentence: what happened, when, and what is missing because of it; and what to do about it. */
import type { IncidentKind } from "../../../schemas/incidents.ts";
import { type Case, holeCounts, inTrouble, overAt } from "./case.ts";
import { isSeries } from "./case_troubles.ts";
import { headOf } from "./heads.ts";
import { countSeries } from "./names.ts";

/** What may make holes: of these it is said that none is known. */
const MAKES_HOLES: ReadonlySet<IncidentKind> = new Set([
  "venue-outage",
  "disk",
  "asleep",
  "overload",
]);

/** `now`, ms: days that are not its day are named. */
export function sentenceOf(each: Case, now: number): string {
  const outcome = [...cutWords(each), ...pausedWords(each), ...holeWords(each)];
  const head = headOf(each, now);
  return outcome.length === 0 ? `${head}.` : `${head}: ${outcome.join("; ")}.`;
}

function cutWords({ ending }: Case): string[] {
  return ending === "cut" ? ["it was not over when tapedeck ended"] : [];
}

function pausedWords(each: Case): string[] {
  if (!MAKES_HOLES.has(each.kind) || overAt(each) !== null) return [];
  const paused = each.kind === "disk" ? each.series.size : inTrouble(each).filter(isSeries).length;
  return paused === 0 ? [] : [`${countSeries(paused)} ${paused === 1 ? "is" : "are"} not recorded`];
}

function holeWords(each: Case): string[] {
  const { series, refilled } = holeCounts(each);
  if (series === 0) return MAKES_HOLES.has(each.kind) && each.closedAt !== null ? ["no gap is known"] : [];
  const holes = `${countSeries(series)} ${series === 1 ? "has" : "have"} a gap`;
  if (refilled === 0) return [holes];
  if (refilled === series) return [holes, series === 1 ? "it was refilled" : "all were refilled"];
  return [holes, `${refilled.toLocaleString("en-US")} ${refilled === 1 ? "was" : "were"} refilled`];
}

/** What to do, in a sentence; null: nothing. */
export function adviceOf(each: Case): string | null {
  if (overAt(each) !== null) return aboutHoles(each) ?? AFTERWARDS[each.kind] ?? null;
  return each.advice ?? MEANWHILE[each.kind] ?? null;
}

const MEANWHILE: Partial<Record<IncidentKind, string>> = {
  "venue-outage":
    "It is tried again by itself. Look at the network of this machine, and whether the exchange tells of trouble.",
  "silent-stream":
    "The market may be quiet or halted: the connection is open. Stop and start the stream if trades go on elsewhere.",
  "ended-stream": "It does not come back by itself: mend or remove its job in the config.",
  overload: "It goes on by itself. If it comes again, the disk is too slow for so many series.",
  "failed-run": "It is tried again by itself. The error says what the exchange minds.",
  archiving: "Rows are safe where they are, and it is tried again each minute. Look at the disk.",
  clock: "Set this machine's clock right; let NTP keep it so.",
  sync: "It is tried again by itself. Look whether the remote can be reached, and has room.",
  config: "Mend the config file. Recording goes on with the one before.",
};

const AFTERWARDS: Partial<Record<IncidentKind, string>> = {
  "failed-backfill": "Start it again: it asks only for what is missing.",
  damage: "What could be read was kept. Look at the disk, and ask again for what is missing with a backfill.",
  "counts-differ":
    "The exchange contradicts itself: compare both with another source before you rely on them.",
  crash: "Look at the system's log for why it ended.",
  fault: "It goes on. If it comes again, report it with the log.",
};

/** An order book's past cannot be fetched. */
function aboutHoles(each: Case): string | null {
  const { opened, healed, refillable } = holeCounts(each);
  if (refillable > 0) return "What is missing is asked for again by itself; a backfill asks for the rest.";
  return opened > healed ? "An order book's past cannot be fetched: that gap stays." : null;
}
