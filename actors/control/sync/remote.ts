/** A remote as rclone sees it: what is there, and what is done there. One function for each thing that is asked. */
import type { Rclone, RcloneAnswer } from "./rclone.ts";
import { type RcloneStats, withAdvice } from "./rclone_log.ts";

/** Where a sync works: one remote, ended by one signal. */
export interface Remote {
  rclone: Rclone;
  /** As the config has it: `name:path`. */
  name: string;
  signal: AbortSignal;
  /** A folder of ours for lists and copies. */
  scratch: string;
  onStats?(stats: RcloneStats): void;
}

export interface Entry {
  path: string;
  bytes: number;
  /** By rclone's name of the hash. */
  hashes: Record<string, string>;
}

/** What rclone could not do, in its words, with advice; or what is wrong with a remote, in a sentence. */
export class RemoteFault extends Error {
  override readonly name = "RemoteFault";
}

const NO_FOLDER = 3;

/** The address of a path there. */
export function at(remote: string, path: string): string {
  return /[:/]$/.test(remote) ? `${remote}${path}` : `${remote}/${path}`;
}

/** The hash that the remote keeps of its files, the strongest first; null: none. */
export async function hashOf(remote: Remote): Promise<string | null> {
  const { stdout } = await succeed(remote, ["backend", "features", "--", remote.name]);
  const { Hashes: hashes }: { Hashes: string[] | null } = JSON.parse(stdout);
  return ["sha256", "sha1", "md5"].find((hash) => hashes?.includes(hash)) ?? hashes?.[0] ?? null;
}

/** Every file there; none where there is no such folder. */
export async function listAll(remote: Remote): Promise<Entry[]> {
  return await lsjson(remote, remote.name, []);
}

/** Those of the paths that are there, with the hashes asked for, where they have them. `root`: a folder or a remote. */
export async function look(
  remote: Remote,
  root: string,
  paths: string[],
  hashes: string[],
): Promise<Map<string, Entry>> {
  if (paths.length === 0) return new Map();
  const list = await listFile(remote, "look", paths);
  const types = hashes.map((hash) => `--hash-type=${hash}`);
  const flags = [...list, ...(types.length > 0 ? ["--hash", ...types] : [])];
  return new Map((await lsjson(remote, root, flags)).map((entry) => [entry.path, entry]));
}

/**
 * Copies files from a local folder; one that is there with the same content is left as it is. Gives what went
 * wrong; which files are there now has to be looked at.
 */
export async function copyIn(remote: Remote, from: string, paths: string[]): Promise<RcloneAnswer> {
  const list = await listFile(remote, "copy", paths);
  return await run(remote, ["copy", "--checksum", ...STATS, ...list, "--", from, remote.name]);
}

/** Puts a file in the place of another one there: beside it first, so that a torn copy replaces nothing. */
export async function replace(remote: Remote, from: string, path: string): Promise<RcloneAnswer> {
  const beside = at(remote.name, `${path}.tmp`);
  const copied = await run(remote, ["copyto", "--ignore-times", ...STATS, "--", `${from}/${path}`, beside]);
  if (copied.code !== 0) return copied;
  return await run(remote, ["moveto", "--ignore-times", "--", beside, at(remote.name, path)]);
}

/** Removes files; those that are not there are no error. */
export async function removeThere(remote: Remote, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  await succeed(remote, ["delete", ...await listFile(remote, "remove", paths), "--", remote.name]);
}

/** The text of a small file there. */
export async function readThere(remote: Remote, path: string): Promise<string> {
  return (await succeed(remote, ["cat", "--", at(remote.name, path)])).stdout;
}

/** SHA-256 by path, of the bytes as they come back when they are read: for remotes that keep no hash. */
export async function readBack(remote: Remote, paths: string[]): Promise<Map<string, string>> {
  const list = await listFile(remote, "read", paths);
  const { stdout } = await succeed(remote, ["hashsum", "sha256", "--download", ...list, "--", remote.name]);
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** Brings a file from there to a local path. */
export async function copyOut(remote: Remote, path: string, to: string): Promise<void> {
  await succeed(remote, ["copyto", "--ignore-times", ...STATS, "--", at(remote.name, path), to]);
}

/** The words of an answer that tells of a failure; of one file, where it says something of it. */
export function complaintWords(remote: Remote, { code, complaints }: RcloneAnswer, path?: string): string {
  const ofPath = complaints.filter((complaint) => complaint.path === path);
  // The last one is rclone's summary; the first one says what began it.
  const words = (ofPath[0] ?? complaints[0])?.words ?? `rclone ended with code ${code}`;
  return withAdvice(words, remote.name);
}

const STATS = ["--stats=1s", "--stats-log-level=NOTICE"];

async function lsjson(remote: Remote, root: string, flags: string[]): Promise<Entry[]> {
  const plain = ["--recursive", "--files-only", "--no-modtime", "--no-mimetype"];
  const answer = await run(remote, ["lsjson", ...plain, ...flags, "--", root]);
  if (answer.code === NO_FOLDER) return [];
  if (answer.code !== 0) throw fault(remote, answer);
  const rows: Array<{ Path: string; Size: number; Hashes?: Record<string, string> }> = JSON.parse(
    answer.stdout,
  );
  return rows.map(({ Path, Size, Hashes = {} }) => ({ path: Path, bytes: Size, hashes: Hashes }));
}

/** `--files-from`, with the list in a file of its own. */
async function listFile({ scratch }: Remote, name: string, paths: string[]): Promise<string[]> {
  const file = `${scratch}/${name}.list`;
  await Deno.writeTextFile(file, paths.map((path) => `${path}\n`).join(""));
  return [`--files-from-raw=${file}`, "--no-traverse"];
}

async function succeed(remote: Remote, args: string[]): Promise<RcloneAnswer> {
  const answer = await run(remote, args);
  if (answer.code !== 0) throw fault(remote, answer);
  return answer;
}

const run = ({ rclone, signal, onStats }: Remote, args: string[]) => rclone.run({ args, signal, onStats });

const fault = (remote: Remote, answer: RcloneAnswer) => new RemoteFault(complaintWords(remote, answer));
