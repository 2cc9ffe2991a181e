/** Where purges and restores get at the archive: by its archiver, or in this process where none is at work. */
import { openArchive } from "../actors/archive/archive.ts";
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import { purgeFile } from "../actors/archive/purge.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { recover } from "../actors/archive/recover.ts";
import { restoreFile } from "../actors/archive/restore.ts";
import type { ArchiveDoor } from "../actors/control/sync/mod.ts";
import type { ActorRef, Clock, Reply } from "../actors/kernel/mod.ts";

/** It does one thing after the other: a merge of a large year may come first. */
const TIMEOUT_MS = 10 * 60_000;

/** @param archiver The one that is at work now; null: there is none. */
export function doorOfArchiver(archiver: () => ActorRef<ArchiveCommand> | null): ArchiveDoor {
  function ask(command: (reply: Reply<void>) => ArchiveCommand): Promise<void> {
    const current = archiver();
    if (current) return current.ask<void>(command, TIMEOUT_MS);
    return Promise.reject(
      new Error("Cannot change the archive: it is not open now, since its disk takes nothing; free space"),
    );
  }
  return {
    purge: ({ path, sha256 }, remote) => ask((reply) => ({ type: "purge", path, sha256, remote, reply })),
    restore: (path) => ask((reply) => ({ type: "restore", path, reply })),
  };
}

/** Of a folder that this process alone writes: it is brought into order first. */
export async function doorOfFolder(dataFolder: string, clock: Clock): Promise<ArchiveDoor> {
  const archive = openArchive({ disk: openRealDisk(dataFolder), clock, tell: () => {} });
  await recover(archive);
  return {
    purge: ({ path, sha256 }, remote) => Promise.try(() => purgeFile(archive, { path, sha256, remote })),
    restore: (path) => Promise.try(() => restoreFile(archive, path)),
  };
}
