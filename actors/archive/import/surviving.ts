/** What of another archive's evidence still holds there, and what of that is news here. */
import type { Evidence, IdRun } from "../../../schemas/evidence.ts";
import { addEvidence, coverageOf, joinedRuns, noProof, type Proof } from "../coverage.ts";
import { clip, difference, type Interval, unionAll } from "../intervals.ts";

/**
 * The evidence that still holds, of a ledger read in its order. Not `ids`, which follow from the rows, nor what
 * speaks of files.
 * @param without Times of which the rows could not be taken: nothing that needs rows holds there.
 */
export function survivingEvidence(lines: Evidence[], without: Interval[]): Evidence[] {
  const proof = noProof();
  for (const line of lines) addEvidence(proof, line);
  for (const range of without) addEvidence(proof, { kind: "lost", ...range, reason: "not taken over" });
  const runs = joinedRuns(proof);
  return lines.flatMap((line) => stillTrue(line, proof, runs));
}

function stillTrue(line: Evidence, proof: Proof, runs: IdRun[]): Evidence[] {
  const within = (set: Interval[]) =>
    clip(set, line.from, line.to).map(({ from, to }) => ({ ...line, from, to }));
  switch (line.kind) {
    case "answer":
      return within(proof.complete);
    case "unavailable":
      return within(proof.unavailable);
    case "recorded":
      return within(proof.recorded);
    case "gap":
      return line.cause === "lost" ? [] : within(proof.gaps[line.cause]);
    case "void-id":
      return holds(runs, line) ? [line] : [];
    case "ids":
    case "lost":
    case "moved":
    case "file":
      return [];
    default:
      throw line satisfies never;
  }
}

const holds = (runs: IdRun[], { firstId, lastId, from, to }: IdRun) =>
  runs.some((run) => run.firstId <= firstId && run.lastId >= lastId && run.from <= to && run.to >= from);

/**
 * The pieces of evidence that this archive's own does not say yet. Where it has rows, a hole of another recorder
 * is none.
 */
export function newsFor(own: Proof, evidence: Evidence[]): Evidence[] {
  const known = unionAll([], [
    ...coverageOf(own).stretches,
    ...evidence.filter(({ kind }) => kind === "answer" || kind === "recorded" || kind === "unavailable"),
  ]);
  const complete = unionAll([], coverageOf(own).stretches.filter(({ state }) => state === "complete"));
  return evidence.flatMap((piece) => {
    const beyond = (set: Interval[]) =>
      difference([{ from: piece.from, to: piece.to }], set).map(({ from, to }) => ({ ...piece, from, to }));
    switch (piece.kind) {
      case "answer":
        return beyond(complete);
      case "recorded":
        return beyond(unionAll(complete, own.recorded));
      case "unavailable":
        return beyond(unionAll(complete, own.unavailable));
      case "gap":
        return beyond(known);
      default:
        return piece.kind === "void-id" && !holds(joinedRuns(own), piece) ? [piece] : [];
    }
  });
}
