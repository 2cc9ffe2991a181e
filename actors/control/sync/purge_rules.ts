/** Which files the config wants purged, and when. Pure; nothing is purged unless a remote asks for it. */
import type { Config } from "../../../schemas/config.ts";
import { parseFilePath } from "../../archive/layout.ts";
import { LOW_SHARE } from "../disk_report.ts";
import type { HeldFile, Holdings } from "./holdings.ts";

type Storage = Config["storage"];

/** A file to purge, and the remote that is put on record as the one that has it. */
export interface Due {
  file: HeldFile;
  remote: string;
}

export interface PurgeTimes {
  /** ms. */
  now: number;
  /** When a file, as it is, was brought back on demand, ms; null: never. */
  restoredAt(file: HeldFile): number | null;
}

const DAY_MS = 86_400_000;
const GB = 1e9;
/** Where space is low, so much of the mark is to be free in the end: history then goes on, and it lasts a while. */
const ROOM_SHARE = 1.5;

export const hasPurgeRules = ({ remotes }: Storage): boolean =>
  remotes.some(({ purge_after_days: days, purge_when_low: whenLow }) => days !== null || whenLow);

/**
 * The files of periods that ended before `beforeUs`: those that stand alone. One with parts beside it is to be merged
 * here first, and a part always.
 */
export function purgeable({ files }: Holdings, beforeUs: number): HeldFile[] {
  const named = files.map((file) => ({ file, ...parseFilePath(file.path) }));
  const unmerged = new Set(named.filter(({ part }) => part !== null).map(({ period }) => period.name));
  return named.filter(({ part, period }) =>
    part === null && period.to <= beforeUs && !unmerged.has(period.name)
  ).map(({ file }) => file);
}

/** What is older than a remote's `purge_after_days`, the oldest first. */
export function dueByAge(series: Holdings[], { remotes }: Storage, times: PurgeTimes): Due[] {
  const rules = remotes.filter(({ purge_after_days: days }) => days !== null);
  if (rules.length === 0) return [];
  return aged(series, times).flatMap(({ file, sinceMs }) => {
    const rule = rules.find(({ purge_after_days: days }) => sinceMs + days! * DAY_MS <= times.now);
    return rule ? [{ file, remote: rule.remote }] : [];
  });
}

/** What may go where space is low, the oldest first. */
export function dueWhenLow(series: Holdings[], { remotes }: Storage, times: PurgeTimes): Due[] {
  const rule = remotes.find(({ purge_when_low: whenLow }) => whenLow);
  return rule ? aged(series, times).map(({ file }) => ({ file, remote: rule.remote })) : [];
}

/** How many bytes are to be purged: 0 unless space is low, and a remote is there for that. */
export function bytesWanted({ remotes, min_free_gb: minFreeGb }: Storage, freeBytes: number | null): number {
  const markBytes = minFreeGb * GB;
  const isAsked = remotes.some(({ purge_when_low: whenLow }) => whenLow);
  if (!isAsked || freeBytes === null || freeBytes >= markBytes * LOW_SHARE) return 0;
  return markBytes * ROOM_SHARE - freeBytes;
}

/** Bytes that may be brought back before space is low; null where nobody knows. */
export function bytesToSpare({ min_free_gb: minFreeGb }: Storage, freeBytes: number | null): number | null {
  return freeBytes === null ? null : Math.max(0, freeBytes - minFreeGb * GB * LOW_SHARE);
}

/** A file's age counts from its period's end, or from when it was brought back. */
function aged(series: Holdings[], { now, restoredAt }: PurgeTimes) {
  return series.flatMap((each) => purgeable(each, now * 1000))
    .map((file) => ({
      file,
      sinceMs: Math.max(parseFilePath(file.path).period.to / 1000, restoredAt(file) ?? 0),
    }))
    .sort((a, b) => a.sinceMs - b.sinceMs);
}
