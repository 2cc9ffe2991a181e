/**
 * Whether a remote holds files byte for byte: what a purge relies on, looked at anew each time. Where the remote keeps
 * a hash that two files do not share by chance, by that one; else the files are read back.
 */
import { join } from "@std/path";
import { folderOf } from "../../archive/layout.ts";
import type { HeldFile } from "./holdings.ts";
import { type Entry, hashOf, look, readBack, type Remote, RemoteFault } from "./remote.ts";

const PROVING = ["sha256", "sha1", "md5"];

/** Paths of those that the remote holds with the SHA-256 that the ledger has. */
export async function shownThere(
  remote: Remote,
  dataFolder: string,
  files: HeldFile[],
): Promise<Set<string>> {
  const hash = await hashOf(remote);
  const proving = hash !== null && PROVING.includes(hash) ? hash : null;
  const there = await look(remote, remote.name, files.map(({ path }) => path), proving ? [proving] : []);
  const present = files.filter(({ path, bytes }) => there.get(path)?.bytes === bytes);
  const hasHash = ({ path }: HeldFile) => Boolean(proving && there.get(path)!.hashes[proving]);
  const [hashed, others] = [true, false].map((wanted) => present.filter((file) => hasHash(file) === wanted));
  const wantedHashes = proving ? await hashesHere(remote, dataFolder, hashed, proving) : new Map();
  const read = others.length > 0 ? await readBack(remote, others.map(({ path }) => path)) : new Map();
  const shown = [
    ...hashed.filter(({ path }) => there.get(path)!.hashes[proving!] === wantedHashes.get(path)),
    ...others.filter(({ path, sha256 }) => read.get(path) === sha256),
  ];
  return new Set(shown.map(({ path }) => path));
}

/** By path, the hash that the remote should have; of those alone whose bytes here are those of the ledger. */
async function hashesHere(
  remote: Remote,
  dataFolder: string,
  files: HeldFile[],
  hash: string,
): Promise<Map<string, string>> {
  if (hash === "sha256") return new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const here = await look(remote, dataFolder, files.map(({ path }) => path), ["sha256", hash]);
  const isSound = ({ path, sha256 }: HeldFile) => here.get(path)?.hashes.sha256 === sha256;
  return new Map(files.filter(isSound).map(({ path }) => [path, (here.get(path) as Entry).hashes[hash]]));
}

/**
 * Throws where the remote shows the very files that lie here, by whatever way (its path is the data folder, or leads
 * into it): then it is no second copy.
 */
export async function expectElsewhere(remote: Remote, dataFolder: string, files: HeldFile[]): Promise<void> {
  const folders = new Set(files.map(({ path }) => folderOf(path)));
  // Such names are ignored by whoever reads the folder, and removed at the next start.
  const trials = [...folders].map((folder) => `${folder}/trial-${crypto.randomUUID()}.parquet.tmp`);
  try {
    for (const trial of trials) await Deno.writeTextFile(join(dataFolder, trial), "");
    const seen = await look(remote, remote.name, trials, []);
    if (seen.size === 0) return;
    throw new RemoteFault(
      `Cannot purge: "${remote.name}" leads to this data folder itself, so nothing there is a second copy; ` +
        "give the remote another path",
    );
  } finally {
    for (const trial of trials) await Deno.remove(join(dataFolder, trial)).catch(() => {});
  }
}
