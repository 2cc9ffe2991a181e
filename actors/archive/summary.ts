import type { Coverage, Stretch } from "../../schemas/evidence.ts";
import type { DayState, SeriesSummary } from "../../schemas/facts.ts";
import { type DataType, parseSeriesKey } from "../../schemas/series.ts";
import { coverageOf, stretchesWithin } from "./coverage.ts";
import { type Interval, lengthOf } from "./intervals.ts";
import { dayName, parseFilePath, periodAt } from "./layout.ts";
import type { FileLine, SeriesRecord } from "./ledgers.ts";

const DAYS_TOLD = 90;
const GAPS_TOLD = 50;

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
  if (files.length === 0) return { ...totals, ...empty };
  const firstUs = Math.min(...files.map(({ from }) => from));
  const lastUs = Math.max(...files.map(({ to }) => to)) - 1;
  const coverage = coverageOf(record.proof);
  // The microseconds of the first and the last row are never proven: another row may share them.
  const inner = stretchesWithin(coverage, firstUs + 1, lastUs);
  const gaps = gapsOf(inner);
  return {
    ...totals,
    firstUs,
    lastUs,
    gapCount: gaps.length,
    gaps: gaps.slice(-GAPS_TOLD),
    complete: lengthOf(inner.filter(({ state }) => state === "complete")) / Math.max(1, lastUs - firstUs - 1),
    days: daysOf(record, coverage, files, { from: firstUs, to: lastUs + 1 }, nowUs),
  };
}

/** Maximal runs of what is not there. Touching stretches are one, told as its longest part is. */
function gapsOf(stretches: Stretch[]): SeriesSummary["gaps"] {
  const gaps: Array<SeriesSummary["gaps"][number] & { longest: number }> = [];
  for (const { from, to, state, cause } of stretches) {
    if (state !== "gap" && state !== "unavailable" && state !== "unknown") continue;
    const gap = gaps.at(-1);
    const told = { state, longest: to - from, cause };
    if (gap?.to !== from) gaps.push({ from, to, ...told });
    else Object.assign(gap, { to }, told.longest > gap.longest && told);
  }
  return gaps.map(({ from, to, state, cause }) => ({ from, to, state, ...(cause && { cause }) }));
}

/** The last days between the first and the last row, oldest first. */
function daysOf(
  { key }: SeriesRecord,
  coverage: Coverage,
  files: FileLine[],
  extent: Interval,
  nowUs: number,
): SeriesSummary["days"] {
  const { type } = parseSeriesKey(key);
  const days: SeriesSummary["days"] = [];
  let day = periodAt("trades", extent.to - 1);
  while (day.to > extent.from && days.length < DAYS_TOLD) {
    const overlapping = files.filter(({ from, to }) => from < day.to && to > day.from);
    const inner = stretchesWithin(
      coverage,
      Math.max(day.from, extent.from + 1),
      Math.min(day.to, extent.to - 1),
    );
    days.push({ day: dayName(day.from), state: dayState(type, day, overlapping, inner, nowUs) });
    day = periodAt("trades", day.from - 1);
  }
  return days.reverse();
}

function dayState(
  type: DataType,
  day: Interval,
  files: FileLine[],
  stretches: Stretch[],
  nowUs: number,
): DayState {
  const has = (...states: Stretch["state"][]) => stretches.some(({ state }) => states.includes(state));
  // A year of candles lies in one file: only evidence tells which of its days have any.
  const hasRows = type === "ohlc" ? has("complete", "recorded") || stretches.length === 0 : files.length > 0;
  if (!hasRows && !has("complete", "recorded")) return "missing";
  const isUnmerged = type !== "ohlc" && files.some(({ path }) => parseFilePath(path).part !== null);
  if (day.to > nowUs || isUnmerged) return "pending";
  if (has("gap", "unavailable", "unknown")) return "degraded";
  return has("recorded") ? "recorded" : "available";
}
