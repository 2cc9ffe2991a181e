/** What the series of a cell have accepted or settled so far; it outlives the actors that serve them. */
import type { Stretch } from "../../schemas/evidence.ts";
import { type Interval, unionAll } from "../archive/intervals.ts";
import type { Resume } from "../archive/messages.ts";
import { createIdRuns, type IdRuns } from "./id_runs.ts";

export interface SeriesMemory {
  /** Accepted ids, where ids are serial. */
  runs: IdRuns;
  /** Up to when the series is recorded, µs; null: it is new. */
  recordedToUs: number | null;
  /** What need not be asked for: it is there, or the exchange has none. */
  settled: Interval[];
  /** Since when, and when not, a live series whose ids prove nothing was subscribed without interruption. */
  recorded: Interval[];
  /** What the history of a series that is streamed too is asking for: no hole in it is the stream's to heal. */
  claimed: Interval | null;
  /** Why it was not recorded until its stream began, in a few words; null: nobody has said. */
  away: string | null;
}

/** Whether a hole that begins then, µs, is left to a history. */
export const isClaimed = (claimed: Interval | null, us: number): boolean =>
  claimed !== null && us >= claimed.from && us < claimed.to;

export interface Memory {
  of(key: string): SeriesMemory;
  /** Takes what is on disk of series that it does not know yet. */
  learn(resume: Resume[]): void;
}

export function createMemory(): Memory {
  const known = new Map<string, SeriesMemory>();
  function of(key: string): SeriesMemory {
    const memory = known.get(key) ?? recall();
    known.set(key, memory);
    return memory;
  }
  function learn(resume: Resume[]): void {
    for (const each of resume) if (!known.has(each.key)) known.set(each.key, recall(each));
  }
  return { of, learn };
}

/** Whether there is nothing to ask for: it is there, or the exchange has none. */
export const isSettled = ({ state, cause }: Stretch): boolean =>
  state === "complete" || state === "unavailable" || cause === "venue-halt";

function recall(resume?: Resume): SeriesMemory {
  const stretches = resume?.coverage.stretches ?? [];
  return {
    runs: createIdRuns(resume?.coverage.idRuns),
    recordedToUs: stretches.at(-1)?.to ?? null,
    settled: unionAll([], stretches.filter(isSettled)),
    recorded: unionAll([], stretches.filter(({ state }) => state === "recorded")),
    claimed: null,
    away: null,
  };
}
