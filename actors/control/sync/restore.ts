/** What was moved to a remote, brought back: the bytes that come have the SHA-256 that the ledger has, or are refused. */
import { basename, dirname, join } from "@std/path";
import { isRemoteName, NO_REMOTE_NAME } from "../../../schemas/remote_name.ts";
import { parseFilePath } from "../../archive/layout.ts";
import { findSeries } from "../../archive/reader/series.ts";
import { sizeWords } from "../disk_report.ts";
import { sentenceOf } from "./error_words.ts";
import type { MovedFile } from "./holdings.ts";
import type { RestoreWish } from "./messages.ts";
import type { MoveParts } from "./purge.ts";
import { bytesToSpare } from "./purge_rules.ts";
import type { RcloneStats } from "./rclone_log.ts";
import { copyOut, look, type Remote, RemoteFault } from "./remote.ts";
import { withScratch } from "./scratch.ts";
import type { SyncParts } from "./task.ts";

export type RestorePlan =
  | { type: "unknown-series"; reason: string }
  | { type: "files"; key: string; files: MovedFile[]; bytes: number };

/** The oldest first. Throws where the series' ledger is damaged. */
export function planRestore({ holdings }: Pick<SyncParts, "holdings">, wish: RestoreWish): RestorePlan {
  const found = findSeries({ sealedSeries: holdings.keys, series: holdings.keys }, wish);
  if (!found.found) return { type: "unknown-series", reason: found.reason };
  const isWanted = ({ path }: MovedFile) => {
    const { from, to } = parseFilePath(path).period;
    return from < wish.toUs && to > wish.fromUs;
  };
  const files = holdings.read(found.key).moved.filter(isWanted).sort((a, b) => a.from - b.from);
  return { type: "files", key: found.key, files, bytes: sumOf(files) };
}

export const sumOf = (files: MovedFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Throws, with a sentence, where so much would take the space that others need. */
export async function expectSpace({ storage, freeBytes }: MoveParts, bytes: number): Promise<void> {
  const spare = bytesToSpare(storage, await freeBytes());
  if (spare === null || bytes <= spare) return;
  throw new Error(
    `Cannot restore ${sizeWords(bytes)}: the disk has ${sizeWords(spare)} to spare, beyond what ` +
      "storage.min_free_gb keeps free; free space, or restore less at once",
  );
}

/**
 * Brings a file back, from the remote that it was moved to, else from another one. Rejects where none has it as it
 * was; then nothing here has changed.
 */
export async function bringBack(
  parts: MoveParts,
  file: MovedFile,
  onStats: (stats: RcloneStats) => void,
): Promise<void> {
  const others = parts.storage.remotes.map(({ remote }) => remote);
  let first: unknown = null;
  for (const name of new Set([file.remote, ...others].filter(isRemoteName))) {
    try {
      await bringFrom(parts, name, file, onStats);
      return parts.store.noteRestored(file, parts.now());
    } catch (error) {
      parts.signal.throwIfAborted();
      if (!(error instanceof RemoteFault)) throw error;
      first ??= new Error(sentenceOf(error, `Cannot bring "${file.path}" back from "${name}"`));
    }
  }
  throw first ?? new Error(`Cannot bring "${file.path}" back: "${file.remote}" ${NO_REMOTE_NAME}`);
}

async function bringFrom(
  { rclone, dataFolder, signal, door }: MoveParts,
  name: string,
  { path, sha256 }: MovedFile,
  onStats: (stats: RcloneStats) => void,
): Promise<void> {
  const come = `${path}.tmp`;
  try {
    await withScratch(dataFolder, `restore ${name}`, async (scratch) => {
      const remote: Remote = { rclone, name, signal, scratch, onStats };
      await copyOut(remote, path, join(dataFolder, come));
      const found = await look(remote, dataFolder, [come], ["sha256"]);
      if (found.get(come)?.hashes.sha256 !== sha256) throw otherBytes(path, name);
    });
    await door.restore(path);
  } finally {
    await removeTorn(join(dataFolder, come));
  }
}

const otherBytes = (path: string, name: string) =>
  new RemoteFault(
    `Cannot bring "${path}" back from "${name}": what is there has other bytes than what was moved ` +
      "there; bring it back from a backup of the remote",
  );

/** The copy, and what rclone calls it while it is not whole. */
async function removeTorn(come: string): Promise<void> {
  await Deno.remove(come).catch(() => {});
  try {
    for await (const { name } of Deno.readDir(dirname(come))) {
      const isTorn = name.startsWith(`${basename(come)}.`) && name.endsWith(".partial");
      if (isTorn) await Deno.remove(join(dirname(come), name));
    }
  } catch {
    // The next start removes them.
  }
}
