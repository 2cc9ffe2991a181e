/** From claims and files to what is told of a series: days, holes, proof, totals. */
import type { CoverageState } from "../../../schemas/evidence.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { stretchesWithin } from "../coverage.ts";
import { daysWithin } from "../days.ts";
import { holesIn } from "../holes.ts";
import { clip, type Interval, lengthOf, unionAll } from "../intervals.ts";
import { byArrival, parseFilePath } from "../layout.ts";
import type { FileLine } from "../ledgers.ts";
import { betweenRows, extentOf } from "../summary.ts";
import type { Claims } from "./claims.ts";
import { unionOfIds } from "./ids.ts";
import type { Proofs, SeriesReport, ToldFile } from "./report.ts";
import { hullOf } from "./hull.ts";
import { runsOfDays } from "./told_days.ts";
import { tellHoles } from "./told_holes.ts";

type Told = Omit<SeriesReport, "contradictions" | "remarks">;

/**
 * @param range What is asked about; as far as there is anything, where it is infinite.
 * @param counted What was counted where rows were read.
 */
export function tellSeries(
  claims: Claims,
  range: Interval,
  nowUs: number,
  counted: { rowsByDay: Map<number, number>; candles: number } | null,
): Told {
  const { key, coverage, record } = claims;
  const files = filesWithin(claims, range);
  const here = files.filter(({ path }) => record.files.has(path));
  const inner = coveredBy(claims, range);
  const stretches = inner ? stretchesWithin(coverage, inner.from, inner.to) : [];
  const share = (state: CoverageState) =>
    inner ? lengthOf(stretches.filter((each) => each.state === state)) / (inner.to - inner.from) : 0;
  const proof = proofsOf(claims, range);
  const extent = files.length > 0 ? extentOf(files) : null;
  const told = inner ?? extent;
  const days = told ? daysWithin({ type: parseSeriesKey(key).type, files, coverage }, told, nowUs) : [];
  return {
    key,
    rows: here.reduce((sum, { rows }) => sum + rows, 0),
    bytes: here.reduce((sum, { bytes }) => sum + bytes, 0),
    extent,
    covers: hullOf(clip([inner, extent].filter((interval) => interval !== null), range.from, range.to)),
    proven: share("complete"),
    recorded: share("recorded"),
    proof,
    days: runsOfDays(key, days, proof, counted?.rowsByDay ?? null),
    holes: tellHoles(holesIn(stretches), claims),
    candles: counted && parseSeriesKey(key).type === "trades" ? counted.candles : null,
    conflicts: conflictsWithin(claims, range),
    files: files.map((line) => toldFile(claims, line)),
  };
}

/** Files with rows in the range, here or moved, in the order of their periods. */
export function filesWithin({ record }: Claims, range: Interval): FileLine[] {
  const files = [...record.files.values(), ...record.moved.values()];
  return files.filter(({ from, to }) => from < range.to && to > range.from)
    .map((line) => ({ line, ...parseFilePath(line.path) }))
    .sort((a, b) =>
      a.period.from - b.period.from ||
      Number(a.part !== null) - Number(b.part !== null) ||
      (a.part && b.part ? byArrival(a.part, b.part) : 0)
    )
    .map(({ line }) => line);
}

function toldFile({ record }: Claims, { path, rows, bytes, sha256, conflicts = 0 }: FileLine): ToldFile {
  return { path, rows, bytes, sha256, conflicts, remote: record.moved.get(path)?.remote ?? null };
}

/** From the first row or evidence to the last, within the range. What is behind is not known yet, and no hole. */
function coveredBy({ coverage: { stretches }, record }: Claims, range: Interval): Interval | null {
  const files = [...record.files.values(), ...record.moved.values()];
  const rows = betweenRows(extentOf(files));
  return hullOf(clip([...stretches, ...(files.length > 0 ? [rows] : [])], range.from, range.to));
}

function proofsOf({ coverage, record, lines }: Claims, { from, to }: Interval): Proofs {
  const answers = unionAll([], lines.filter(({ kind }) => kind === "answer"));
  const voids = lines.filter((line) => line.kind === "void-id" && line.from < to && line.to >= from);
  return {
    ids: coverage.idRuns.filter((run) => run.from < to && run.to >= from),
    voidIds: unionOfIds(voids as Array<{ firstId: number; lastId: number }>)
      .reduce((sum, { firstId, lastId }) => sum + lastId - firstId + 1, 0),
    answers: clip(intersection(answers, record.proof.complete), from, to),
    recorded: clip(coverage.stretches.filter(({ state }) => state === "recorded"), from, to)
      .map(({ from, to }) => ({ from, to })),
  };
}

/** Of the first set, what is in the second too. */
const intersection = (set: Interval[], other: Interval[]): Interval[] =>
  other.flatMap(({ from, to }) => clip(set, from, to));

/** Merges count what they found, and what they wrote may be merged again: so all of them count. */
function conflictsWithin({ lines }: Claims, { from, to }: Interval): number {
  const counted = lines.filter((line) => line.kind === "file" && line.from < to && line.to > from);
  return counted.reduce((sum, line) => sum + ((line as FileLine).conflicts ?? 0), 0);
}
