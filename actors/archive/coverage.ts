/**
 * The algebra of evidence: from what the ledger of one series says to what is proven, missing or unknown. Pure.
 * Without `lost`, order and repetition of evidence change nothing.
 */
import {
  type Coverage,
  type CoverageState,
  type Evidence,
  GAP_CAUSES,
  type GapCause,
  type IdRun,
  type Stretch,
} from "../../schemas/evidence.ts";
import { cutIds, joinRuns } from "./id_runs.ts";
import { clip, difference, type Interval, subtract, unionAll } from "./intervals.ts";

/** What evidence adds up to, before one state is given to each time; as added, joined when read. Treat as opaque. */
export interface Proof {
  runs: IdRun[];
  /** By answers, and by runs of which `lost` took ids that nobody named. */
  complete: Interval[];
  unavailable: Interval[];
  gaps: Record<GapCause, Interval[]>;
  recorded: Interval[];
}

export function noProof(): Proof {
  const gaps = Object.fromEntries(GAP_CAUSES.map((cause) => [cause, []])) as unknown as Proof["gaps"];
  return { runs: [], complete: [], unavailable: [], gaps, recorded: [] };
}

/** Adds one piece of evidence to the proof, in place. Ledger order matters only around `lost`. */
export function addEvidence(proof: Proof, evidence: Evidence): void {
  const { from, to } = evidence;
  const interval = { from, to };
  switch (evidence.kind) {
    case "ids":
    case "void-id":
      proof.runs.push({ firstId: evidence.firstId, lastId: evidence.lastId, from, to });
      return;
    case "answer":
      proof.complete.push(interval);
      return;
    case "unavailable":
      proof.unavailable.push(interval);
      return;
    case "gap":
      proof.gaps[evidence.cause].push(interval);
      return;
    case "recorded":
      proof.recorded.push(interval);
      return;
    case "lost":
      return lose(proof, evidence);
    case "moved":
    case "file":
      return;
    default:
      throw evidence satisfies never;
  }
}

function lose(proof: Proof, lost: Evidence & { kind: "lost" }): void {
  const { from, to, firstId, lastId } = lost;
  const runs = joinedRuns(proof);
  const named = firstId !== undefined && lastId !== undefined;
  if (named) proof.runs = cutIds(runs, { firstId, lastId, from, to });
  else {
    // Which of a run's ids are lost is not known, so none of them counts as held; its other time stays proven.
    const isHit = (run: IdRun) => run.from < to && run.to >= from;
    proof.complete = unionAll(proof.complete, runs.filter(isHit).map(provenBy));
    proof.runs = runs.filter((run) => !isHit(run));
  }
  for (const layer of ["complete", "unavailable", "recorded"] as const) {
    proof[layer] = subtract(proof[layer], from, to);
  }
  for (const cause of GAP_CAUSES) proof.gaps[cause] = subtract(proof.gaps[cause], from, to);
  proof.gaps.lost.push({ from, to });
}

/** Another trade may share the microsecond of a run's first or last row: only the time between is proven. */
const provenBy = (run: IdRun): Interval => ({ from: run.from + 1, to: run.to });

/** The runs of durable ids; sorted by time, disjoint. */
export const joinedRuns = (proof: Proof): IdRun[] => proof.runs = joinRuns(proof.runs);

function joinIntervals(proof: Proof): void {
  for (const layer of ["complete", "unavailable", "recorded"] as const) {
    proof[layer] = unionAll([], proof[layer]);
  }
  for (const cause of GAP_CAUSES) proof.gaps[cause] = unionAll([], proof.gaps[cause]);
}

/** Gives each time the first state that holds: complete, unavailable, gap, recorded. */
export function coverageOf(proof: Proof): Coverage {
  const runs = joinedRuns(proof);
  joinIntervals(proof);
  const layers: Array<[CoverageState, Interval[], GapCause?]> = [
    ["complete", unionAll(proof.complete, runs.map(provenBy))],
    ["unavailable", proof.unavailable],
    ...GAP_CAUSES.map((cause): [CoverageState, Interval[], GapCause] => ["gap", proof.gaps[cause], cause]),
    ["recorded", proof.recorded],
  ];
  const stretches: Stretch[] = [];
  let taken: Interval[] = [];
  for (const [state, set, cause] of layers) {
    const left = difference(set, taken);
    stretches.push(...left.map((interval) => ({ ...interval, state, ...(cause && { cause }) })));
    if (left.length > 0) taken = unionAll(taken, left);
  }
  return { stretches: stretches.sort((a, b) => a.from - b.from), idRuns: runs };
}

/** The coverage that evidence in ledger order adds up to. */
export function coverOf(evidence: Iterable<Evidence>): Coverage {
  const proof = noProof();
  for (const piece of evidence) addEvidence(proof, piece);
  return coverageOf(proof);
}

/** The stretches of [from, to) that are neither complete nor unavailable: what there is to ask for. */
export function missing({ stretches }: Coverage, from: number, to: number): Interval[] {
  const settled = stretches.filter(({ state }) => state === "complete" || state === "unavailable");
  return difference([{ from, to }].filter((range) => range.from < range.to), unionAll([], settled));
}

/** Every stretch of [from, to), the unknown ones included. */
export function stretchesWithin({ stretches }: Coverage, from: number, to: number): Stretch[] {
  const known = clip(stretches, from, to);
  const unknown = difference([{ from, to }], unionAll([], known));
  return [...known, ...unknown.map((interval): Stretch => ({ ...interval, state: "unknown" }))]
    .sort((a, b) => a.from - b.from);
}
