/**
 * A place in the log that is found again after its file was moved on to another name: which file it is, by its first
 * line, and how many bytes are before it.
 */
import { crc32 } from "node:zlib";

/** In an open file of the log; a line begins there. */
export interface Place {
  file: Deno.FsFile;
  offset: number;
}

/** A first line is told apart by its time and no further than this. */
const HEAD_BYTES = 256;
const CHUNK_BYTES = 4 * 1024;
const NEWLINE = 10;

/** Of a file without a line, which is another one as soon as it has some. */
const EMPTY = "0";

/** Behind the last whole line of a file. */
export async function lastPlace(file: Deno.FsFile): Promise<Place> {
  return { file, offset: await endOfLines(file) };
}

/** `9f01c2ab-4711` */
export async function cursorOf({ file, offset }: Place): Promise<string> {
  return `${await nameOf(file)}-${offset}`;
}

/**
 * @param files The newest first.
 * @returns null: none of them has that place any more.
 */
export async function placeOf(cursor: string, files: Deno.FsFile[]): Promise<Place | null> {
  const [name, offsetText] = cursor.split("-");
  const offset = Number(offsetText);
  for (const file of files) {
    if (await nameOf(file) === name && offset <= await file.seek(0, Deno.SeekMode.End)) {
      return { file, offset };
    }
  }
  return null;
}

async function nameOf(file: Deno.FsFile): Promise<string> {
  const head = await readAt(file, 0, HEAD_BYTES);
  const end = head.indexOf(NEWLINE);
  if (end < 0 && head.length < HEAD_BYTES) return EMPTY;
  return crc32(end < 0 ? head : head.subarray(0, end)).toString(16);
}

async function endOfLines(file: Deno.FsFile): Promise<number> {
  let from = await file.seek(0, Deno.SeekMode.End);
  while (from > 0) {
    const size = Math.min(from, CHUNK_BYTES);
    from -= size;
    const end = (await readAt(file, from, size)).lastIndexOf(NEWLINE);
    if (end >= 0) return from + end + 1;
  }
  return 0;
}

/** The bytes from `from` on: as many as that, or up to the end of the file. */
export async function readAt(file: Deno.FsFile, from: number, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  await file.seek(from, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < sizeBytes) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
