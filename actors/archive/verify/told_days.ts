import { parseSeriesKey } from "../../../schemas/series.ts";
import type { Day } from "../days.ts";
import type { Interval } from "../intervals.ts";
import type { DayRun, Proofs } from "./report.ts";

/**
 * Days in a row that are alike, as one.
 * @param rowsByDay Rows of each day that has any, by its begin, where they were counted.
 */
export function runsOfDays(
  key: string,
  days: Day[],
  proof: Proofs,
  rowsByDay: Map<number, number> | null,
): DayRun[] {
  const runs: DayRun[] = [];
  const proofOf = proofFinder(proof);
  const isOfDays = parseSeriesKey(key).type !== "ohlc";
  for (const day of days) {
    const proofs = proofOf(day);
    const ofFiles = isOfDays ? day.files.reduce((sum, { rows }) => sum + rows, 0) : null;
    const rows = rowsByDay ? rowsByDay.get(day.from) ?? 0 : ofFiles;
    const run = runs.at(-1);
    if (run?.state !== day.state || run.proofs.join() !== proofs.join()) {
      runs.push({ first: day.name, last: day.name, state: day.state, proofs, days: 1, rows });
    } else {
      Object.assign(run, { last: day.name, days: run.days + 1 });
      if (rows !== null) run.rows = (run.rows ?? 0) + rows;
    }
  }
  return runs;
}

/** What proves something of a day; days are asked for in their order. */
function proofFinder({ ids, answers, recorded }: Proofs): (day: Interval) => DayRun["proofs"] {
  const kinds = [["ids", ids], ["answers", answers], ["subscribed", recorded]] as const;
  const finders = kinds.map(([kind, set]) => ({ kind, touches: toucher(set) }));
  return (day) => finders.filter(({ touches }) => touches(day)).map(({ kind }) => kind);
}

function toucher(set: readonly Interval[]): (range: Interval) => boolean {
  let at = 0;
  return ({ from, to }) => {
    while (at < set.length && set[at].to <= from) at++;
    return at < set.length && set[at].from < to;
  };
}
