/** What is not complete in a range that is read, in a sentence. */
import type { Stretch } from "../../../schemas/evidence.ts";
import { holesIn } from "../holes.ts";
import type { Reader } from "./reader.ts";

export interface Completeness {
  /** Runs of what is missing, or not known to be there. */
  holes: number;
  /** null: all of it is proven. */
  sentence: string | null;
}

/**
 * Of a range that may be open at either end: an open end is that of what is known.
 * @param nowUs What lies behind it cannot be missing.
 */
export function completenessOf(
  reader: Reader,
  key: string,
  { fromUs, toUs }: { fromUs: number; toUs: number },
  nowUs: number,
): Completeness {
  const end = Math.min(toUs, nowUs);
  const stretches = trimmed(reader.stretches(key, fromUs, end), fromUs === -Infinity, toUs >= nowUs);
  const holes = holesIn(stretches).length;
  const moved = reader.moved(key, fromUs, toUs).length;
  const clauses = [
    ...(holes > 0 ? [`${count(holes, "hole")} in this range`] : []),
    ...(stretches.some(({ state }) => state === "recorded")
      ? ["some of it was recorded, which proves nothing"]
      : []),
    ...(moved > 0 ? [`${count(moved, "file")} of it only a remote holds`] : []),
  ];
  return { holes, sentence: clauses.length ? `${clauses.join("; ")}; see tapedeck verify` : null };
}

/** Without what is unknown at an open end. */
function trimmed(stretches: Stretch[], opensAtBegin: boolean, opensAtEnd: boolean): Stretch[] {
  const isKnown = ({ state }: Stretch) => state !== "unknown";
  const from = opensAtBegin ? stretches.findIndex(isKnown) : 0;
  const to = opensAtEnd ? stretches.findLastIndex(isKnown) + 1 : stretches.length;
  return from < 0 ? [] : stretches.slice(from, to);
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
