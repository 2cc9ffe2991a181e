import type { SeriesSummary } from "../../schemas/facts.ts";
import { parseSeriesKey } from "../../schemas/series.ts";
import { coverageOf, stretchesWithin } from "./coverage.ts";
import { daysWithin } from "./days.ts";
import { byLength, type Hole, holesIn } from "./holes.ts";
import { type Interval, lengthOf } from "./intervals.ts";
import { periodAt } from "./layout.ts";
import type { FileLine, SeriesRecord } from "./ledgers.ts";

const DAYS_TOLD = 90;
const GAPS_TOLD = 50;
const DAY_US = 86_400e6;

/** Totals of a series as its ledger has them; `nowUs` tells which days are over. */
export function summarise(record: SeriesRecord, nowUs: number): SeriesSummary {
  const files = [...record.files.values()];
  const empty = { firstUs: null, lastUs: null, gapCount: 0, gaps: [], complete: 0, days: [] };
  const totals = {
    key: record.key,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.length,
  };
  const held = [...files, ...record.moved.values()];
  if (held.length === 0) return { ...totals, ...empty };
  const rows = extentOf(held);
  const coverage = coverageOf(record.proof);
  const range = betweenRows(rows);
  const inner = range.from < range.to ? stretchesWithin(coverage, range.from, range.to) : [];
  const holes = holesIn(inner);
  return {
    ...totals,
    firstUs: rows.from,
    lastUs: rows.to - 1,
    gapCount: holes.length,
    gaps: holes.slice(-GAPS_TOLD).map(gapOf),
    complete: lengthOf(inner.filter(({ state }) => state === "complete")) /
      Math.max(1, range.to - range.from),
    days: lastDays(record, held, rows, nowUs),
  };
}

/** From the first row to behind the last. */
export function extentOf(files: FileLine[]): Interval {
  let [from, to] = [Infinity, -Infinity];
  for (const file of files) [from, to] = [Math.min(from, file.from), Math.max(to, file.to)];
  return { from, to };
}

/** The microseconds of the first and the last row are never proven: another row may share them. */
export const betweenRows = ({ from, to }: Interval): Interval => ({
  from: from + 1,
  to: Math.max(from + 1, to - 1),
});

/** A hole is told as its longest part is. */
function gapOf(hole: Hole): SeriesSummary["gaps"][number] {
  const [{ state, cause }] = byLength(hole);
  return { from: hole.from, to: hole.to, state: state as "gap", ...(cause && { cause }) };
}

/** The last days between the first and the last row, oldest first. */
function lastDays(
  record: SeriesRecord,
  files: FileLine[],
  rows: Interval,
  nowUs: number,
): SeriesSummary["days"] {
  const { type } = parseSeriesKey(record.key);
  const firstDay = periodAt("trades", rows.to - 1).from - (DAYS_TOLD - 1) * DAY_US;
  const { from, to } = betweenRows(rows);
  const range = { from: Math.max(firstDay, from), to };
  const days = daysWithin({ type, files, coverage: coverageOf(record.proof) }, range, nowUs);
  return days.map(({ name, state }) => ({ day: name, state }));
}
