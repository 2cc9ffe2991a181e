/** What goes to a remote beside rows and ledgers: whose archive it is, its epoch, and what is in quarantine. */
import type { Disk } from "../../archive/disk.ts";
import { EPOCH_PATH, QUARANTINE } from "../../archive/layout.ts";
import { ORIGIN_PATH } from "./origin.ts";
import { complaintWords, copyIn, look } from "./remote.ts";
import type { SyncTask } from "./task.ts";

/**
 * The epoch goes before the parts that bear it: a folder that is brought back from the remote must not give a name
 * twice. Failures are in the tally.
 */
export async function copyHouseFiles(task: SyncTask): Promise<void> {
  const { disk, remote, dataFolder, tally } = task;
  const wanted = [ORIGIN_PATH, EPOCH_PATH].filter((path) => disk.size(path) !== null).map((path) => ({
    path,
    version: new TextDecoder().decode(disk.read(path)).trim(),
    bytes: disk.size(path)!,
  }));
  // What is in quarantine is never written again.
  const kept = filesIn(disk, QUARANTINE).map(({ path, bytes }) => ({ path, bytes, version: `${bytes}` }));
  const missing = [...wanted, ...kept].filter((file) => !task.isHeld(file));
  if (missing.length === 0) return;
  const paths = missing.map(({ path }) => path);
  const answer = await copyIn(remote, dataFolder, paths);
  const found = await look(remote, remote.name, paths, []);
  const good = missing.filter(({ path, bytes }) => found.get(path)?.bytes === bytes);
  task.hold(good.map((file) => ({ ...file, proof: "size" })));
  const lacking = missing.find((file) => !good.includes(file));
  if (lacking) {
    tally.failures.push(`Cannot copy "${lacking.path}": ${complaintWords(remote, answer, lacking.path)}`);
  }
}

function filesIn(disk: Disk, folder: string): Array<{ path: string; bytes: number }> {
  return disk.list(folder).flatMap(({ name, isFolder }) => {
    const path = `${folder}/${name}`;
    if (isFolder) return filesIn(disk, path);
    const bytes = name.endsWith(".tmp") ? null : disk.size(path);
    return bytes === null ? [] : [{ path, bytes }];
  });
}
