/**
 * Room made here: what the config wants purged goes when every remote has just shown that it holds it, byte for byte.
 * The archiver puts on record where it is, and removes it.
 */
import type { Config } from "../../../schemas/config.ts";
import { sentenceOf } from "./error_words.ts";
import type { HeldFile, Holdings } from "./holdings.ts";
import {
  bytesWanted,
  type Due,
  dueByAge,
  dueWhenLow,
  hasPurgeRules,
  type PurgeTimes,
} from "./purge_rules.ts";
import type { Remote } from "./remote.ts";
import { withScratch } from "./scratch.ts";
import { expectElsewhere, shownThere } from "./shown.ts";
import type { SyncParts } from "./task.ts";

/** The archive's part: only the archiver writes ledgers and touches what they name. */
export interface ArchiveDoor {
  /** Puts on record that the remote holds the file as it is with this SHA-256, then removes it here. */
  purge(file: { path: string; sha256: string }, remote: string): Promise<void>;
  /** Puts `{path}.tmp`, which has the file's bytes, in its place, and on record that it is here again. */
  restore(path: string): Promise<void>;
}

export interface MoveParts extends SyncParts {
  storage: Config["storage"];
  door: ArchiveDoor;
  /** Of the data folder's disk, for us; null: nobody knows. */
  freeBytes(): Promise<number | null>;
  signal: AbortSignal;
}

/** What was moved to a remote, and why not all that was to go there. */
export interface Purged {
  remote: string;
  files: number;
  bytes: number;
  error: string | null;
}

/** What is compared at once: a kill costs no more, and a remote without hashes has to give so much back. */
const BATCH = { files: 200, bytes: 2e9 };

/** Purges all that is due. Rejects only where the signal ended it. */
export async function purgeDue(parts: MoveParts): Promise<Purged[]> {
  const { storage } = parts;
  if (!hasPurgeRules(storage)) return [];
  const round = beginRound(parts);
  try {
    const series = readAll(parts);
    await purgeAll(round, dueByAge(series, storage, round.times()), Infinity);
    const wanted = bytesWanted(storage, await parts.freeBytes());
    if (wanted > 0) await purgeAll(round, dueWhenLow(readAll(parts), storage, round.times()), wanted);
  } catch (error) {
    parts.signal.throwIfAborted();
    round.told(round.at).error = sentenceOf(error, `Cannot purge what "${round.at}" is to hold`);
  }
  return [...round.purged.values()];
}

interface Round extends Look {
  parts: MoveParts;
  purged: Map<string, Purged>;
  told(remote: string): Purged;
  /** The remote that is asked. */
  at: string;
}

export interface Look {
  times(): PurgeTimes;
  /** Whether the syncs of every remote saw it there, as it is. */
  isSynced(due: Due): boolean;
}

export function lookAt({ store, storage, now }: Pick<MoveParts, "store" | "storage" | "now">): Look {
  const held = storage.remotes.map(({ remote }) => store.held(remote));
  return {
    times: () => {
      const restored = store.restored();
      return { now: now(), restoredAt: ({ path, sha256 }) => restored.get(`${path} ${sha256}`) ?? null };
    },
    isSynced: ({ file }) => held.every((held) => held.get(file.path)?.version === file.sha256),
  };
}

function beginRound(parts: MoveParts): Round {
  const purged = new Map<string, Purged>();
  return {
    ...lookAt(parts),
    parts,
    purged,
    told(remote) {
      const known = purged.get(remote) ?? { remote, files: 0, bytes: 0, error: null };
      purged.set(remote, known);
      return known;
    },
    at: parts.storage.remotes[0].remote,
  };
}

/** A damaged ledger is told of by the sync. */
export function readAll({ holdings }: Pick<SyncParts, "holdings">): Holdings[] {
  return holdings.keys().flatMap((key) => {
    try {
      return [holdings.read(key)];
    } catch {
      return [];
    }
  });
}

/** Purges in order, until `bytesWanted` are gone. */
async function purgeAll(round: Round, due: Due[], bytesWanted: number): Promise<void> {
  const waiting = due.filter(round.isSynced);
  let left = bytesWanted;
  while (left > 0 && waiting.length > 0) {
    const batch = takeBatch(waiting, Math.min(left, BATCH.bytes));
    left -= await purgeBatch(round, batch);
  }
}

function takeBatch(waiting: Due[], bytes: number): Due[] {
  let [count, sum] = [0, 0];
  while (count < Math.min(waiting.length, BATCH.files) && (count === 0 || sum < bytes)) {
    sum += waiting[count++].file.bytes;
  }
  return waiting.splice(0, count);
}

/** Gives the bytes that went. */
async function purgeBatch(round: Round, batch: Due[]): Promise<number> {
  const { parts, told } = round;
  let sure = batch.map(({ file }) => file);
  for (const { remote } of parts.storage.remotes) {
    round.at = remote;
    if (sure.length > 0) sure = await heldBy(parts, remote, sure);
  }
  const sureOf = new Set(sure);
  let sum = 0;
  for (const { file, remote } of batch.filter(({ file }) => sureOf.has(file))) {
    round.at = remote;
    parts.signal.throwIfAborted();
    await parts.door.purge(file, remote);
    sum += file.bytes;
    told(remote).files++;
    told(remote).bytes += file.bytes;
  }
  return sum;
}

/** Those of the files that the remote shows to hold. */
async function heldBy(parts: MoveParts, name: string, files: HeldFile[]): Promise<HeldFile[]> {
  const { dataFolder } = parts;
  return await withScratch(dataFolder, `purge ${name}`, async (scratch) => {
    const remote: Remote = { rclone: parts.rclone, name, signal: parts.signal, scratch };
    await expectElsewhere(remote, dataFolder, files);
    const shown = await shownThere(remote, dataFolder, files);
    return files.filter(({ path }) => shown.has(path));
  });
}
