/** A sync in this process, of a folder that nobody records into. */
import { hasPurgeRules, type MoveOnceOptions, purgeOnce, syncOnce } from "../actors/control/sync/mod.ts";
import type { Config } from "../schemas/config.ts";
import { doorOfFolder } from "./archive_here.ts";
import { inClaimedFolder } from "./claimed.ts";
import { freeBytesAt } from "./data_folder.ts";
import type { Environment } from "./environment.ts";
import type { Bar, Progress } from "./progress.ts";
import type { RemoteEnd, SyncFlags } from "./sync.ts";
import { syncBar } from "./sync_by_app.ts";

/** Ctrl-C ends rclone. Throws, with a sentence, where there is nothing to sync or to purge. */
export async function syncHere(
  flags: SyncFlags,
  progress: Progress,
  environment: Environment,
): Promise<RemoteEnd[] | "stopped"> {
  const { clock } = environment;
  const bars = new Map<string, Bar>();
  const ends = await inClaimedFolder<RemoteEnd[]>(flags, environment, {
    check: ({ storage }) => check(storage, flags),
    async work({ config, dataFolder, signal }) {
      const options = { config: () => config, dataFolder, signal, now: clock.now };
      const onProgress: Parameters<typeof syncOnce>[0]["onProgress"] = (remote, so) => {
        bars.set(remote, syncBar(remote, so));
        progress.show([...bars.values()]);
      };
      const ends = (await syncOnce({ ...options, onProgress }))
        .map(({ remote, files, bytes, error }) => ({ remote, files, bytes, error }));
      if (!flags.purge) return ends;
      const door = await doorOfFolder(dataFolder, clock);
      return await withPurged(ends, { ...options, door, freeBytes: () => freeBytesAt(dataFolder) });
    },
  });
  if (ends === "stopped") progress.say("Stopped; what is there already need not be copied again.");
  return ends;
}

function check(storage: Config["storage"], { purge }: SyncFlags): void {
  if (storage.remotes.length === 0) {
    throw new Error("Cannot sync: the config has no remote; add one under storage.remotes");
  }
  if (!purge || hasPurgeRules(storage)) return;
  throw new Error(
    "Cannot purge: no remote of the config has purge_after_days or purge_when_low; add one under storage.remotes",
  );
}

async function withPurged(ends: RemoteEnd[], options: MoveOnceOptions): Promise<RemoteEnd[]> {
  const purged = new Map((await purgeOnce(options)).map((each) => [each.remote, each]));
  return ends.map((end) => {
    const { files = 0, bytes = 0, error = null } = purged.get(end.remote) ?? {};
    return { ...end, purged: { files, bytes, error } };
  });
}
