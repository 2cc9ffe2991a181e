/** The remotes as pages and API show them. */
import type { Config } from "../../../schemas/config.ts";
import type { Storage } from "../../../schemas/wire_storage.ts";
import type { SyncProgress } from "./facts.ts";
import type { MovedTotals } from "./moved.ts";
import type { PurgeState } from "./purger.ts";
import type { RestoreJob } from "./restore_job.ts";
import type { RemoteRecord, SyncStore, Totals } from "./store.ts";

/** Of one remote. `retrying`: the last sync failed, the next one is due at `nextAt`. Times in ms; null: never. */
export interface RemoteState extends RemoteRecord {
  state: "idle" | "syncing" | "retrying";
  nextAt: number | null;
  progress: SyncProgress | null;
  totals: Totals;
}

export interface SyncState {
  /** null: rclone is not there. */
  rcloneVersion: string | null;
  remotes: Map<string, RemoteState>;
  moved: MovedTotals;
  purge: PurgeState;
  restores: RestoreJob[];
}

/** What the store alone says, before anything runs. */
export function recordedState(store: SyncStore, remote: string): RemoteState {
  return {
    ...store.record(remote),
    state: "idle",
    nextAt: null,
    progress: null,
    totals: store.totals(remote),
  };
}

const NEVER: RemoteState = {
  state: "idle",
  lastSuccessAt: null,
  lastError: null,
  nextAt: null,
  progress: null,
  totals: { files: 0, bytes: 0, bySize: 0 },
};

export function storageView({ storage }: Config, state: SyncState): Storage {
  const { rcloneVersion, remotes, moved, purge, restores } = state;
  const states = storage.remotes.map(({ remote }) => remotes.get(remote) ?? NEVER);
  const successes = states.map(({ lastSuccessAt }) => lastSuccessAt);
  const isSynced = successes.length > 0 && successes.every((at) => at !== null);
  return {
    remotes: storage.remotes.map((remote, i) => ({
      ...remote,
      ...remoteView(states[i]),
      ...movedView(remote.remote, state),
    })),
    sync_interval: storage.sync_interval,
    rclone_available: rcloneVersion !== null,
    rclone_version: rcloneVersion,
    // Everything was everywhere when the remote that is furthest behind had it.
    last_sync: isSynced ? seconds(Math.min(...successes as number[])) : null,
    purging: purge.isRunning,
    last_purge: seconds(purge.endedAt),
    /** Moved files of whose periods rows came since: these are merged when the file is back. */
    awaited_files: [...moved.awaited.values()].reduce((sum, files) => sum + files.length, 0),
    restores: restores.map(restoreView),
  };
}

function remoteView({ state, lastSuccessAt, lastError, nextAt, progress, totals }: RemoteState) {
  return {
    state,
    last_success: seconds(lastSuccessAt),
    last_error: lastError,
    next_sync: seconds(nextAt),
    /** Parquet files that are there and were checked: by the remote's hashes, or by their sizes alone. */
    files: totals.files,
    bytes: totals.bytes,
    files_checked_by_hash: totals.files - totals.bySize,
    files_checked_by_size: totals.bySize,
    progress: progress && {
      files: progress.files,
      total_files: progress.totalFiles,
      bytes: progress.bytes,
      total_bytes: progress.totalBytes,
      bytes_per_second: progress.bytesPerSecond,
    },
  };
}

/** Files that were removed here, and that this remote is on record as having. */
function movedView(remote: string, { moved, purge }: SyncState) {
  const { files, bytes } = moved.byRemote.get(remote) ?? { files: 0, bytes: 0 };
  return { purged_files: files, purged_bytes: bytes, last_purge_error: purge.errors.get(remote) ?? null };
}

function restoreView(
  { totalFiles, totalBytes, bytesPerSecond, startedAt, endedAt, key, ...job }: RestoreJob,
) {
  const { id, why, state, files, bytes, error } = job;
  return {
    ...{ id, series: key, why, state, files, total_files: totalFiles, bytes, total_bytes: totalBytes },
    ...{
      bytes_per_second: bytesPerSecond,
      started_at: startedAt / 1000,
      finished_at: seconds(endedAt),
      error,
    },
  };
}

const seconds = (ms: number | null) => ms === null ? null : ms / 1000;
