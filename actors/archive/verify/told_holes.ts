import type { Stretch } from "../../../schemas/evidence.ts";
import { byLength, type Hole } from "../holes.ts";
import type { Claims } from "./claims.ts";
import { hullOf } from "./hull.ts";
import type { ToldHole } from "./report.ts";

/** Holes with the causes and reasons that the ledger has for them. */
export function tellHoles(holes: Hole[], { lines }: Claims): ToldHole[] {
  const reasons = holes.map(() => new Set<string>());
  for (const line of lines) {
    if (line.kind !== "gap" && line.kind !== "lost" && line.kind !== "unavailable") continue;
    for (let i = firstEndingAfter(holes, line.from); i < holes.length && holes[i].from < line.to; i++) {
      if (speaksOf(line, holes[i])) reasons[i].add(line.reason);
    }
  }
  return holes.map((hole, i) => ({
    ...hullOf(tellingParts(hole))!,
    causes: [...new Set(tellingParts(hole).map(causeOf))],
    reasons: [...reasons[i]].filter((reason) => reason !== ""),
  }));
}

/** A line that was outdone by another cause in all of the hole is not why it is there. */
function speaksOf(line: { kind: string; cause?: string; from: number; to: number }, hole: Hole): boolean {
  const cause = line.kind === "gap" ? line.cause : line.kind;
  return hole.parts.some((part) => part.from < line.to && part.to > line.from && causeOf(part) === cause);
}

const causeOf = ({ state, cause }: Stretch) => cause ?? (state === "unavailable" ? state : "unknown");

/** The longest first. The microsecond of a row at the edge of a hole is unknown too, which says nothing. */
function tellingParts(hole: Hole): Stretch[] {
  const parts = byLength(hole);
  const long = parts.filter(({ from, to }) => to - from > 1);
  return long.length > 0 ? long : parts;
}

function firstEndingAfter(holes: Hole[], us: number): number {
  let [low, high] = [0, holes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle].to > us) high = middle;
    else low = middle + 1;
  }
  return low;
}
