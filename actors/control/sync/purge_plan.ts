/** What a purge would remove, told beforehand. */
import type { PurgePlan } from "../../../schemas/wire_storage.ts";
import { dayName, parseFilePath } from "../../archive/layout.ts";
import type { HeldFile } from "./holdings.ts";
import { lookAt, type MoveParts, readAll } from "./purge.ts";
import { bytesWanted, dueByAge, dueWhenLow } from "./purge_rules.ts";

/**
 * What a purge would remove now, if every remote still holds what its syncs saw there. No remote is asked; the purge
 * itself asks each of them first.
 */
export async function planPurge(
  parts: Pick<MoveParts, "storage" | "holdings" | "store" | "now" | "freeBytes">,
): Promise<PurgePlan> {
  const { storage } = parts;
  const { times, isSynced } = lookAt(parts);
  const series = readAll(parts);
  const aged = dueByAge(series, storage, times()).filter(isSynced).map(({ file }) => file);
  const freeBytes = await parts.freeBytes();
  const wanted = bytesWanted(storage, freeBytes === null ? null : freeBytes + bytesOf(aged));
  const known = new Set(aged.map(({ path }) => path));
  const rest = dueWhenLow(series, storage, times()).filter((due) =>
    isSynced(due) && !known.has(due.file.path)
  );
  return planOf([...aged, ...firstOf(rest.map(({ file }) => file), wanted)]);
}

/** As many as make up so many bytes. */
function firstOf(files: HeldFile[], wanted: number): HeldFile[] {
  let left = wanted;
  return files.filter(({ bytes }) => {
    const isNeeded = left > 0;
    left -= bytes;
    return isNeeded;
  });
}

const bytesOf = (files: HeldFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

function planOf(files: HeldFile[]): PurgePlan {
  const bySeries = Map.groupBy(files, ({ path }) => parseFilePath(path).key);
  const series = [...bySeries].map(([series, files]) => ({
    series,
    files: files.length,
    bytes: bytesOf(files),
    first_day: dayName(Math.min(...files.map(({ from }) => from))),
    last_day: dayName(Math.max(...files.map(({ to }) => to - 1))),
  }));
  return { files: files.length, bytes: bytesOf(files), series: series.sort((a, b) => b.bytes - a.bytes) };
}
