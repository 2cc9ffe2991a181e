/** Whether the coverage ledger claims more than there is, or less: read by hand, with no code of the project. */
import { join } from "@std/path";
import { filesIn, query } from "../e2e/parquet_rows.ts";

export interface Claims {
  /** Runs of ids that the ledger says are durable, of which not every id is in the files. */
  falseClaims: number;
  /** Breaks between the runs, where ids are recorded and the ledger does not say so. */
  unproven: number;
}

interface Run {
  kind: string;
  firstId: number;
  lastId: number;
}

export async function judgeClaims(folder: string, key: string): Promise<Claims> {
  const text = await Deno.readTextFile(join(folder, "data/.tapedeck/coverage", `${key}.jsonl`));
  const runs = text.trim().split("\n").map((line) => JSON.parse(line) as Run)
    .filter(({ kind }) => kind === "ids").sort((a, b) => a.firstId - b.firstId);
  const counts = await Promise.all(runs.map((run) => rowsOf(folder, key, run)));
  const falseClaims = runs.filter(({ firstId, lastId }, i) => counts[i] !== lastId - firstId + 1).length;
  return { falseClaims, unproven: breaksOf(runs) };
}

async function rowsOf(folder: string, key: string, { firstId, lastId }: Run): Promise<number> {
  const [{ rows }] = await query(
    `select count(distinct cast(id as bigint)) as rows from ${filesIn(join(folder, "data", key))}
     where cast(id as bigint) between ${firstId} and ${lastId}`,
  );
  return Number(rows);
}

function breaksOf(runs: Run[]): number {
  let breaks = 0;
  let reached = runs[0]?.lastId ?? 0;
  for (const { firstId, lastId } of runs) {
    if (firstId > reached + 1) breaks++;
    reached = Math.max(reached, lastId);
  }
  return breaks;
}
