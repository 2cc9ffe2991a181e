/**
 * Some sealed files brought to a remote and checked. A file is there when its bytes here have the ledger's SHA-256
 * and the remote's hash of it is that of these bytes; where the remote keeps no hash, when it has their size.
 */
import { parseFilePath } from "../../archive/layout.ts";
import type { HeldFile } from "./holdings.ts";
import type { RcloneAnswer } from "./rclone.ts";
import { complaintWords, copyIn, type Entry, look, replace } from "./remote.ts";
import type { HeldThere, Proof } from "./store.ts";
import type { SyncTask } from "./task.ts";

export interface BatchOutcome {
  /** Not here as the ledger had it: merged meanwhile, or damaged. */
  stale: HeldFile[];
  /** Not there, though it was tried; why. */
  failed: Array<{ file: HeldFile; words: string }>;
  /** How many were tried. */
  tried: number;
}

/** A file whose bytes here were found to be those of the ledger. */
interface Sound {
  file: HeldFile;
  /** As the remote would have it; null: it keeps none. */
  hash: string | null;
}

export async function copyBatch(task: SyncTask, files: HeldFile[]): Promise<BatchOutcome> {
  const { sound, stale } = await compareWithLedger(task, files);
  const missing = await withoutThoseThere(task, sound);
  const answers = await copyAll(task, missing);
  const { good, bad } = await check(task, missing);
  task.tally.files += good.length;
  task.tally.bytes += good.reduce((sum, { bytes }) => sum + bytes, 0);
  task.hold(good);
  const [gone, left] = [false, true].map((wanted) =>
    bad.map(({ file }) => file).filter((file) => isCurrent(task, file) === wanted)
  );
  const failed = left.map((file) => ({ file, words: failureWords(task, answers, file) }));
  return { stale: [...stale, ...gone], failed, tried: missing.length - gone.length };
}

/** Whether the ledger still has the file as it was when the sync looked. */
function isCurrent({ holdings }: SyncTask, { path, sha256 }: HeldFile): boolean {
  const { files } = holdings.read(parseFilePath(path).key);
  return files.some((file) => file.path === path && file.sha256 === sha256);
}

async function compareWithLedger(task: SyncTask, files: HeldFile[]) {
  const { remote, hash, dataFolder } = task;
  const types = [...new Set(["sha256", ...(hash ? [hash] : [])])];
  const here = await look(remote, dataFolder, files.map(({ path }) => path), types);
  const isSound = ({ path, sha256 }: HeldFile) => here.get(path)?.hashes.sha256 === sha256;
  const sound = files.filter(isSound).map((file): Sound => ({
    file,
    hash: hash && here.get(file.path)!.hashes[hash],
  }));
  return { sound, stale: files.filter((file) => !isSound(file)) };
}

/** What an earlier sync brought there, and did not get to check, is not copied again. */
async function withoutThoseThere(task: SyncTask, sound: Sound[]): Promise<Sound[]> {
  const { there, hash } = task;
  // A period's file of the same size may be an older one: only a hash tells. A part's name has one content.
  const maybe = sound.filter(({ file }) =>
    there.get(file.path)?.bytes === file.bytes && (hash !== null || isPart(file))
  );
  const { good } = await check(task, maybe);
  task.hold(good);
  const found = new Set(good.map(({ path }) => path));
  const missing = sound.filter(({ file }) => !found.has(file.path));
  task.tally.totalFiles -= good.length;
  task.tally.totalBytes -= good.reduce((sum, { bytes }) => sum + bytes, 0);
  return missing;
}

async function copyAll(task: SyncTask, missing: Sound[]): Promise<RcloneAnswer[]> {
  const { remote, dataFolder, there } = task;
  const isReplacement = ({ file }: Sound) => there.has(file.path) && !isPart(file);
  const plain = missing.filter((each) => !isReplacement(each)).map(({ file }) => file.path);
  const answers = plain.length > 0 ? [await copyIn(remote, dataFolder, plain)] : [];
  for (const { file } of missing.filter(isReplacement)) {
    answers.push(await replace(remote, dataFolder, file.path));
  }
  return answers;
}

async function check(
  { remote, hash }: SyncTask,
  files: Sound[],
): Promise<{ good: HeldThere[]; bad: Sound[] }> {
  const paths = files.map(({ file }) => file.path);
  const found = await look(remote, remote.name, paths, hash ? [hash] : []);
  const good: HeldThere[] = [];
  const bad: Sound[] = [];
  for (const each of files) {
    const proof = proofOf(each, found.get(each.file.path), hash);
    const { path, sha256: version, bytes } = each.file;
    if (proof) good.push({ path, version, bytes, proof });
    else bad.push(each);
  }
  return { good, bad };
}

/** null: it is not there as it is here. */
function proofOf({ file, hash: wanted }: Sound, found: Entry | undefined, hash: string | null): Proof | null {
  if (found?.bytes !== file.bytes) return null;
  const given = hash && found.hashes[hash];
  // Some remotes have hashes of some files only.
  if (!given) return "size";
  return given === wanted ? "hash" : null;
}

function failureWords({ remote }: SyncTask, answers: RcloneAnswer[], { path }: HeldFile): string {
  const failed = answers.filter(({ code }) => code !== 0);
  const about = failed.find(({ complaints }) => complaints.some((complaint) => complaint.path === path));
  const answer = about ?? failed[0];
  if (!answer) return `Cannot copy "${path}": it is not there as it was sent`;
  return `Cannot copy "${path}": ${complaintWords(remote, answer, path)}`;
}

const isPart = ({ path }: HeldFile) => parseFilePath(path).part !== null;
