/** What free space and a trial write mean for the recording, and how that is said. Pure. */
import type { DiskState } from "../../schemas/facts.ts";

/** What a look at the data folder found. */
export interface FolderLook {
  /** The folder that was locked at the start stands where it stood. */
  isThere: boolean;
  /** null: nobody knows. */
  freeBytes: number | null;
  /** Why a trial write failed; null: it did not. */
  fault: { isFull: boolean; words: string } | null;
}

export interface DiskJudgement {
  state: DiskState;
  freeBytes: number | null;
  /** What is wrong and what to do, in a sentence; null: all is well. */
  problem: string | null;
  /** The same in a few words, for the record of what is missing because of it. */
  reason: string | null;
}

/**
 * History may be asked for again, live rows may not: it waits while there is still a quarter more than must stay
 * free, so that it never takes the streams' last space.
 */
export const LOW_SHARE = 1.25;
/** Back again only with a tenth more, or a disk at the limit would open and close every socket at each look. */
const BACK_SHARE = 1.1;
/** Of a disk that was full to the last byte: a segment of the journal. */
const BACK_BYTES = 16 * 1024 * 1024;

export interface DiskRules {
  dataFolder: string;
  /** storage.min_free_gb, in bytes; 0: as long as it lasts. */
  minFreeBytes: number;
}

export function judgeDisk(was: DiskState, look: FolderLook, rules: DiskRules): DiskJudgement {
  const { dataFolder } = rules;
  const { freeBytes, fault } = look;
  const judged = (state: DiskState, reason: string, advice: string): DiskJudgement => ({
    state,
    freeBytes,
    reason,
    problem: `${capital(reason)}${advice}`,
  });
  if (!look.isThere) {
    return judged(
      "gone",
      `the data folder "${dataFolder}" is gone: it was moved or removed, or its disk is not mounted`,
      ". Nothing is recorded, and no new folder is made: bring it back, or restart tapedeck to begin a new one.",
    );
  }
  if (fault) {
    const advice = fault.isFull ? "free space" : "make the folder writable";
    return judged(
      "unwritable",
      fault.isFull
        ? "the disk is full"
        : `the data folder "${dataFolder}" cannot be written (${fault.words})`,
      `. Nothing is recorded: ${advice}; recording goes on by itself then.`,
    );
  }
  return judgeSpace(was, freeBytes, rules, judged);
}

function judgeSpace(
  was: DiskState,
  freeBytes: number | null,
  { minFreeBytes }: DiskRules,
  judged: (state: DiskState, reason: string, advice: string) => DiskJudgement,
): DiskJudgement {
  const free = freeBytes ?? Infinity;
  const left = `the disk has ${sizeWords(free)} left`;
  const limit = `that storage.min_free_gb keeps free`;
  const wasShort = was === "full" || was === "unwritable";
  if (was === "unwritable" && free < BACK_BYTES) {
    return judged("unwritable", `${left}, after it was full`, ". Nothing is recorded: free more space.");
  }
  if (free < minFreeBytes * (wasShort ? BACK_SHARE : 1)) {
    const than = free < minFreeBytes ? "less than" : "hardly more than";
    return judged(
      "full",
      `${left}, ${than} the ${sizeWords(minFreeBytes)} ${limit}`,
      ": recording is paused. Free space, or lower it.",
    );
  }
  if (free < minFreeBytes * LOW_SHARE * (was === "ok" ? 1 : BACK_SHARE)) {
    return judged(
      "low",
      `${left}, little more than the ${sizeWords(minFreeBytes)} ${limit}`,
      ": candles and history wait, streams are recorded on. Free space, or lower it.",
    );
  }
  return { state: "ok", freeBytes, problem: null, reason: null };
}

/** `0.8 GB`, `12 MB`; of 10^9 and 10^6 bytes. */
export function sizeWords(bytes: number): string {
  return bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

function capital(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
