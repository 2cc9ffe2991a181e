/**
 * Replaces a file as a whole: whoever reads it, and whatever ends the program, finds the old text or the new one.
 * The new one is written beside it, synced, and takes its name. Where that cannot be (a single file that is mounted
 * into a container, a folder that is not ours) it is written in place, and a power failure may then tear it.
 */
import { basename, dirname, join } from "@std/path";
import { Refused } from "./refused.ts";

/** A file beside it that is older was left by a program that was killed while it wrote. */
const LEFTOVER_MS = 60_000;

export interface Replacement {
  /** A link is followed: what it leads to is replaced. */
  path: string;
  text: string;
  /** Epoch ms. */
  now: number;
  /** Called when all is ready and nothing has changed yet. Where it throws, nothing does. */
  before(): Promise<void>;
}

/** Throws {@linkcode Refused} where it cannot be written, and what `before` throws. */
export async function replaceFile({ path, text, now, before }: Replacement): Promise<void> {
  const target = await Deno.realPath(path).catch(() => path);
  const replaced = await Deno.stat(target).catch(() => null);
  if (replaced?.mode && (replaced.mode & 0o222) === 0) {
    throw cannot(path, "it is read-only; make it writable");
  }
  await removeLeftovers(target, now).catch(() => {}); // they harm nobody
  using _held = await lockOn(target);
  const fresh = await writeBeside(target, text, replaced).catch((error) => failure(path, error));
  try {
    await before();
    if (fresh instanceof Error || !await takesPlace(fresh, target)) {
      await writeInPlace(target, text, replaced, fresh);
    }
  } finally {
    if (!(fresh instanceof Error)) await Deno.remove(fresh).catch(() => {}); // gone where it took the place
  }
}

/** Removes what a program that was killed left beside `target`. */
export async function removeLeftovers(target: string, now: number): Promise<void> {
  const folder = dirname(target);
  const start = `.${basename(target)}.`;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(start) || !/^\d+\.new$/.test(name.slice(start.length))) continue;
    const left = await Deno.stat(join(folder, name)).catch(() => null);
    if (left?.mtime && now - left.mtime.getTime() > LEFTOVER_MS) await Deno.remove(join(folder, name));
  }
}

/** Until it is closed, other programs of ours wait with theirs; where a disk has no locks, nobody does. */
async function lockOn(target: string): Promise<Deno.FsFile | null> {
  try {
    const file = await Deno.open(target);
    await file.lock(true).catch(() => {});
    return file;
  } catch {
    return null;
  }
}

/** Gives the new file's path. Nobody else may read it before it has the old one's rights. */
async function writeBeside(target: string, text: string, replaced: Deno.FileInfo | null): Promise<string> {
  const fresh = join(dirname(target), `.${basename(target)}.${Deno.pid}.new`);
  await Deno.remove(fresh).catch(() => {});
  using file = await Deno.open(fresh, { write: true, createNew: true, mode: 0o600 });
  await writeAll(file, text);
  if (replaced?.mode) await Deno.chmod(fresh, replaced.mode & 0o7777);
  // Only root may give files away; for others the owner is who runs tapedeck.
  if (replaced) await Deno.chown(fresh, replaced.uid, replaced.gid).catch(() => {});
  return fresh;
}

/** False where the name cannot be taken: the file is a mount of its own. */
async function takesPlace(fresh: string, target: string): Promise<boolean> {
  try {
    await Deno.rename(fresh, target);
  } catch (error) {
    if ((error as { code?: string }).code === "EBUSY") return false;
    throw failure(target, error);
  }
  if (Deno.build.os === "windows") return true; // it opens no folders
  using folder = await Deno.open(dirname(target));
  await folder.sync();
  return true;
}

async function writeInPlace(
  target: string,
  text: string,
  replaced: Deno.FileInfo | null,
  why: string | Error,
): Promise<void> {
  if (replaced === null) throw why;
  try {
    using file = await Deno.open(target, { write: true });
    await writeAll(file, text);
    await file.truncate(new TextEncoder().encode(text).length);
    await file.sync();
  } catch (error) {
    throw failure(target, error);
  }
}

async function writeAll(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

function failure(path: string, error: unknown): Error {
  if (error instanceof Deno.errors.PermissionDenied) {
    return cannot(path, "permission denied; make the file and its folder writable for tapedeck");
  }
  return cannot(path, (error as Error).message);
}

const cannot = (path: string, why: string) => new Refused(`Cannot write ${path}: ${why}`);
