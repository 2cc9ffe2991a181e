/**
 * One sync of one remote: afterwards its folder opens as a data folder. Files first, then the ledgers that speak of
 * them, then what was merged is removed there; so it can end anywhere, and the next one goes on from there.
 */
import { copyBatch } from "./batch.ts";
import { sentenceOf } from "./error_words.ts";
import type { SyncProgress } from "./facts.ts";
import type { HeldFile, Holdings } from "./holdings.ts";
import { copyHouseFiles } from "./house_files.ts";
import { expectOurs, originOf } from "./origin.ts";
import { isRemoteName, NO_REMOTE_NAME } from "../../../schemas/remote_name.ts";
import { RemoteFault } from "./remote.ts";
import { withScratch } from "./scratch.ts";
import { finishSeries } from "./series_sync.ts";
import { newTally, openTask, type SyncParts, type SyncTally, type SyncTask } from "./task.ts";

export interface SyncResult extends Pick<SyncTally, "files" | "bytes" | "removed" | "notes"> {
  /** Why not everything is there and checked; null: it is. */
  error: string | null;
}

/** Files may be merged while they are copied: so often a series is looked at again. */
const ROUNDS = 4;
/** What a kill costs at most, but for a file that is bigger. */
const BATCH = { files: 500, bytes: 1e9 };

/** Rejects only where `signal` ended it: whatever else goes wrong is in the result. */
export async function syncRemote(
  parts: SyncParts,
  name: string,
  signal: AbortSignal,
  onProgress: (progress: SyncProgress) => void,
): Promise<SyncResult> {
  const tally = newTally();
  try {
    const id = originOf(parts.disk, parts.now());
    expectName(name);
    await withScratch(parts.dataFolder, name, async (scratch) => {
      const task = await openTask(parts, { name, signal, scratch, tally, onProgress });
      await expectOurs(task.remote, task.there, id);
      await copyHouseFiles(task);
      await copySeries(task);
    });
  } catch (error) {
    signal.throwIfAborted();
    tally.failures.push(sentenceOf(error, `Cannot sync to "${name}"`));
  }
  return { ...tally, error: errorWords(tally) };
}

function expectName(name: string): void {
  if (isRemoteName(name)) return;
  throw new RemoteFault(`Cannot sync to "${name}": it ${NO_REMOTE_NAME}`);
}

async function copySeries(task: SyncTask): Promise<void> {
  let stale: HeldFile[] = [];
  let keys = task.holdings.keys();
  for (let round = 0; round < ROUNDS; round++) {
    const series = readSeries(task, keys);
    const known = new Set(stale.map(({ path, sha256 }) => `${path} ${sha256}`));
    const isDamaged = ({ path, sha256 }: HeldFile) => known.has(`${path} ${sha256}`);
    stale = await copyRound(task, series, isDamaged);
    if (stale.length === 0) return;
    keys = series.filter(({ files }) => files.some((file) => stale.includes(file))).map(({ key }) => key);
  }
  task.tally.failures.push(
    `"${stale[0].path}" was merged while it was copied: the next sync takes what came of it`,
  );
}

function readSeries({ holdings, tally }: SyncTask, keys: string[]): Holdings[] {
  return keys.flatMap((key) => {
    try {
      return [holdings.read(key)];
    } catch (error) {
      tally.failures.push((error as Error).message);
      return [];
    }
  });
}

const versioned = (file: HeldFile) => ({ ...file, version: file.sha256 });

/** Copies what these series have and the remote has not. Returns files that are not here any more as they were. */
async function copyRound(
  task: SyncTask,
  series: Holdings[],
  isDamaged: (file: HeldFile) => boolean,
): Promise<HeldFile[]> {
  const { tally } = task;
  const isMissing = (file: HeldFile) => !task.isHeld(versioned(file));
  const missing = series.flatMap(({ files }) => files.filter(isMissing));
  const damaged = missing.filter(isDamaged);
  for (const { path } of damaged) {
    tally.failures.push(
      `"${path}" is not as it was written, and does not go there; run tapedeck verify --deep`,
    );
  }
  const wanted = missing.filter((file) => !damaged.includes(file));
  tally.totalFiles = tally.files + wanted.length;
  tally.totalBytes = wanted.reduce((sum, { bytes }) => sum + bytes, tally.bytes);
  let waiting = await finishComplete(task, series);
  const stale: HeldFile[] = [];
  for (const batch of batchesOf(wanted)) {
    const outcome = await copyBatch(task, batch);
    stale.push(...outcome.stale);
    tally.failures.push(...outcome.failed.map(({ words }) => words));
    waiting = await finishComplete(task, waiting);
    // The remote takes nothing: what is left would fail alike.
    if (outcome.tried > 0 && outcome.failed.length === outcome.tried) return [];
  }
  return stale;
}

/** Returns the series of which something is not there yet. */
async function finishComplete(task: SyncTask, series: Holdings[]): Promise<Holdings[]> {
  const [complete, rest] = [true, false].map((wanted) =>
    series.filter(({ files }) => files.every((file) => task.isHeld(versioned(file))) === wanted)
  );
  if (complete.length > 0) await finishSeries(task, complete);
  return rest;
}

function* batchesOf(files: HeldFile[]): Generator<HeldFile[]> {
  let batch: HeldFile[] = [];
  let sizeBytes = 0;
  for (const file of files) {
    if (batch.length === BATCH.files || batch.length > 0 && sizeBytes + file.bytes > BATCH.bytes) {
      yield batch;
      [batch, sizeBytes] = [[], 0];
    }
    batch.push(file);
    sizeBytes += file.bytes;
  }
  if (batch.length > 0) yield batch;
}

function errorWords({ failures }: SyncTally): string | null {
  if (failures.length === 0) return null;
  return failures.length === 1 ? failures[0] : `${failures[0]}; and ${failures.length - 1} more`;
}
