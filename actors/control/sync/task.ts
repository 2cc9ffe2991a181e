/** One sync of one remote while it runs: what is there, what was done, what went wrong. */
import type { Disk } from "../../archive/disk.ts";
import { openRealDisk } from "../../archive/real_disk.ts";
import type { SyncProgress } from "./facts.ts";
import { followHoldings, type HoldingsFollower } from "./holdings.ts";
import type { Rclone } from "./rclone.ts";
import { type Entry, hashOf, listAll, type Remote } from "./remote.ts";
import type { HeldThere, SyncStore } from "./store.ts";

/** What all syncs of a data folder share. */
export interface SyncParts {
  dataFolder: string;
  /** Of the data folder. */
  disk: Disk;
  holdings: HoldingsFollower;
  store: SyncStore;
  rclone: Rclone;
  /** ms. */
  now(): number;
}

export function openParts(
  { dataFolder, rclone, store }: Pick<SyncParts, "dataFolder" | "rclone" | "store">,
  now: () => number,
): SyncParts {
  const disk = openRealDisk(dataFolder);
  return { dataFolder, disk, holdings: followHoldings(disk), store, rclone, now };
}

export interface SyncTask extends SyncParts {
  remote: Remote;
  /** The hash that the remote keeps; null: none. */
  hash: string | null;
  /** Every file there, by path, kept up with what is done. */
  there: Map<string, Entry>;
  tally: SyncTally;
  /** Whether the file is there in this version, and was checked. */
  isHeld(file: { path: string; version: string; bytes: number }): boolean;
  /** These are there now, and were checked. */
  hold(files: HeldThere[]): void;
  /** These are not there any more. */
  dropped(paths: string[]): void;
}

export interface SyncTally {
  /** Copied and checked. */
  files: number;
  bytes: number;
  removed: number;
  totalFiles: number;
  totalBytes: number;
  /** What is not there that should be, and why; sentences. */
  failures: string[];
  /** What is there that need not be. */
  notes: string[];
}

const NOTHING: Omit<SyncTally, "failures" | "notes"> = {
  files: 0,
  bytes: 0,
  removed: 0,
  totalFiles: 0,
  totalBytes: 0,
};

export const newTally = (): SyncTally => ({ ...NOTHING, failures: [], notes: [] });

export interface TaskOptions {
  name: string;
  signal: AbortSignal;
  /** A folder of its own, for as long as it runs. */
  scratch: string;
  tally: SyncTally;
  onProgress(progress: SyncProgress): void;
}

/** Asks the remote what it holds and what it can do. Rejects where it does not answer. */
export async function openTask(parts: SyncParts, options: TaskOptions): Promise<SyncTask> {
  const { rclone, store, now } = parts;
  const { name, signal, scratch, tally, onProgress } = options;
  const onStats: Remote["onStats"] = ({ bytes, speed }) =>
    onProgress({ ...progressOf(tally, bytes), bytesPerSecond: speed });
  const remote: Remote = { rclone, name, signal, scratch, onStats };
  const hash = await hashOf(remote);
  const there = new Map((await listAll(remote)).map((entry) => [entry.path, entry]));
  const held = store.held(name);
  return {
    ...parts,
    remote,
    hash,
    there,
    tally,
    isHeld: ({ path, version, bytes }) =>
      held.get(path)?.version === version && there.get(path)?.bytes === bytes,
    hold(files) {
      store.hold(name, files, now());
      for (const file of files) {
        held.set(file.path, file);
        there.set(file.path, { path: file.path, bytes: file.bytes, hashes: {} });
      }
      onProgress({ ...progressOf(tally, 0), bytesPerSecond: null });
    },
    dropped(paths) {
      store.forget(name, paths);
      for (const path of paths) [held, there].forEach((files) => files.delete(path));
    },
  };
}

/** @param underWay Bytes of the transfers that are not counted yet. */
function progressOf({ files, bytes, totalFiles, totalBytes }: SyncTally, underWay: number) {
  return { files, bytes: Math.min(bytes + underWay, totalBytes), totalFiles, totalBytes };
}
