/** Syncs, purges and restores without a recorder. Not beside a tapedeck that runs on the folder: that one does it itself. */
import { join } from "@std/path";
import type { Config } from "../../../schemas/config.ts";
import { HOUSE } from "../../archive/layout.ts";
import type { SyncProgress } from "./facts.ts";
import type { RestoreWish } from "./messages.ts";
import { type ArchiveDoor, type MoveParts, type Purged, purgeDue } from "./purge.ts";
import { installedRclone, type Rclone } from "./rclone.ts";
import { planRestore } from "./restore.ts";
import { newJob, type RestoreJob, runRestore } from "./restore_job.ts";
import { openSyncStore, type SyncStore } from "./store.ts";
import { syncRemote, type SyncResult } from "./sync_remote.ts";
import { openParts, type SyncParts } from "./task.ts";

export interface OnceOptions {
  config(): Config;
  /** Absolute. */
  dataFolder: string;
  /** The one that is installed, unless given. */
  rclone?: Rclone;
  signal: AbortSignal;
  /** ms. */
  now(): number;
}

export interface SyncOnceOptions extends OnceOptions {
  onProgress(remote: string, progress: SyncProgress): void;
}

export const storePath = (dataFolder: string) => join(dataFolder, HOUSE, "sync.sqlite");

/** Syncs every remote once, side by side. Gives what came of each; rejects where `signal` ended it. */
export function syncOnce(options: SyncOnceOptions): Promise<Array<{ remote: string } & SyncResult>> {
  const { config, signal, now, onProgress } = options;
  return withParts(options, async (parts) => {
    const one = async (remote: string) => {
      const result = await syncRemote(parts, remote, signal, (progress) => onProgress(remote, progress));
      noteResult(parts.store, remote, result, now());
      return { remote, ...result };
    };
    const ends = await Promise.allSettled(config().storage.remotes.map(({ remote }) => one(remote)));
    return ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
  });
}

function noteResult(store: SyncStore, remote: string, { error }: SyncResult, at: number): void {
  const lastSuccessAt = error === null ? at : store.record(remote).lastSuccessAt;
  store.note(remote, { lastSuccessAt, lastError: error });
}

export interface MoveOnceOptions extends OnceOptions {
  door: ArchiveDoor;
  freeBytes: MoveParts["freeBytes"];
}

/** Purges what is due. Gives what went to each remote; rejects where `signal` ended it. */
export function purgeOnce(options: MoveOnceOptions): Promise<Purged[]> {
  return withParts(options, (parts) => purgeDue(movingWith(options, parts)));
}

export interface RestoreOnceOptions extends MoveOnceOptions {
  wish: RestoreWish;
  onProgress(job: RestoreJob): void;
}

/** Brings files back. Gives the job as it ended; null: all is here. Rejects, with a sentence, where there is no such series. */
export function restoreOnce(options: RestoreOnceOptions): Promise<RestoreJob | null> {
  const { wish, now, onProgress } = options;
  return withParts(options, async (parts) => {
    const plan = planRestore(parts, wish);
    if (plan.type === "unknown-series") {
      throw new Error(`Cannot restore ${wish.pair} of ${wish.exchange}: ${plan.reason}`);
    }
    if (plan.files.length === 0) return null;
    const job = newJob(plan.key, "asked", plan.files, now());
    return await runRestore(movingWith(options, parts), plan.files, job, onProgress);
  });
}

function movingWith({ config, door, freeBytes, signal }: MoveOnceOptions, parts: SyncParts): MoveParts {
  return { ...parts, storage: config().storage, door, freeBytes, signal };
}

async function withParts<T>(
  { dataFolder, rclone = installedRclone(), now }: OnceOptions,
  work: (parts: SyncParts) => Promise<T>,
): Promise<T> {
  const store = openSyncStore(storePath(dataFolder));
  try {
    return await work(openParts({ dataFolder, rclone, store }, now));
  } finally {
    store.close();
  }
}
