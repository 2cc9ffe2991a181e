/** Compares the ids that a ledger claims with the ids that the rows have. */
import type { IdRun } from "../../../schemas/evidence.ts";
import type { Claims } from "./claims.ts";
import type { Finding } from "./report.ts";
import type { FileRows } from "./row_reader.ts";
import { number } from "./words.ts";

/** Every id of a claimed run is in a row, void, or in a file that was moved; none is in two files. */
export function compareHeldIds(claims: Claims, files: FileRows[]): Finding[] {
  return [...notHeld(claims, files), ...heldTwice(files)];
}

function notHeld({ key, coverage, lines, record }: Claims, files: FileRows[]): Finding[] {
  const moved = [...record.moved.values()].filter(({ firstId }) => firstId !== undefined) as IdRun[];
  const voids = lines.filter((line) => line.kind === "void-id");
  const holders = [...files.flatMap(({ runs }) => runs), ...voids, ...moved]
    .sort((a, b) => a.firstId - b.firstId);
  return coverage.idRuns.flatMap((run) => missingIn(run, holders)).map(([first, last]) => ({
    about: key,
    what: `claims the ids ${number(first)} to ${number(last)}, and no file has them`,
  }));
}

/** The ids of a run that nothing holds at its time: the same ids at another time are other trades. */
function missingIn(run: IdRun, holders: IdRun[]): Array<[number, number]> {
  const missing: Array<[number, number]> = [];
  let next = run.firstId;
  for (const { firstId, lastId, from, to } of holders) {
    if (firstId > run.lastId) break;
    if (lastId < next || to < run.from || from > run.to) continue;
    if (firstId > next) missing.push([next, firstId - 1]);
    next = lastId + 1;
  }
  return next <= run.lastId ? [...missing, [next, run.lastId]] : missing;
}

function heldTwice(files: FileRows[]): Finding[] {
  const runs = files.flatMap(({ path, runs }) => runs.map((run) => ({ ...run, path })))
    .sort((a, b) => a.firstId - b.firstId);
  const found: Finding[] = [];
  let open: typeof runs = [];
  for (const run of runs) {
    open = open.filter(({ lastId }) => lastId >= run.firstId);
    const other = open.find(({ from, to, path }) => path !== run.path && from <= run.to && to >= run.from);
    if (other) {
      const [first, last] = [run.firstId, Math.min(run.lastId, other.lastId)];
      found.push({
        about: run.path,
        what: `has the ids ${number(first)} to ${number(last)}, and ${other.path} has them too`,
      });
    }
    open.push(run);
  }
  return found;
}
