/** Files of a series on their way back. */
import type { MovedFile } from "./holdings.ts";
import type { MoveParts } from "./purge.ts";
import { errorWords } from "./error_words.ts";
import { bringBack, expectSpace, sumOf } from "./restore.ts";

/** As it is now; plain data. Times in ms. */
export interface RestoreJob {
  id: string;
  key: string;
  /** `late`: nobody asked, but rows of their time came. */
  why: "asked" | "late";
  state: "waiting" | "running" | "done" | "failed";
  files: number;
  bytes: number;
  totalFiles: number;
  totalBytes: number;
  /** null: nothing is being copied at the moment. */
  bytesPerSecond: number | null;
  startedAt: number;
  endedAt: number | null;
  error: string | null;
}

export function newJob(key: string, why: RestoreJob["why"], files: MovedFile[], now: number): RestoreJob {
  return {
    id: crypto.randomUUID(),
    ...{ key, why, state: "waiting", files: 0, bytes: 0 },
    ...{ totalFiles: files.length, totalBytes: sumOf(files), bytesPerSecond: null },
    ...{ startedAt: now, endedAt: null, error: null },
  };
}

const ENDED_SHOWN = 10;

/** The jobs with this one as it is now, newest first; of those that ended, the last ten. */
export function withJob(jobs: RestoreJob[], job: RestoreJob): RestoreJob[] {
  const isKnown = jobs.some(({ id }) => id === job.id);
  const all = isKnown ? jobs.map((each) => each.id === job.id ? job : each) : [job, ...jobs];
  const shown = new Set(all.filter(({ endedAt }) => endedAt !== null).slice(0, ENDED_SHOWN));
  return all.filter((each) => each.endedAt === null || shown.has(each));
}

/**
 * Brings the files back, one after the other, up to the first that fails: what is back stays. Gives the job as it
 * ended; rejects only where the signal ended it.
 */
export async function runRestore(
  parts: MoveParts,
  files: MovedFile[],
  begun: RestoreJob,
  onProgress: (job: RestoreJob) => void,
): Promise<RestoreJob> {
  let job = begun;
  const ended = (state: "done" | "failed", error: string | null): RestoreJob => ({
    ...job,
    ...{ state, error, bytesPerSecond: null, endedAt: parts.now() },
  });
  try {
    await expectSpace(parts, sumOf(files));
    for (const file of files) {
      const { bytes } = job;
      await bringBack(parts, file, (stats) =>
        onProgress({
          ...job,
          bytes: Math.min(bytes + stats.bytes, job.totalBytes),
          bytesPerSecond: stats.speed,
        }));
      job = { ...job, files: job.files + 1, bytes: bytes + file.bytes };
      onProgress(job);
    }
    return ended("done", null);
  } catch (error) {
    parts.signal.throwIfAborted();
    return ended("failed", errorWords(error));
  }
}
