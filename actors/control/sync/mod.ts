/** Copies of the data folder on remotes, by rclone: whole, checked, and without a claim that is not true. */
import type { Config } from "../../../schemas/config.ts";
import type { PurgePlan, Storage } from "../../../schemas/wire_storage.ts";
import type { Child, System } from "../../kernel/mod.ts";
import type { SyncFact } from "./facts.ts";
import type { RestoreAnswer, RestoreWish } from "./messages.ts";
import { storePath } from "./once.ts";
import type { ArchiveDoor } from "./purge.ts";
import { installedRclone, type Rclone } from "./rclone.ts";
import { openSyncStore, type SyncStore } from "./store.ts";
import { sync, type SyncMessage } from "./sync.ts";

export { type SyncFact, syncLogLine, type SyncProgress } from "./facts.ts";
export { installedRclone, type Rclone } from "./rclone.ts";
export { openSyncStore, type SyncStore } from "./store.ts";
export { storageView } from "./storage_view.ts";
export { sync, type SyncEnv, type SyncMessage } from "./sync.ts";
export type { SyncResult } from "./sync_remote.ts";
export type { ArchiveDoor, Purged } from "./purge.ts";
export { hasPurgeRules } from "./purge_rules.ts";
export type { RestoreAnswer, RestoreWish } from "./messages.ts";
export type { RestoreJob } from "./restore_job.ts";
export { type MoveOnceOptions, purgeOnce, restoreOnce, syncOnce } from "./once.ts";

export interface SyncOptions {
  /** As it is now; a change is told by `configured`. */
  config(): Config;
  /** Absolute. */
  dataFolder: string;
  tell(fact: SyncFact): void;
  /** Where the archive purges and restores. */
  door: ArchiveDoor;
  /** Of the data folder's disk, for us; null: nobody knows. */
  freeBytes(): Promise<number | null>;
  /** The one that is installed, unless given. */
  rclone?: Rclone;
}

/** The syncs of a running recorder. */
export interface Syncs {
  configured(): void;
  /** Begins a sync to every remote; false: there are none. */
  syncNow(): Promise<boolean>;
  /** Begins a purge of what is due; false: no remote is to have anything purged. */
  purgeNow(): Promise<boolean>;
  /** What it would remove, as far as the syncs know. */
  planPurge(): Promise<PurgePlan>;
  /** Begins to bring back what was moved; how far it is, `storage` says. */
  restore(wish: RestoreWish): Promise<RestoreAnswer>;
  storage(): Promise<Storage>;
  /** Ends rclone where it runs, and waits for that. */
  stop(): Promise<void>;
  /** Where an unreadable record of syncs was put, and why; null: all was well. */
  readonly quarantined: SyncStore["quarantined"];
}

const ASK_TIMEOUT_MS = 15_000;

/** Starts them. Throws where the record of syncs cannot be opened. */
export function createSync(system: System, options: SyncOptions): Syncs {
  const store = openSyncStore(storePath(options.dataFolder));
  const behavior = sync({ ...options, rclone: options.rclone ?? installedRclone(), store });
  const actor: Child<SyncMessage> = system.spawn("sync", behavior);
  return {
    configured: () => void actor.tell({ type: "configured" }),
    syncNow: () => actor.ask<boolean>((reply) => ({ type: "sync-now", reply }), ASK_TIMEOUT_MS),
    purgeNow: () => actor.ask<boolean>((reply) => ({ type: "purge-now", reply }), ASK_TIMEOUT_MS),
    planPurge: () => actor.ask<PurgePlan>((reply) => ({ type: "plan-purge", reply }), ASK_TIMEOUT_MS),
    restore: (wish) =>
      actor.ask<RestoreAnswer>((reply) => ({ type: "restore", wish, reply }), ASK_TIMEOUT_MS),
    storage: () => actor.ask<Storage>((reply) => ({ type: "storage", reply }), ASK_TIMEOUT_MS),
    async stop() {
      await actor.stop(0);
      store.close();
    },
    quarantined: store.quarantined,
  };
}
