/** The syncs to remotes beside the recorder: told in its log, and by schedule only where anything is. */
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import { createSync, type Syncs } from "../actors/control/sync/mod.ts";
import type { ActorRef, Clock, System } from "../actors/kernel/mod.ts";
import type { Config } from "../schemas/config.ts";
import type { Fact } from "../schemas/facts.ts";
import { doorOfArchiver } from "./archive_door.ts";
import { freeBytesAt } from "./data_folder.ts";
import type { Beginning } from "./recorder.ts";

export interface SyncingParts {
  config(): Config;
  begins: Beginning;
  dataFolder: string;
  /** The one that is at work now; null: there is none. */
  archiver(): ActorRef<ArchiveCommand> | null;
  clock: Clock;
  witness(fact: Fact): void;
}

export function startSyncing(
  system: System,
  { config, begins, dataFolder, archiver, clock, witness }: SyncingParts,
): Syncs {
  const syncs = createSync(system, {
    config: () => begins.schedule === "on" ? config() : onDemand(config()),
    dataFolder,
    door: doorOfArchiver(archiver),
    freeBytes: () => freeBytesAt(dataFolder),
    tell: witness,
  });
  if (syncs.quarantined) witness({ type: "quarantined", ...syncs.quarantined, at: clock.now() });
  return {
    ...syncs,
    // What the config says, also where nothing is done by schedule.
    storage: async () => ({ ...await syncs.storage(), sync_interval: config().storage.sync_interval }),
  };
}

function onDemand(config: Config): Config {
  return { ...config, storage: { ...config.storage, sync_interval: 0 } };
}
