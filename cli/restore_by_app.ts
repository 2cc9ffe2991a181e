/** A restore that the tapedeck which runs does. */
import { NothingToRestore, type RestoreRecord, RestoreStarted, Storage } from "../schemas/wire_storage.ts";
import { z } from "zod";
import type { App } from "./client.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause, untilAborted } from "./follow.ts";
import type { Progress } from "./progress.ts";
import { NOTHING_MOVED, type RestoreEnd, type RestoreFlags } from "./restore.ts";
import { syncBar } from "./sync_by_app.ts";
import { ENDED_BY_SIGNAL, untilStopped } from "./signals.ts";

const Answer = z.union([RestoreStarted, NothingToRestore]);

/** Ctrl-C ends the waiting, and leaves the restore to itself. */
export async function restoreByApp(
  app: App,
  flags: RestoreFlags,
  progress: Progress,
  environment: Environment,
): Promise<RestoreEnd | "stopped"> {
  const { clock } = environment;
  const begun = await app.post("/api/storage/restore", Answer, bodyOf(flags));
  if (begun.status === "nothing_to_restore") return NOTHING_MOVED;
  const stop = new AbortController();
  const insist = () => environment.exit(ENDED_BY_SIGNAL);
  void untilStopped(environment, { hangUp: insist, insist }).then(() => stop.abort());
  while (!stop.signal.aborted) {
    const { restores = [] } = await patiently(clock, () => app.get("/api/storage", Storage));
    const job = restores.find(({ id }) => id === begun.id);
    if (!job) {
      throw new Error("Cannot follow the restore: tapedeck was restarted meanwhile; restore it again");
    }
    if (job.finished_at !== null) return endOf(job);
    progress.show([syncBar(job.series, soFar(job))]);
    await Promise.race([pause(clock, LOOK_EVERY_MS), untilAborted(stop.signal)]);
  }
  progress.say(`Stopped waiting; the tapedeck at ${app.url} goes on.`);
  return "stopped";
}

function bodyOf({ exchange, pair, type, span, from, to }: RestoreFlags) {
  const time = (us: number | undefined) => us === undefined ? undefined : String(us);
  return { exchange, pair, type, span, from: time(from), to: time(to) };
}

const endOf = ({ series, files, bytes, error }: RestoreRecord): RestoreEnd => ({
  series,
  files,
  bytes,
  error,
});

const soFar = (job: RestoreRecord) => ({
  files: job.files,
  totalFiles: job.total_files,
  bytes: job.bytes,
  totalBytes: job.total_bytes,
  bytesPerSecond: job.bytes_per_second,
});
