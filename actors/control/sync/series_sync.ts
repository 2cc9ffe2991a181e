/**
 * The end of a series' sync. Its ledger follows when all that it speaks of is there: whoever opens the remote's
 * folder finds every file that is claimed. Then the parts go that were merged into files that are there.
 */
import { dirname, join } from "@std/path";
import { coveragePath, parseFileName, parseFilePath, periodPath } from "../../archive/layout.ts";
import { readLedger } from "../../archive/ledger.ts";
import { openRealDisk } from "../../archive/real_disk.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";
import { type Holdings, ledgerChecksum, mergedAway } from "./holdings.ts";
import { complaintWords, copyIn, type Entry, look, removeThere } from "./remote.ts";
import type { HeldThere } from "./store.ts";
import type { SyncTask } from "./task.ts";

/** Brings the ledgers of series there whose files all are, then removes what was merged. */
export async function finishSeries(task: SyncTask, complete: Holdings[]): Promise<void> {
  const changed = complete.filter((series) => !task.isHeld(ledgerOf(series)));
  const failed = changed.length > 0 ? await copyLedgers(task, changed) : new Set<Holdings>();
  const finished = complete.filter((series) => !failed.has(series));
  checkMoved(task, finished);
  await removeMerged(task, finished);
}

const ledgerOf = ({ key, ledgerBytes: bytes, ledgerVersion: version }: Holdings) => ({
  path: coveragePath(key),
  bytes,
  version,
});

/** Copies what the ledgers were when they were read: meanwhile they may speak of files that are not there. */
async function copyLedgers(task: SyncTask, series: Holdings[]): Promise<Set<Holdings>> {
  const { remote, tally } = task;
  const stage = join(remote.scratch, "ledgers");
  const staged: Holdings[] = [];
  for (const each of series) if (await stageLedger(task, stage, each)) staged.push(each);
  const paths = staged.map(({ key }) => coveragePath(key));
  const answer = paths.length > 0 ? await copyIn(remote, stage, paths) : null;
  const good = await checkLedgers(task, stage, staged.map(ledgerOf));
  task.hold(good);
  await Deno.remove(stage, { recursive: true });
  const arrived = new Set(good.map(({ path }) => path));
  const failed = series.filter(({ key }) => !arrived.has(coveragePath(key)));
  for (const each of failed) {
    const why = answer && staged.includes(each)
      ? complaintWords(remote, answer)
      : "it was rewritten meanwhile";
    tally.failures.push(`Cannot copy the ledger of ${each.key}: ${why}`);
  }
  return new Set(failed);
}

async function checkLedgers(
  { remote, hash }: SyncTask,
  stage: string,
  files: Array<{ path: string; bytes: number; version: string }>,
): Promise<HeldThere[]> {
  const paths = files.map(({ path }) => path);
  const types = hash ? [hash] : [];
  const [here, there] = [
    await look(remote, stage, paths, types),
    await look(remote, remote.name, paths, types),
  ];
  return files.flatMap((file) => {
    const proof = likeness(here.get(file.path), there.get(file.path), hash);
    return proof ? [{ ...file, proof }] : [];
  });
}

/** False: it is not any more what it was. */
async function stageLedger({ dataFolder }: SyncTask, stage: string, series: Holdings): Promise<boolean> {
  const path = coveragePath(series.key);
  await Deno.mkdir(dirname(join(stage, path)), { recursive: true });
  await Deno.copyFile(join(dataFolder, path), join(stage, path));
  await Deno.truncate(join(stage, path), series.ledgerBytes);
  const checksum = ledgerChecksum(openRealDisk(stage), series.key, series.ledgerBytes);
  return series.ledgerVersion.endsWith(` ${checksum}`);
}

function likeness(here: Entry | undefined, there: Entry | undefined, hash: string | null) {
  if (!here || here.bytes !== there?.bytes) return null;
  if (!hash || !there.hashes[hash]) return "size";
  return here.hashes[hash] === there.hashes[hash] ? "hash" : null;
}

/** A file that was moved to this remote is nowhere else. */
function checkMoved({ there, remote, tally }: SyncTask, series: Holdings[]): void {
  for (const { path, bytes, remote: where } of series.flatMap(({ moved }) => moved)) {
    if (where !== remote.name || there.get(path)?.bytes === bytes) continue;
    tally.failures.push(
      `"${path}" was moved there and is not there any more as it was; bring it back from a backup of the remote`,
    );
  }
}

async function removeMerged(task: SyncTask, series: Holdings[]): Promise<void> {
  const { tally, remote } = task;
  const byFolder = Map.groupBy(task.there.keys(), dirname);
  const paths = series.flatMap((each) => removable(task, each, byFolder.get(each.key) ?? []));
  if (paths.length === 0) return;
  try {
    await removeThere(remote, paths);
    task.dropped(paths);
    tally.removed += paths.length;
  } catch (error) {
    if (remote.signal.aborted) throw error;
    tally.notes.push(`${paths.length} merged parts could not be removed there: ${(error as Error).message}`);
  }
}

/** Torn copies, of ours and of rclone's. */
const TEMPORARY = /\.parquet(\.tmp|(\.tmp)?\.[^./]+\.partial)$/;

function removable({ disk, remote }: SyncTask, { key, files, moved }: Holdings, there: string[]): string[] {
  const named = new Set([...files, ...moved].map(({ path }) => path));
  const { type } = parseSeriesKey(key);
  const parts = there.filter((path) =>
    !named.has(path) && parseFileName(type, path.slice(key.length + 1))?.part
  );
  const temporaries = there.filter((path) => TEMPORARY.test(path));
  if (parts.length === 0) return temporaries;
  const elsewhere = new Set(moved.filter((file) => file.remote !== remote.name).map(({ path }) => path));
  const isHereOrThere = (path: string) => !elsewhere.has(periodPath(key, parseFilePath(path).period.name));
  return [...temporaries, ...mergedAway(readLedger(disk, key).lines, parts).filter(isHereOrThere)];
}
