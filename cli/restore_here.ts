/** A restore in this process, into a folder that nobody records into. */
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { restoreOnce } from "../actors/control/sync/mod.ts";
import { doorOfFolder } from "./archive_here.ts";
import { inClaimedFolder } from "./claimed.ts";
import { freeBytesAt } from "./data_folder.ts";
import type { Environment } from "./environment.ts";
import type { Progress } from "./progress.ts";
import { NOTHING_MOVED, type RestoreEnd, type RestoreFlags } from "./restore.ts";
import { syncBar } from "./sync_by_app.ts";

/** Ctrl-C ends rclone: what is back stays. Throws, with a sentence, where there is no such series. */
export async function restoreHere(
  flags: RestoreFlags,
  progress: Progress,
  environment: Environment,
): Promise<RestoreEnd | "stopped"> {
  const { clock } = environment;
  const { exchange, pair, type, span, from = -Infinity, to = Infinity } = flags;
  const end = await inClaimedFolder<RestoreEnd>(flags, environment, {
    check: () => {},
    async work({ config, dataFolder, signal }) {
      const job = await restoreOnce({
        ...{ config: () => config, dataFolder, signal, now: clock.now },
        door: await doorOfFolder(dataFolder, clock),
        freeBytes: () => freeBytesAt(dataFolder),
        wish: { exchange, pair, type: TYPE_NAMES[type], span, fromUs: from, toUs: to },
        onProgress: (job) => progress.show([syncBar(job.key, job)]),
      });
      if (job === null) return NOTHING_MOVED;
      return { series: job.key, files: job.files, bytes: job.bytes, error: job.error };
    },
  });
  if (end === "stopped") progress.say("Stopped; what is back already stays.");
  return end;
}
