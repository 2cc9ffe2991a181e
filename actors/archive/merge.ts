/** Merging: files of one period become one file, which lists those that it replaces. */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Archive } from "./archive.ts";
import { coverageOf, stretchesWithin } from "./coverage.ts";
import { dropDuplicates, newTally } from "./duplicates.ts";
import { type Footer, readFooter } from "./footer.ts";
import { folderOf, periodPath } from "./layout.ts";
import { endOf } from "./ledgers.ts";
import { areAsWritten } from "./lost_files.ts";
import type { Merge } from "./merge_plan.ts";
import { mergeSorted } from "./merge_sorted.ts";
import { GROUP_ROWS, noteFor, publish, temporaryPath, writeTemporary, type Written } from "./parquet.ts";
import { fileSource } from "./sources.ts";

/**
 * Merges; on any error nothing has changed but for a temporary file. Inputs that are not as they were written are
 * set aside instead, and what is left is merged another time.
 */
export async function mergeFiles(archive: Archive, merge: Merge): Promise<void> {
  const { disk, ledgers, clock } = archive;
  const { key, output: path } = merge;
  if (!areAsWritten(archive, merge.inputs)) return;
  const written = await writeMerged(archive, merge);
  publish(disk, path);
  const file: Evidence = { kind: "file", path, ...written };
  const replaced = merge.inputs.filter((input) => input !== path);
  ledgers.append(key, [file, ...replaced.map((input) => endOf(ledgers.of(key).files.get(input)!))]);
  for (const input of replaced) disk.remove(input);
  disk.syncFolder(folderOf(path));
  archive.tell({
    type: "period-merged",
    key,
    path,
    rows: written.rows,
    bytes: written.bytes,
    at: clock.now(),
  });
  archive.changed(key);
}

async function writeMerged(archive: Archive, { key, period, inputs, output }: Merge) {
  const { disk, ledgers } = archive;
  const footers = inputs.map((path) => readFooter(disk, path));
  const tradeIds = tradeIdsOf(footers);
  const coverage = stretchesWithin(coverageOf(ledgers.of(key).proof), period.from, period.to);
  const note = noteFor(key, {
    ...(tradeIds && { tradeIds }),
    inputs: inputs.filter((path) => path !== output).map((path) => path.slice(key.length + 1)),
    ...(output === periodPath(key, period.name) && { coverage }),
  });
  const sources = inputs.map((path, i) => fileSource(disk, path, footers[i])).filter((source) =>
    source !== null
  );
  const options = {
    type: note.type,
    tradeIds: tradeIds ?? "opaque",
    tally: newTally(),
    batchRows: GROUP_ROWS,
  };
  const merged = dropDuplicates(mergeSorted(sources, options.tradeIds), options);
  const written = await writeTemporary(disk, output, note, merged);
  checkCounts(output, footers, written, options.tally);
  const { conflicts } = options.tally;
  return { ...written!, ...(conflicts > 0 && { conflicts }) };
}

function tradeIdsOf(footers: Footer[]) {
  const known = footers.map(({ note }) => note?.tradeIds).filter((tradeIds) => tradeIds !== undefined);
  return known.includes("opaque") ? "opaque" : known[0];
}

/** No row may be lost on the way, nor come from nowhere. */
function checkCounts(
  path: string,
  footers: Footer[],
  written: Written | null,
  { rowsIn, duplicates }: { rowsIn: number; duplicates: number },
): void {
  const listed = footers.reduce((sum, { rows }) => sum + rows, 0);
  if (written && rowsIn === listed && written.rows === rowsIn - duplicates) return;
  throw new Error(
    `Cannot merge into "${path}" (left as "${temporaryPath(path)}"): its inputs list ${listed} rows, ` +
      `${rowsIn} were read, ${duplicates} of them duplicates, and ${written?.rows ?? 0} written`,
  );
}
