/** What is not complete in a range that is read, in a sentence. */
import type { Stretch } from "../../../schemas/evidence.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { holesIn } from "../holes.ts";
import { dayName, parseFilePath } from "../layout.ts";
import type { Reader } from "./reader.ts";

export interface Completeness {
  /** Runs of what is missing, or not known to be there. */
  holes: number;
  /** Files that a remote holds and this folder does not: their rows are not read. */
  moved: number;
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
  const moved = reader.moved(key, fromUs, toUs);
  const clauses = [
    ...(holes > 0 ? [`${count(holes, "hole")} in this range`] : []),
    ...(stretches.some(({ state }) => state === "recorded")
      ? ["some of it was recorded, which proves nothing"]
      : []),
    ...(moved.length > 0 ? [movedClause(key, moved)] : []),
  ];
  const sentence = clauses.length > 0 ? `${clauses.join("; ")}; see tapedeck verify` : null;
  return { holes, moved: moved.length, sentence };
}

/** Where the files are, and what brings them back. */
function movedClause(key: string, moved: ReturnType<Reader["moved"]>): string {
  const { exchange, symbol, type, span } = parseSeriesKey(key);
  const remotes = [...new Set(moved.map(({ remote }) => remote))].join(" and ");
  const periods = moved.map(({ path }) => parseFilePath(path).period);
  const from = dayName(Math.min(...periods.map((period) => period.from)));
  const to = dayName(Math.max(...periods.map((period) => period.to)));
  const series = [exchange, symbol, type, ...(span ? [`--span ${span}`] : [])].join(" ");
  const are = moved.length === 1 ? "is" : "are";
  return `${count(moved.length, "file")} of it ${are} on ${remotes} and not here ` +
    `(tapedeck restore ${series} --from ${from} --to ${to})`;
}

/** Without what is unknown at an open end. */
function trimmed(stretches: Stretch[], opensAtBegin: boolean, opensAtEnd: boolean): Stretch[] {
  const isKnown = ({ state }: Stretch) => state !== "unknown";
  const from = opensAtBegin ? stretches.findIndex(isKnown) : 0;
  const to = opensAtEnd ? stretches.findLastIndex(isKnown) + 1 : stretches.length;
  return from < 0 ? [] : stretches.slice(from, to);
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
