/** The jobs of a config one by one: each has an id, and can be made, changed and deleted alone. */
import type { Config } from "../../schemas/config.ts";
import type { JobEntry, JobKind } from "../../schemas/wire.ts";
import { canonical } from "./edit/match.ts";
import type { Prepare, Saved } from "./save.ts";
import type { ConfigInForce, Settings } from "./settings.ts";

export type JobSaved =
  /** `entry`: as it is now; of a deleted job, as it was. */
  | { type: "saved"; entry: JobEntry; next: ConfigInForce }
  | Exclude<Saved, { type: "saved" }>
  /** No job has this id (any more). */
  | { type: "unknown" };

/** What a change is made in: the settings, and who is told before it is written. */
export interface JobsPlace {
  settings: Pick<Settings, "change">;
  /** The version that the change is based on; null: whichever there is. */
  expected: string | null;
  prepare?: Prepare;
}

const LISTS = { histo: "histo_jobs", stream: "stream_jobs" } as const;

/**
 * The jobs of a kind in the order of the config. An id is made of what the job says, so that whoever has an old one
 * changes nothing that he has not seen; a second job that says the same has `-2` behind it.
 */
export function jobEntries(kind: JobKind, config: Config): JobEntry[] {
  const counts = new Map<string, number>();
  return config[LISTS[kind]].map((job) => {
    const hash = hashOf(canonical(job));
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return { id: count === 1 ? hash : `${hash}-${count}`, job };
  });
}

export function createJob(place: JobsPlace, kind: JobKind, job: unknown): Promise<JobSaved> {
  return changeJobs(place, kind, (jobs) => ({ jobs: [...jobs, job], at: jobs.length }));
}

export function changeJob(place: JobsPlace, kind: JobKind, id: string, job: unknown): Promise<JobSaved> {
  return changeJobs(place, kind, (jobs, entries) => {
    const at = placeOf(id, entries);
    return { jobs: jobs.with(at, job), at };
  });
}

/** The last job of all cannot be deleted: a config needs one. */
export async function deleteJob(place: JobsPlace, kind: JobKind, id: string): Promise<JobSaved> {
  return await changeJobs(place, kind, (jobs, entries, others) => {
    const at = placeOf(id, entries);
    if (jobs.length + others === 1) throw new LastJob();
    return { jobs: jobs.toSpliced(at, 1), at, deleted: entries[at] };
  });
}

class UnknownJob extends Error {}
class LastJob extends Error {}

interface JobsChange {
  jobs: unknown[];
  /** Of the job that it is about. */
  at: number;
  deleted?: JobEntry;
}

async function changeJobs(
  { settings, expected, prepare }: JobsPlace,
  kind: JobKind,
  change: (jobs: unknown[], entries: JobEntry[], others: number) => JobsChange,
): Promise<JobSaved> {
  let made: JobsChange | undefined;
  try {
    const saved = await settings.change(
      (file) => {
        const others = file.histo_jobs.length + file.stream_jobs.length - file[LISTS[kind]].length;
        made = change(file[LISTS[kind]], jobEntries(kind, file), others);
        return { ...file, [LISTS[kind]]: made.jobs };
      },
      expected,
      prepare,
    );
    if (saved.type !== "saved") return aboutTheJob(saved, `${LISTS[kind]}[${made?.at}]`);
    const entry = made!.deleted ?? jobEntries(kind, saved.next.file)[made!.at];
    return { ...saved, entry };
  } catch (error) {
    if (error instanceof UnknownJob) return { type: "unknown" };
    if (!(error instanceof LastJob)) throw error;
    return {
      type: "invalid",
      error: "Cannot delete the last job: a config needs one; make another first, or change this one",
    };
  }
}

function placeOf(id: string, entries: JobEntry[]): number {
  const at = entries.findIndex((entry) => entry.id === id);
  if (at < 0) throw new UnknownJob();
  return at;
}

/** Who sent a job knows its keys, not its place in the config. */
function aboutTheJob<S extends Saved>(saved: S, at: string): S {
  if (saved.type !== "invalid") return saved;
  return { ...saved, error: saved.error.replaceAll(`${at}.`, "").replaceAll(at, "the job") };
}

/** FNV-1a, 32 bits: 8 hexadecimal digits. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
