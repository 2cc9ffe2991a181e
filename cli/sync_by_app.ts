/** A sync that the tapedeck which runs does. */
import { z } from "zod";
import type { Storage } from "../schemas/wire_storage.ts";
import type { Controls } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause, untilAborted } from "./follow.ts";
import type { Bar, Progress } from "./progress.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";
import type { RemoteEnd } from "./sync.ts";

/** What `/api/storage` says of a remote. */
const RemoteNow = z.object({
  remote: z.string(),
  state: z.enum(["idle", "syncing", "retrying"]),
  last_success: z.number().nullable(),
  last_error: z.string().nullable(),
  progress: z.object({
    files: z.number(),
    total_files: z.number(),
    bytes: z.number(),
    total_bytes: z.number(),
    bytes_per_second: z.number().nullable(),
  }).nullable(),
});
type RemoteNow = z.infer<typeof RemoteNow>;

/** A sync of nothing may be over before it was seen under way. */
const UNSEEN_LOOKS = 3;
const MB = 1e6;

/** Ctrl-C ends the waiting, and leaves the sync to itself. */
export async function syncByApp(
  controls: Pick<Controls, "sync" | "storage">,
  { name, progress }: { name: string; progress: Progress },
  environment: Environment,
): Promise<RemoteEnd[] | "stopped"> {
  const { clock } = environment;
  await controls.sync();
  const stop = new AbortController();
  const insist = () => environment.exit(ENDED_BY_SIGNAL);
  void untilStopped(environment, { hangUp: insist, insist }).then(() => stop.abort());
  const wereSyncing = new Set<string>();
  for (let looks = 1; !stop.signal.aborted; looks++) {
    const remotes = remotesIn(await patiently(clock, controls.storage));
    const underWay = remotes.filter(({ state }) => state === "syncing");
    for (const { remote } of underWay) wereSyncing.add(remote);
    const isBegun = looks > UNSEEN_LOOKS || remotes.every(({ remote }) => wereSyncing.has(remote));
    if (underWay.length === 0 && isBegun) return remotes.map(endOf);
    progress.show(underWay.flatMap(barsOf));
    await Promise.race([pause(clock, LOOK_EVERY_MS), untilAborted(stop.signal)]);
  }
  progress.say(`Stopped waiting; ${name} goes on.`);
  return "stopped";
}

/** One that says less of its remotes is of another version. */
function remotesIn({ remotes }: Storage): RemoteNow[] {
  const parsed = z.array(RemoteNow).safeParse(remotes);
  if (parsed.success) return parsed.data;
  throw new Error("Cannot follow the sync: this tapedeck does not tell how far it is; see its log");
}

function endOf({ remote, last_error: error }: RemoteNow): RemoteEnd {
  return { remote, files: null, bytes: null, error };
}

function barsOf({ remote, progress }: RemoteNow): Bar[] {
  if (progress === null) return [];
  const { files, total_files: totalFiles, bytes, total_bytes: totalBytes, bytes_per_second: pace } = progress;
  return [syncBar(remote, { files, totalFiles, bytes, totalBytes, bytesPerSecond: pace })];
}

export interface SyncedSoFar {
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
  bytesPerSecond: number | null;
}

export function syncBar(label: string, so: SyncedSoFar): Bar {
  const { files, totalFiles, bytes, totalBytes, bytesPerSecond: pace } = so;
  return {
    label,
    done: bytes / MB,
    total: totalBytes / MB,
    unit: "MB",
    note: `${files} of ${totalFiles} files${pace === null ? "" : `, ${(pace / MB).toFixed(1)} MB/s`}`,
    leftMs: pace ? (totalBytes - bytes) / pace * 1_000 : null,
  };
}
