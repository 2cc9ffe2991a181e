/** Where purges and restores get at the archive: by its archiver. */
import type { ArchiveCommand } from "../actors/archive/messages.ts";
import type { ArchiveDoor } from "../actors/control/sync/mod.ts";
import type { ActorRef, Reply } from "../actors/kernel/mod.ts";

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
