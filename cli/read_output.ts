/** Where the rows of a read go: standard output, or a file that is there whole or not at all. */
import { basename, dirname, relative, resolve } from "@std/path";
import type { Disk, DiskFile } from "../actors/archive/disk.ts";
import { temporaryPath } from "../actors/archive/parquet.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import type { Environment } from "./environment.ts";

export interface OutputFile {
  /** Of the folder that the file is in. */
  disk: Disk;
  name: string;
}

/** Throws where the file cannot be there. */
export function outputFile(path: string, dataFolder: string, { cwd }: Environment): OutputFile {
  const whole = resolve(cwd, path);
  if (!relative(dataFolder, whole).startsWith("..")) {
    throw new Error(`Cannot write "${path}": it lies in the data folder, where only the recorder writes`);
  }
  const folder = dirname(whole);
  if (!isFolder(folder)) {
    throw new Error(`Cannot write "${path}": there is no folder "${folder}"; make it first`);
  }
  if (isFolder(whole)) throw new Error(`Cannot write "${path}": it is a folder; name a file in it`);
  return { disk: openRealDisk(folder), name: basename(whole) };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** Writes the pieces to a temporary file, which gets the name when all of it is on disk. */
export async function replaceFile(
  { disk, name }: OutputFile,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = temporaryPath(name);
  if (disk.size(temporary) !== null) disk.remove(temporary);
  try {
    await writeAll(disk.create(temporary), pieces);
  } catch (error) {
    disk.remove(temporary);
    throw error;
  }
  disk.rename(temporary, name);
  disk.syncFolder("");
}

async function writeAll(file: DiskFile, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) file.write(piece);
    file.syncNow();
  } finally {
    file.close();
  }
}
