/** Where purges and restores get at the archive in this process, where no archiver is at work. */
import { openArchive } from "../actors/archive/archive.ts";
import { purgeFile } from "../actors/archive/purge.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { recover } from "../actors/archive/recover.ts";
import { restoreFile } from "../actors/archive/restore.ts";
import type { ArchiveDoor } from "../actors/control/sync/mod.ts";
import type { Clock } from "../actors/kernel/mod.ts";

/** Of a folder that this process alone writes: it is brought into order first. */
export async function doorOfFolder(dataFolder: string, clock: Clock): Promise<ArchiveDoor> {
  const archive = openArchive({ disk: openRealDisk(dataFolder), clock, tell: () => {} });
  await recover(archive);
  return {
    purge: ({ path, sha256 }, remote) => Promise.try(() => purgeFile(archive, { path, sha256, remote })),
    restore: (path) => Promise.try(() => restoreFile(archive, path)),
  };
}
